import { useState } from "react";
import { api } from "../../api/endpoints";
import type { TrunkBody } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import type { Trunk, TrunkTransport } from "../../api/schema";
import { SelectField, SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Section } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { checkCount, checkLogin, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { useCreate } from "../shell/useCreate";
import { authenticationOf } from "./trunksPage";

interface Values {
    readonly name: string;
    readonly host: string;
    readonly port: string;
    readonly transport: TrunkTransport;
    readonly authentication: "address" | "registration" | "both";
    readonly username: string;
    readonly password: string;
    readonly expiresSeconds: string;
    readonly sources: string;
    readonly channelLimit: string;
    readonly priority: string;
    readonly weight: string;
    readonly probeSeconds: string;
    readonly isActive: boolean;
}

interface TrunkFormProps {
    readonly trunk: Trunk | null;
    readonly back: string;
    readonly onSaved: (trunk: Trunk) => void;
}

export function TrunkForm(props: TrunkFormProps): JSX.Element {
    const [round, setRound] = useState(0);
    return <Fields key={round} {...props} onReset={() => setRound(round + 1)} />;
}

function Fields({ trunk, back, onSaved, onReset }: TrunkFormProps & { onReset: () => void }): JSX.Element {
    const texts = useTexts();
    const create = useCreate();
    const form = useForm<Values>({
        initial: valuesOf(trunk),
        check: (values) => {
            const registers = values.authentication !== "address";
            return {
                name: checkLogin(values.name, { ...texts, checks: { ...texts.checks, login: texts.trunks.nameHint } }),
                host: checkRequired(values.host, texts),
                port: values.port === "" ? undefined : checkCount(1, 65_535)(values.port, texts),
                username: registers ? checkRequired(values.username, texts) : undefined,
                password: registers && !trunk?.account ? checkRequired(values.password, texts) : undefined,
                expiresSeconds: registers ? checkCount(60, 86_400)(values.expiresSeconds, texts) : undefined,
                channelLimit: checkCount(1, 100_000)(values.channelLimit, texts),
                priority: checkCount(0, 1_000)(values.priority, texts),
                weight: checkCount(1, 1_000)(values.weight, texts),
                probeSeconds: checkCount(0, 3_600)(values.probeSeconds, texts),
            };
        },
        save: async (values) => {
            const body = bodyOf(values);
            onSaved(trunk ? await api.trunks.change(trunk, body) : await create((key) => api.trunks.add(body, key)));
        },
        explain: (problem) =>
            explainForm<Values>(texts, withFieldOfForm(problem), {
                username: texts.checks.required,
                password: texts.checks.required,
                expiresSeconds: texts.checks.count(60, 86_400),
                name: texts.trunks.nameHint,
                host: texts.checks.host,
                port: texts.checks.count(1, 65_535),
                priority: texts.checks.count(0, 1_000),
                sources: texts.trunks.sourcesHint,
                channelLimit: texts.checks.count(1, 100_000),
                weight: texts.checks.count(1, 1_000),
                probeSeconds: texts.problems.invalid,
            }),
    });
    const { values, errors, set } = form;
    const number = (
        name: "port" | "channelLimit" | "priority" | "weight" | "probeSeconds" | "expiresSeconds",
        label: string,
        hint?: string,
        unit?: string,
    ): JSX.Element => (
        <TextField
            label={label}
            hint={hint}
            value={values[name]}
            error={errors[name]}
            onChange={(value) => set(name, value)}
            inputMode="numeric"
            after={unit}
        />
    );
    const registers = values.authentication !== "address";
    return (
        <CardForm
            form={form}
            submitTitle={trunk ? texts.common.save : texts.trunks.create}
            back={back}
            isNew={trunk === null}
            onReset={onReset}
        >
            <Section title={texts.trunks.main}>
                <div className="form">
                    <TextField
                        label={texts.trunks.name}
                        hint={texts.trunks.nameHint}
                        value={values.name}
                        error={errors.name}
                        onChange={(value) => set("name", value.toLowerCase())}
                        maxLength={64}
                    />
                    <TextField
                        label={texts.trunks.host}
                        value={values.host}
                        error={errors.host}
                        onChange={(value) => set("host", value.trim())}
                        placeholder="sip.provider.example"
                    />
                    <div className="form-pair">
                        <SelectField
                            label={texts.trunks.transport}
                            value={values.transport}
                            options={(["udp", "tcp", "tls"] as const).map((value) => ({
                                value,
                                title: value.toUpperCase(),
                            }))}
                            onChange={(value) => set("transport", value)}
                        />
                        {number("port", texts.trunks.port, texts.trunks.portHint)}
                    </div>
                    <SelectField
                        label={texts.trunks.authentication}
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
                                hint={trunk?.account ? texts.trunks.passwordKept : undefined}
                                type="password"
                                autoComplete="new-password"
                                value={values.password}
                                error={errors.password}
                                onChange={(value) => set("password", value)}
                            />
                            {number("expiresSeconds", texts.trunks.expires, undefined, texts.common.seconds)}
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
                </div>
            </Section>
            <Section title={texts.trunks.limits}>
                <div className="form">
                    <div className="form-pair">
                        {number("channelLimit", texts.trunks.channels, texts.trunks.channelsHint)}
                        {number("probeSeconds", texts.trunks.probe, texts.trunks.probeHint, texts.common.seconds)}
                    </div>
                    <div className="form-pair">
                        {number("priority", texts.trunks.priority, texts.trunks.priorityHint)}
                        {number("weight", texts.trunks.weight)}
                    </div>
                    <SwitchField
                        label={texts.trunks.isActive}
                        value={values.isActive}
                        onChange={(value) => set("isActive", value)}
                    />
                </div>
            </Section>
        </CardForm>
    );
}

/** The server names the members of the account with their place, `account.username`; the form has them flat. */
function withFieldOfForm(problem: unknown): unknown {
    if (!(problem instanceof Problem) || !problem.field) return problem;
    const field = problem.field.replace(/^account\./, "").replace(/^sources\b.*/, "sources");
    return new Problem(problem.code, field, problem.retryAfter, problem.message);
}

function valuesOf(trunk: Trunk | null): Values {
    return {
        name: trunk?.name ?? "",
        host: trunk?.host ?? "",
        port: trunk?.port?.toString() ?? "",
        transport: trunk?.transport ?? "udp",
        authentication: trunk ? authenticationOf(trunk) : "registration",
        username: trunk?.account?.username ?? "",
        password: "",
        expiresSeconds: String(trunk?.account?.expiresSeconds ?? 600),
        sources: trunk?.sources.join(", ") ?? "",
        channelLimit: String(trunk?.channelLimit ?? 1_000),
        priority: String(trunk?.priority ?? 10),
        weight: String(trunk?.weight ?? 100),
        probeSeconds: String(trunk?.probeSeconds ?? 30),
        isActive: trunk?.isActive ?? true,
    };
}

/** What is sent: nothing of an account when the trunk has none, no password when it stays. */
function bodyOf(values: Values): TrunkBody {
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
        channelLimit: Number(values.channelLimit),
        priority: Number(values.priority),
        weight: Number(values.weight),
        probeSeconds: Number(values.probeSeconds),
        isActive: values.isActive,
    };
}
