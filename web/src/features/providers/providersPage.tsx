import { useRef, useState } from "react";
import type { FormEvent } from "react";
import { Problem } from "../../api/problem";
import { providers } from "../../api/providers";
import type { SignInProvider } from "../../api/providers";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Copyable } from "../../parts/page/copyable";
import { Badge, Page, PanelSkeleton, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { LoadFailed } from "../shell/loadFailed";
import { useAct } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCreate } from "../shell/useCreate";
import "../passkeys/passkeys.css";

/** BYD-22: the identity providers that a domain's people sign in by; without a chosen domain those of the system's own. */
export default function ProvidersPage(): JSX.Element {
    const texts = useTexts();
    const domain = useChosenDomain();
    return (
        <Page title={texts.providers.title}>
            <div className="page-body">
                <p className="soft">{texts.providers.about}</p>
                <Providers key={domain.query.domain} domain={domain.query.domain} />
            </div>
        </Page>
    );
}

function Providers({ domain }: { domain: string }): JSX.Element {
    const texts = useTexts();
    const tell = useTell();
    const ask = useAsk();
    const act = useAct();
    const loaded = useLoad(`providers ${domain}`, () => providers.all(domain));
    const [opened, setOpened] = useState<string | null>(null);
    if (loaded.state === "loading") return <PanelSkeleton label={texts.common.loading} />;
    if (loaded.state === "failed") return <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />;
    const { items } = loaded.value;
    const saved = (): void => {
        setOpened(null);
        tell({ text: texts.providers.saved });
        loaded.reload();
    };
    const remove = async (provider: SignInProvider): Promise<void> => {
        const goesOn = await ask({
            title: texts.providers.removeTitle(provider.name),
            text: texts.providers.removeText,
            goOn: texts.common.remove,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (!goesOn || !(await act(() => providers.remove(provider)))) return;
        tell({ text: texts.providers.removed });
        loaded.reload();
    };
    return (
        <>
            {items.length > 0 && (
                <ul className="cards">
                    {items.map((provider) => (
                        <li key={provider.id} className="card passkey">
                            <div>
                                <strong>{provider.name}</strong>
                                <span className="soft">{provider.issuer}</span>
                                {provider.returnAddress === null ? (
                                    <span className="soft">{texts.providers.noAddress}</span>
                                ) : (
                                    <span className="soft">
                                        {texts.providers.returnAddress}{" "}
                                        <Copyable
                                            text={provider.returnAddress}
                                            label={`${texts.common.copy}: ${texts.providers.returnAddress}`}
                                        />
                                    </span>
                                )}
                            </div>
                            {!provider.isActive && <Badge tone="neutral">{texts.providers.off}</Badge>}
                            <div className="passkey-actions">
                                <Button
                                    kind="quiet"
                                    aria-label={texts.providers.changeOf(provider.name)}
                                    onClick={() => setOpened(opened === provider.id ? null : provider.id)}
                                >
                                    {texts.providers.change}
                                </Button>
                                <Button
                                    kind="quiet"
                                    aria-label={texts.providers.removeOf(provider.name)}
                                    onClick={() => void remove(provider)}
                                >
                                    {texts.common.remove}
                                </Button>
                            </div>
                            {opened === provider.id && (
                                <ProviderForm key={provider.version} domain={domain} provider={provider} onSaved={saved} />
                            )}
                        </li>
                    ))}
                </ul>
            )}
            <Section title={texts.providers.newTitle}>
                <ProviderForm key={items.length} domain={domain} provider={null} onSaved={saved} />
            </Section>
        </>
    );
}

function ProviderForm({
    domain,
    provider,
    onSaved,
}: {
    domain: string;
    provider: SignInProvider | null;
    onSaved: () => void;
}): JSX.Element {
    const texts = useTexts();
    const create = useCreate();
    const element = useRef<HTMLFormElement>(null);
    const form = useForm({
        initial: {
            name: provider?.name ?? "",
            issuer: provider?.issuer ?? "",
            clientID: provider?.clientID ?? "",
            clientSecret: "",
            linksByEmail: provider?.linksByEmail ?? false,
            isActive: provider?.isActive ?? true,
        },
        check: (values) => ({
            name: checkRequired(values.name, texts),
            issuer: checkRequired(values.issuer, texts),
            clientID: checkRequired(values.clientID, texts),
        }),
        save: async (values) => {
            const body = {
                name: values.name.trim(),
                issuer: values.issuer.trim(),
                clientID: values.clientID.trim(),
                linksByEmail: values.linksByEmail,
                isActive: values.isActive,
                // Left empty it stays what it is.
                ...(values.clientSecret === "" ? {} : { clientSecret: values.clientSecret }),
            };
            if (provider === null) await create((key) => providers.add(domain, body, key));
            else await providers.change(provider, body);
            onSaved();
        },
        explain: (problem) =>
            problem instanceof Problem && problem.field === "issuer"
                ? { fields: { issuer: texts.providers.issuerWrong }, general: null }
                : explainForm<{ name: string; clientID: string }>(texts, problem, {
                      name: texts.checks.required,
                      clientID: texts.checks.required,
                  }),
    });
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        void form.submit(element.current);
    };
    return (
        <form className="form" ref={element} onSubmit={onSubmit} noValidate>
            <div className="form-pair">
                <TextField
                    label={texts.providers.name}
                    hint={texts.providers.nameHint}
                    value={form.values.name}
                    error={form.errors.name}
                    onChange={(value) => form.set("name", value)}
                    maxLength={50}
                />
                <TextField
                    label={texts.providers.issuer}
                    hint={texts.providers.issuerHint}
                    value={form.values.issuer}
                    error={form.errors.issuer}
                    onChange={(value) => form.set("issuer", value)}
                    inputMode="url"
                    autoCapitalize="none"
                    maxLength={255}
                />
                <TextField
                    label={texts.providers.clientID}
                    value={form.values.clientID}
                    error={form.errors.clientID}
                    onChange={(value) => form.set("clientID", value)}
                    autoCapitalize="none"
                    maxLength={255}
                />
                <TextField
                    label={texts.providers.clientSecret}
                    hint={provider?.hasClientSecret ? texts.providers.secretKept : texts.providers.secretHint}
                    type="password"
                    autoComplete="off"
                    value={form.values.clientSecret}
                    error={undefined}
                    onChange={(value) => form.set("clientSecret", value)}
                    maxLength={512}
                />
            </div>
            <SwitchField
                label={texts.providers.linksByEmail}
                hint={texts.providers.linksByEmailHint}
                value={form.values.linksByEmail}
                onChange={(value) => form.set("linksByEmail", value)}
            />
            <SwitchField
                label={texts.providers.isActive}
                value={form.values.isActive}
                onChange={(value) => form.set("isActive", value)}
            />
            {form.general && (
                <p className="form-failure" role="alert">
                    {form.general}
                </p>
            )}
            <div>
                <Button type="submit" isBusy={form.isBusy} {...(provider === null ? { icon: "add" } : {})}>
                    {provider === null ? texts.providers.add : texts.common.save}
                </Button>
            </div>
        </form>
    );
}
