import type { NewPoolAdministrator, PoolAdministrator, PoolAdministratorPatch, Subgroup } from "../../api/pools";
import { SwitchField, TextField } from "../../parts/form/field";
import { dialledNumber } from "../../parts/format/phoneNumber";
import type { FieldErrors, Form } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import type { Texts } from "../../texts";
import { checkEmail, checkLogin, checkName, checkPassword, checkPhone, checkRequired } from "../../texts/checks";
import { PasswordField } from "../users/passwordField";

export interface AdministratorValues {
    readonly login: string;
    readonly shownName: string;
    readonly email: string;
    readonly phone: string;
    /** Empty: the former one stays. */
    readonly password: string;
    readonly isSupervisor: boolean;
    readonly isBlocked: boolean;
    readonly subgroups: readonly string[];
    readonly sendCredentials: boolean;
}

export function administratorValues(administrator: PoolAdministrator | null): AdministratorValues {
    return {
        login: administrator?.login ?? "",
        shownName: administrator?.shownName ?? "",
        email: administrator?.email ?? "",
        phone: administrator?.phone ?? "",
        password: "",
        isSupervisor: administrator?.isSupervisor ?? false,
        isBlocked: administrator?.isBlocked ?? false,
        subgroups: administrator?.subgroups ?? [],
        sendCredentials: false,
    };
}

export function checkAdministrator(
    values: AdministratorValues,
    isNew: boolean,
    texts: Texts,
): FieldErrors<AdministratorValues> {
    return {
        login: isNew ? checkLogin(values.login, texts) : undefined,
        shownName: checkRequired(values.shownName, texts) ?? checkName(values.shownName, texts),
        email: checkRequired(values.email, texts) ?? checkEmail(values.email, texts),
        phone: checkPhone(values.phone, texts),
        password: isNew || values.password !== "" ? checkPassword(values.password, texts) : undefined,
    };
}

/** What is sent of a new administrator. */
export function newAdministrator(values: AdministratorValues): NewPoolAdministrator {
    const { subgroups, isSupervisor, phone, shownName } = values;
    return {
        ...values,
        shownName: shownName.trim(),
        phone: dialledNumber(phone) || null,
        subgroups: isSupervisor ? [] : subgroups,
    };
}

/**
 * What is sent of changes: the role and the login stay as they are, and one's own e-mail, password and state are changed
 * in one's profile.
 */
export function administratorPatch(values: AdministratorValues, isOwn: boolean): PoolAdministratorPatch {
    const { shownName, phone, email, isBlocked, password, sendCredentials, subgroups, isSupervisor } = values;
    return {
        shownName: shownName.trim(),
        phone: dialledNumber(phone) || null,
        ...(isSupervisor ? {} : { subgroups }),
        ...(isOwn ? {} : { email, isBlocked }),
        ...(isOwn || password === "" ? {} : { password, sendCredentials }),
    };
}

/** What is said at a field that the server did not take. */
export function administratorSentences(texts: Texts): Partial<Record<keyof AdministratorValues, string>> {
    return {
        login: texts.checks.login,
        shownName: texts.checks.name,
        email: texts.checks.email,
        phone: texts.checks.phone,
        password: texts.checks.password,
    };
}

/** TEN-10: the fields of a pool's administrator, new or known. */
export function AdministratorFields({
    form,
    isNew,
    isOwn,
    subgroups,
}: {
    form: Form<AdministratorValues>;
    isNew: boolean;
    /** One's own account: what takes one's password is changed in one's profile. */
    isOwn: boolean;
    subgroups: readonly Subgroup[];
}): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const { values, errors, set } = form;
    return (
        <>
            {isNew && (
                <TextField
                    label={texts.users.login}
                    value={values.login}
                    error={errors.login}
                    onChange={(value) => set("login", value.toLowerCase())}
                    maxLength={64}
                />
            )}
            <TextField
                label={words.shownName}
                value={values.shownName}
                error={errors.shownName}
                onChange={(value) => set("shownName", value)}
            />
            {!isOwn && (
                <TextField
                    label={texts.users.email}
                    type="email"
                    value={values.email}
                    error={errors.email}
                    onChange={(value) => set("email", value.trim())}
                />
            )}
            <TextField
                label={words.phone}
                note={texts.common.optional}
                value={values.phone}
                error={errors.phone}
                onChange={(value) => set("phone", value)}
                inputMode="tel"
            />
            {!isOwn && (
                <>
                    <PasswordField
                        label={isNew ? texts.users.password : texts.users.newPassword}
                        hint={isNew ? texts.checks.password : words.passwordKept}
                        value={values.password}
                        error={errors.password}
                        onChange={(value) => set("password", value)}
                    />
                    {values.password !== "" && (
                        <SwitchField
                            label={words.sendCredentials}
                            value={values.sendCredentials}
                            onChange={(value) => set("sendCredentials", value)}
                        />
                    )}
                </>
            )}
            {isNew && (
                <SwitchField
                    label={texts.roles["pool-supervisor"]}
                    hint={words.supervisorHint}
                    value={values.isSupervisor}
                    onChange={(value) => set("isSupervisor", value)}
                />
            )}
            {!isOwn && (
                <SwitchField
                    label={words.isBlocked}
                    hint={words.isBlockedHint}
                    value={values.isBlocked}
                    onChange={(value) => set("isBlocked", value)}
                />
            )}
            {isOwn && <p className="soft">{words.ownHint}</p>}
            {!values.isSupervisor && (
                <fieldset className="check-list">
                    <legend>{words.permitted}</legend>
                    {subgroups.length === 0 && <p className="soft">{words.noSubgroups}</p>}
                    {subgroups.map(({ id, name }) => (
                        <label key={id}>
                            <input
                                type="checkbox"
                                checked={values.subgroups.includes(id)}
                                onChange={(event) =>
                                    set(
                                        "subgroups",
                                        event.target.checked
                                            ? [...values.subgroups, id]
                                            : values.subgroups.filter((each) => each !== id),
                                    )
                                }
                            />
                            {name}
                        </label>
                    ))}
                </fieldset>
            )}
        </>
    );
}
