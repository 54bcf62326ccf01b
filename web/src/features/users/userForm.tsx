import { useState } from "react";
import { api } from "../../api/endpoints";
import type { UserPatch } from "../../api/endpoints";
import type { Role, User } from "../../api/schema";
import { SelectField, SwitchField, TextField } from "../../parts/form/field";
import { dialledNumber } from "../../parts/format/phoneNumber";
import { useForm } from "../../parts/form/useForm";
import { Section } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { checkEmail, checkExtension, checkName, checkPhone, checkRingTime } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { useSession } from "../session/session";
import { CardForm } from "../shell/cardForm";

interface Values {
    readonly shownName: string;
    readonly extension: string;
    readonly email: string;
    readonly role: Role;
    readonly isBlocked: boolean;
    readonly doNotDisturb: boolean;
    readonly ringTimeSeconds: string;
    readonly callerID: string;
}

interface UserFormProps {
    readonly user: User;
    readonly onSaved: (user: User) => void;
    readonly onReset: () => void;
}

/** A user's details. Cancel starts the form anew from what is stored. */
export function UserForm(props: UserFormProps): JSX.Element {
    const [round, setRound] = useState(0);
    return <Fields key={round} {...props} onReset={() => setRound(round + 1)} />;
}

function Fields({ user, onSaved, onReset }: UserFormProps): JSX.Element {
    const texts = useTexts();
    const { me } = useSession();
    const form = useForm<Values>({
        initial: {
            shownName: user.shownName,
            extension: user.extension ?? "",
            email: user.email ?? "",
            role: user.role,
            isBlocked: user.isBlocked,
            doNotDisturb: user.doNotDisturb,
            ringTimeSeconds: String(user.ringTimeSeconds),
            callerID: user.callerID ?? "",
        },
        check: (values) => ({
            shownName: checkName(values.shownName, texts),
            extension: checkExtension(values.extension, texts),
            email: checkEmail(values.email, texts),
            ringTimeSeconds: checkRingTime(values.ringTimeSeconds, texts),
            callerID: checkPhone(values.callerID, texts),
        }),
        save: async (values) => onSaved(await api.users.change(user, difference(user, values))),
        explain: (problem) =>
            explainForm<Values>(texts, problem, {
                shownName: texts.checks.name,
                extension: texts.checks.extension,
                email: texts.checks.email,
                ringTimeSeconds: texts.checks.ringTime,
                callerID: texts.checks.phone,
            }),
    });

    const roles: readonly Role[] =
        user.role === "system-administrator"
            ? ["system-administrator"]
            : ["user", "domain-administrator"];
    return (
        <CardForm form={form} submitTitle={texts.common.save} onReset={onReset}>
            <Section title={texts.users.main}>
                <div className="form">
                    <TextField
                        label={texts.users.name}
                        value={form.values.shownName}
                        error={form.errors.shownName}
                        onChange={(value) => form.set("shownName", value)}
                    />
                    <div className="form-pair">
                        <TextField
                            label={texts.users.extension}
                            value={form.values.extension}
                            error={form.errors.extension}
                            onChange={(value) => form.set("extension", value)}
                            inputMode="numeric"
                            maxLength={5}
                        />
                        <TextField
                            label={texts.users.email}
                            type="email"
                            value={form.values.email}
                            error={form.errors.email}
                            onChange={(value) => form.set("email", value)}
                        />
                    </div>
                    <SelectField
                        label={texts.users.role}
                        value={form.values.role}
                        options={roles.map((role) => ({ value: role, title: texts.roles[role] }))}
                        onChange={(value) => form.set("role", value)}
                        disabled={user.id === me.id}
                    />
                </div>
            </Section>
            <Section title={texts.users.calls}>
                <div className="form">
                    <SwitchField
                        label={texts.users.doNotDisturb}
                        hint={texts.users.doNotDisturbHint}
                        value={form.values.doNotDisturb}
                        onChange={(value) => form.set("doNotDisturb", value)}
                    />
                    {user.id !== me.id && (
                        <SwitchField
                            label={texts.users.isBlocked}
                            hint={texts.users.isBlockedHint}
                            value={form.values.isBlocked}
                            onChange={(value) => form.set("isBlocked", value)}
                        />
                    )}
                    <div className="form-pair">
                        <TextField
                            label={texts.users.ringTime}
                            hint={texts.users.ringTimeHint}
                            value={form.values.ringTimeSeconds}
                            error={form.errors.ringTimeSeconds}
                            onChange={(value) => form.set("ringTimeSeconds", value)}
                            inputMode="numeric"
                            after={texts.common.seconds}
                        />
                        <TextField
                            label={texts.users.callerID}
                            hint={texts.users.callerIDHint}
                            value={form.values.callerID}
                            error={form.errors.callerID}
                            onChange={(value) => form.set("callerID", value)}
                            inputMode="tel"
                        />
                    </div>
                </div>
            </Section>
        </CardForm>
    );
}

/** Only what differs, so that a change made elsewhere in between is kept. */
function difference(user: User, values: Values): UserPatch {
    const wanted = {
        shownName: values.shownName,
        extension: values.extension || null,
        email: values.email || null,
        role: values.role,
        isBlocked: values.isBlocked,
        doNotDisturb: values.doNotDisturb,
        ringTimeSeconds: Number(values.ringTimeSeconds),
        callerID: dialledNumber(values.callerID) || null,
    };
    return Object.fromEntries(
        Object.entries(wanted).filter(([name, value]) => user[name as keyof typeof wanted] !== value),
    );
}
