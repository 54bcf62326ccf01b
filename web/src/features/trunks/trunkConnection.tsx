import type { OfficeConnection } from "../../api/privateRoutes";
import { Problem } from "../../api/problem";
import type { Trunk, TrunkTransport } from "../../api/schema";
import { SelectField, TextField } from "../../parts/form/field";
import type { FieldErrors, Form } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import type { Texts } from "../../texts";
import { checkCount, checkLogin, checkRequired } from "../../texts/checks";

/** How a trunk and the exchange reach and know one another, as it is typed. */
export interface Connection {
    readonly name: string;
    readonly host: string;
    readonly port: string;
    readonly transport: TrunkTransport;
    readonly authentication: Authentication;
    readonly username: string;
    readonly password: string;
    readonly expiresSeconds: string;
    readonly sources: string;
}

type Authentication = "address" | "registration" | "both";

/** How the provider and the exchange know one another. */
export function authenticationOf(trunk: Trunk): Authentication {
    if (!trunk.account) return "address";
    return trunk.acceptsByAddress ? "both" : "registration";
}

export function connectionOf(trunk: Trunk | null, usual: Authentication): Connection {
    return {
        name: trunk?.name ?? "",
        host: trunk?.host ?? "",
        port: trunk?.port?.toString() ?? "",
        transport: trunk?.transport ?? "udp",
        authentication: trunk ? authenticationOf(trunk) : usual,
        username: trunk?.account?.username ?? "",
        password: "",
        expiresSeconds: String(trunk?.account?.expiresSeconds ?? 600),
        sources: trunk?.sources.join(", ") ?? "",
    };
}

export function checkConnection(values: Connection, hasPassword: boolean, texts: Texts): FieldErrors<Connection> {
    const registers = values.authentication !== "address";
    return {
        name: checkLogin(values.name, { ...texts, checks: { ...texts.checks, login: texts.trunks.nameHint } }),
        host: checkRequired(values.host, texts),
        port: values.port === "" ? undefined : checkCount(1, 65_535)(values.port, texts),
        username: registers ? checkRequired(values.username, texts) : undefined,
        password: registers && !hasPassword ? checkRequired(values.password, texts) : undefined,
        expiresSeconds: registers ? checkCount(60, 86_400)(values.expiresSeconds, texts) : undefined,
    };
}

/** What is sent: nothing of an account when the trunk has none, no password when it stays. */
export function connectionBody(values: Connection): OfficeConnection {
    const account = {
        username: values.username,
        expiresSeconds: Number(values.expiresSeconds),
        ...(values.password === "" ? {} : { password: values.password }),
    };
    return {
        name: values.name,
        host: values.host,
        port: values.port === "" ? null : Number(values.port),
        transport: values.transport,
        account: values.authentication === "address" ? null : account,
        acceptsByAddress: values.authentication !== "registration",
        sources: values.sources.split(/[\s,;]+/).filter((source) => source !== ""),
    };
}

/** What is said at a field that the server did not take. */
export function connectionSentences(texts: Texts): Readonly<Record<Exclude<keyof Connection, "transport" | "authentication">, string>> {
    return {
        name: texts.trunks.nameHint,
        host: texts.checks.host,
        port: texts.checks.count(1, 65_535),
        username: texts.checks.required,
        password: texts.checks.required,
        expiresSeconds: texts.checks.count(60, 86_400),
        sources: texts.trunks.sourcesHint,
    };
}

/** The server names the members of the account with their place, `account.username`; the form has them flat. */
export function withFieldOfForm(problem: unknown): unknown {
    if (!(problem instanceof Problem) || !problem.field) return problem;
    const field = problem.field.replace(/^account\./, "").replace(/^sources\b.*/, "sources");
    return new Problem(problem.code, field, problem.retryAfter, problem.message);
}

/** Where the other side is, and how the two know one another. */
export function ConnectionFields({
    form,
    hasPassword,
    words,
}: {
    form: Pick<Form<Connection>, "values" | "errors" | "set">;
    hasPassword: boolean;
    /** What an office PBX is asked for in place of a provider; its technical name is made from the one that people read. */
    words?: { readonly host: string; readonly hostExample: string; readonly authentication: string };
}): JSX.Element {
    const texts = useTexts();
    const { values, errors, set } = form;
    const registers = values.authentication !== "address";
    return (
        <>
            {!words && (
                <TextField
                    label={texts.trunks.name}
                    hint={texts.trunks.nameHint}
                    value={values.name}
                    error={errors.name}
                    onChange={(value) => set("name", value.toLowerCase())}
                    maxLength={64}
                />
            )}
            <TextField
                label={words?.host ?? texts.trunks.host}
                value={values.host}
                error={errors.host}
                onChange={(value) => set("host", value.trim())}
                placeholder={words?.hostExample ?? "sip.provider.example"}
            />
            <div className="form-pair">
                <SelectField
                    label={texts.trunks.transport}
                    value={values.transport}
                    options={(["udp", "tcp", "tls"] as const).map((value) => ({ value, title: value.toUpperCase() }))}
                    onChange={(value) => set("transport", value)}
                />
                <TextField
                    label={texts.trunks.port}
                    hint={texts.trunks.portHint}
                    value={values.port}
                    error={errors.port}
                    onChange={(value) => set("port", value)}
                    inputMode="numeric"
                />
            </div>
            <SelectField
                label={words?.authentication ?? texts.trunks.authentication}
                value={values.authentication}
                options={(["address", "registration", "both"] as const).map((value) => ({
                    value,
                    title: texts.trunks.authentications[value],
                }))}
                onChange={(value) => set("authentication", value)}
            />
            {registers && (
                <>
                    <TextField
                        label={texts.trunks.username}
                        value={values.username}
                        error={errors.username}
                        onChange={(value) => set("username", value)}
                    />
                    <TextField
                        label={texts.trunks.password}
                        hint={hasPassword ? texts.trunks.passwordKept : undefined}
                        type="password"
                        autoComplete="new-password"
                        value={values.password}
                        error={errors.password}
                        onChange={(value) => set("password", value)}
                    />
                    <TextField
                        label={texts.trunks.expires}
                        value={values.expiresSeconds}
                        error={errors.expiresSeconds}
                        onChange={(value) => set("expiresSeconds", value)}
                        inputMode="numeric"
                        after={texts.common.seconds}
                    />
                </>
            )}
            {values.authentication !== "registration" && (
                <TextField
                    label={texts.trunks.sources}
                    note={texts.common.optional}
                    hint={texts.trunks.sourcesHint}
                    value={values.sources}
                    error={errors.sources}
                    onChange={(value) => set("sources", value)}
                />
            )}
        </>
    );
}
