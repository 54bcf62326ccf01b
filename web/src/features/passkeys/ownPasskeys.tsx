import { useRef, useState } from "react";
import type { FormEvent } from "react";
import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import type { Passkey } from "../../api/access";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import type { Texts } from "../../texts";
import { checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { SmallForm } from "../shell/smallForm";
import { hasPasskeys, isThereAlready, makePasskey, wasGivenUp } from "./authenticator";
import "./passkeys.css";

/** BYD-22: one's passkeys: made and removed with the password. */
export function OwnPasskeys(): JSX.Element | null {
    const texts = useTexts();
    const tell = useTell();
    const options = useLoad("sign-in options", api.session.options);
    const loaded = useLoad("passkeys", api.session.passkeys);
    if (options.state !== "ready" || loaded.state !== "ready") return null;
    const passkeys = loaded.value.items;
    const canMake = options.value.canUsePasskeys && hasPasskeys();
    if (!canMake && passkeys.length === 0) return null;
    return (
        <Section title={texts.passkeys.title}>
            <p className="soft factor-text">{texts.passkeys.about}</p>
            <ul className="cards">
                {passkeys.map((passkey) => (
                    <Card key={passkey.id} passkey={passkey} onChanged={loaded.reload} />
                ))}
            </ul>
            {canMake && (
                <NewPasskey
                    key={passkeys.length}
                    onMade={() => {
                        tell({ text: texts.passkeys.made });
                        loaded.reload();
                    }}
                />
            )}
        </Section>
    );
}

function Card({ passkey, onChanged }: { passkey: Passkey; onChanged: () => void }): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const tell = useTell();
    const [opened, setOpened] = useState<"name" | "removal" | null>(null);
    const close = (): void => setOpened(null);
    return (
        <li className="card passkey">
            <div>
                <strong>{passkey.name}</strong>
                <span className="soft">
                    {texts.passkeys.since(formats.moment(passkey.createdAt))};{" "}
                    {passkey.lastUsedAt === null
                        ? texts.access.sessions.neverUsed
                        : texts.passkeys.lastUse(formats.moment(passkey.lastUsedAt))}
                </span>
            </div>
            {opened === null && (
                <div className="passkey-actions">
                    <Button
                        kind="quiet"
                        aria-label={texts.passkeys.renameOf(passkey.name)}
                        onClick={() => setOpened("name")}
                    >
                        {texts.passkeys.rename}
                    </Button>
                    <Button
                        kind="quiet"
                        aria-label={texts.passkeys.removeOf(passkey.name)}
                        onClick={() => setOpened("removal")}
                    >
                        {texts.common.remove}
                    </Button>
                </div>
            )}
            {opened === "name" && (
                <SmallForm
                    explain={(problem) => explainPasskey(texts, problem, "value")}
                    label={texts.passkeys.name}
                    initial={passkey.name}
                    submit={texts.passkeys.renameOf(passkey.name)}
                    onCancel={close}
                    save={async (name) => {
                        await api.session.renamePasskey(passkey.id, name);
                        onChanged();
                        close();
                    }}
                />
            )}
            {opened === "removal" && (
                <SmallForm
                    explain={(problem) => explainPasskey(texts, problem, "value")}
                    label={texts.passkeys.password}
                    isPassword
                    submit={texts.passkeys.removeOf(passkey.name)}
                    onCancel={close}
                    save={async (password) => {
                        await api.session.removePasskey(passkey.id, password);
                        tell({ text: texts.passkeys.removed });
                        onChanged();
                    }}
                />
            )}
        </li>
    );
}

function NewPasskey({ onMade }: { onMade: () => void }): JSX.Element {
    const texts = useTexts();
    const element = useRef<HTMLFormElement>(null);
    const form = useForm({
        initial: { name: "", password: "" },
        check: (values) => ({
            name: checkRequired(values.name, texts),
            password: checkRequired(values.password, texts),
        }),
        save: async (values) => {
            const made = await makePasskey(await api.session.askForNewPasskey(values.password));
            await api.session.addPasskey({ name: values.name.trim(), ...made });
            onMade();
        },
        explain: (problem) => explainPasskey(texts, problem, "password"),
    });
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        void form.submit(element.current);
    };
    return (
        <form className="form" ref={element} onSubmit={onSubmit} noValidate>
            <div className="form-pair">
                <TextField
                    label={texts.passkeys.name}
                    hint={texts.passkeys.nameHint}
                    value={form.values.name}
                    error={form.errors.name}
                    onChange={(value) => form.set("name", value)}
                    maxLength={100}
                />
                <TextField
                    label={texts.passkeys.password}
                    type="password"
                    autoComplete="current-password"
                    value={form.values.password}
                    error={form.errors.password}
                    onChange={(value) => form.set("password", value)}
                />
            </div>
            {form.general && (
                <p className="form-failure" role="alert">
                    {form.general}
                </p>
            )}
            <div>
                <Button type="submit" icon="shield" isBusy={form.isBusy}>
                    {texts.passkeys.make}
                </Button>
            </div>
        </form>
    );
}

function explainPasskey<Name extends string>(
    texts: Texts,
    problem: unknown,
    passwordField: Name,
): { readonly fields: { [Field in Name]?: string }; readonly general: string | null } {
    if (wasGivenUp(problem)) return { fields: {}, general: texts.passkeys.givenUp };
    if (isThereAlready(problem)) return { fields: {}, general: texts.passkeys.thereAlready };
    if (problem instanceof Problem && problem.field === "currentPassword") {
        const fields: { [Field in Name]?: string } = {};
        fields[passwordField] = texts.me.currentWrong;
        return { fields, general: null };
    }
    if (problem instanceof Problem && problem.code === "taken") {
        return { fields: {}, general: texts.passkeys.thereAlready };
    }
    if (problem instanceof Problem && problem.code === "conflict") {
        return { fields: {}, general: texts.passkeys.notTaken };
    }
    return explainForm<{ [Field in Name]: string }>(texts, problem, {});
}
