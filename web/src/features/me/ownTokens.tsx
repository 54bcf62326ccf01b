import { useRef, useState } from "react";
import type { FormEvent } from "react";
import { api } from "../../api/endpoints";
import { tokenScopes } from "../../api/access";
import type { AccessToken, TokenScope } from "../../api/access";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Copyable } from "../../parts/page/copyable";
import { Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import { checkCount, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { useAct } from "../shell/useAct";
import { useCreate } from "../shell/useCreate";

/** AUTH-05: access keys for programs, shown once, revocable. */
export function OwnTokens(): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();
    const loaded = useLoad("tokens", api.session.tokens);
    const [secret, setSecret] = useState<string | null>(null);
    const tokens = loaded.value?.items ?? [];

    const revoke = async (token: AccessToken): Promise<void> => {
        const goesOn = await ask({
            title: texts.me.revokeTitle(token.name),
            text: texts.me.revokeText,
            goOn: texts.me.revoke,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (!goesOn || !(await act(() => api.session.removeToken(token.id)))) return;
        tell({ text: texts.me.revoked });
        loaded.reload();
    };
    return (
        <Section title={texts.me.tokens}>
            {loaded.state === "ready" && tokens.length === 0 && <p className="soft">{texts.me.tokensEmpty}</p>}
            <ul className="cards">
                {tokens.map((token) => (
                    <li key={token.id} className="card">
                        <div>
                            <strong>{token.name}</strong>
                            <span className="soft">
                                {token.scopes.map((scope) => texts.access.scopes[scope]).join(", ")};{" "}
                                {texts.me.until(formats.moment(token.expiresAt))};{" "}
                                {token.lastUsedAt === null
                                    ? texts.access.sessions.neverUsed
                                    : texts.access.sessions.lastUse(formats.moment(token.lastUsedAt))}
                            </span>
                        </div>
                        <Button
                            kind="quiet"
                            aria-label={texts.me.revokeOf(token.name)}
                            onClick={() => void revoke(token)}
                        >
                            {texts.me.revoke}
                        </Button>
                    </li>
                ))}
            </ul>
            {secret !== null && (
                <div className="secret" role="status">
                    <p>{texts.me.tokenOnce}</p>
                    <code className="mono">
                        <Copyable text={secret} label={texts.common.copy} />
                    </code>
                </div>
            )}
            <NewToken
                key={tokens.length}
                onCreated={(created) => {
                    setSecret(created);
                    loaded.reload();
                }}
            />
        </Section>
    );
}

function NewToken({ onCreated }: { onCreated: (secret: string) => void }): JSX.Element {
    const texts = useTexts();
    const create = useCreate();
    const element = useRef<HTMLFormElement>(null);
    const form = useForm({
        initial: { name: "", expiresInDays: "365", scopes: ["read"] as readonly TokenScope[] },
        check: (values) => ({
            name: checkRequired(values.name, texts),
            expiresInDays: checkCount(1, 3_650)(values.expiresInDays, texts),
            scopes: values.scopes.length === 0 ? texts.access.scopes.none : undefined,
        }),
        save: async (values) => {
            const body = { name: values.name.trim(), expiresInDays: Number(values.expiresInDays), scopes: values.scopes };
            onCreated((await create((key) => api.session.addToken(body, key))).secret);
        },
        explain: (problem) =>
            explainForm<{ name: string; expiresInDays: string }>(texts, problem, {
                name: texts.checks.required,
                expiresInDays: texts.checks.count(1, 3_650),
            }),
    });
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        void form.submit(element.current);
    };
    return (
        <form className="form token-form" ref={element} onSubmit={onSubmit} noValidate>
            <div className="form-pair">
                <TextField
                    label={texts.me.tokenName}
                    value={form.values.name}
                    error={form.errors.name}
                    onChange={(value) => form.set("name", value)}
                    maxLength={100}
                />
                <TextField
                    label={texts.me.tokenDays}
                    value={form.values.expiresInDays}
                    error={form.errors.expiresInDays}
                    onChange={(value) => form.set("expiresInDays", value)}
                    inputMode="numeric"
                />
            </div>
            <fieldset className="scopes">
                <legend>{texts.access.scopes.title}</legend>
                {tokenScopes.map((scope) => (
                    <SwitchField
                        key={scope}
                        label={texts.access.scopes[scope]}
                        value={form.values.scopes.includes(scope)}
                        onChange={(isChosen) =>
                            form.set(
                                "scopes",
                                tokenScopes.filter((each) =>
                                    each === scope ? isChosen : form.values.scopes.includes(each),
                                ),
                            )
                        }
                    />
                ))}
                {form.errors.scopes && (
                    <p className="field-error" role="alert">
                        {form.errors.scopes}
                    </p>
                )}
            </fieldset>
            {form.general && (
                <p className="form-failure" role="alert">
                    {form.general}
                </p>
            )}
            <div>
                <Button type="submit" icon="add" isBusy={form.isBusy}>
                    {texts.me.addToken}
                </Button>
            </div>
        </form>
    );
}
