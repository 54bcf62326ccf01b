import { api } from "../../api/endpoints";
import type { Role, User } from "../../api/schema";
import { SelectField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Empty, Panel } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { checkEmail, checkExtension, checkLogin, checkName, checkPassword } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { useTellChanged } from "../shell/useAct";
import { systemDomain, useChosenDomain } from "../shell/useChosenDomain";
import { useCreate } from "../shell/useCreate";
import { PasswordField } from "./passwordField";

interface Values {
    readonly shownName: string;
    readonly login: string;
    readonly extension: string;
    readonly password: string;
    readonly email: string;
    readonly role: Role;
}

const empty: Values = { shownName: "", login: "", extension: "", password: "", email: "", role: "user" };

export function NewUserPanel({ back, onAdded }: { back: string; onAdded: (user: User) => void }): JSX.Element {
    const texts = useTexts();
    const domain = useChosenDomain();
    const isSystem = domain.id === systemDomain;
    const create = useCreate();
    const tellChanged = useTellChanged();

    const form = useForm<Values>({
        initial: { ...empty, role: isSystem ? "system-administrator" : "user" },
        check: (values) => ({
            login: checkLogin(values.login, texts),
            password: checkPassword(values.password, texts),
            extension: checkExtension(values.extension, texts),
            shownName: checkName(values.shownName, texts),
            email: checkEmail(values.email, texts),
        }),
        save: async (values) => {
            const draft = { ...values, extension: values.extension || null, email: values.email || null };
            const user = await create((key) => api.users.add(domain.query.domain, draft, key));
            tellChanged(texts.users.added(user.shownName || user.login), "user", () => undefined);
            onAdded(user);
        },
        explain: (problem) =>
            explainForm<Values>(texts, problem, {
                login: texts.checks.login,
                password: texts.checks.password,
                extension: texts.checks.extension,
                shownName: texts.checks.name,
                email: texts.checks.email,
            }),
    });

    const roles = (isSystem ? (["system-administrator"] as const) : (["user", "domain-administrator"] as const)).map(
        (role) => ({ value: role, title: texts.roles[role] }),
    );
    return (
        <Panel title={texts.users.addTitle} subtitle={domain.id} back={back} closeLabel={texts.common.close}>
            {domain.id === "" ? (
                <Empty icon="building" title={texts.users.chooseDomain} text={texts.users.chooseDomainText} />
            ) : (
                <CardForm form={form} submitTitle={texts.users.create} back={back} isNew>
                    <TextField
                        label={texts.users.name}
                        value={form.values.shownName}
                        error={form.errors.shownName}
                        onChange={(value) => form.set("shownName", value)}
                        autoComplete="off"
                    />
                    <div className="form-pair">
                        <TextField
                            label={texts.users.login}
                            value={form.values.login}
                            error={form.errors.login}
                            onChange={(value) => form.set("login", value.toLowerCase())}
                            autoCapitalize="none"
                            maxLength={64}
                        />
                        {!isSystem && (
                            <TextField
                                label={texts.users.extension}
                                value={form.values.extension}
                                error={form.errors.extension}
                                onChange={(value) => form.set("extension", value)}
                                inputMode="numeric"
                                maxLength={5}
                            />
                        )}
                    </div>
                    <p className="field-hint">
                        {texts.users.loginHint} {!isSystem && texts.users.extensionHint}
                    </p>
                    <PasswordField
                        label={texts.users.password}
                        hint={texts.users.passwordHint}
                        value={form.values.password}
                        error={form.errors.password}
                        onChange={(value) => form.set("password", value)}
                    />
                    <TextField
                        label={texts.users.email}
                        note={texts.common.optional}
                        type="email"
                        value={form.values.email}
                        error={form.errors.email}
                        onChange={(value) => form.set("email", value)}
                    />
                    <SelectField
                        label={texts.users.role}
                        value={form.values.role}
                        options={roles}
                        onChange={(value) => form.set("role", value)}
                    />
                </CardForm>
            )}
        </Panel>
    );
}
