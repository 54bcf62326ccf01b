import { useState } from "react";
import { api } from "../../api/endpoints";
import type { UserPatch } from "../../api/endpoints";
import type { Role, User } from "../../api/schema";
import { basis } from "../../api/versions";
import { SelectField, SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Section } from "../../parts/page/page";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { checkEmail, checkExtension, checkName } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { useSession } from "../session/session";
import { CardForm } from "../shell/cardForm";
import { useDomainLink } from "../shell/useDomainLink";
import { OutgoingNumberField } from "./outgoingNumberField";
import { changedFields } from "./userCard";

interface Values {
    readonly shownName: string;
    readonly position: string;
    readonly extension: string;
    readonly email: string;
    readonly role: Role;
    readonly isBlocked: boolean;
    readonly callerID: string;
    readonly recordsCalls: boolean;
    readonly controlsRecording: boolean;
    readonly isOperator: boolean;
}

interface UserFormProps {
    readonly user: User;
    readonly onSaved: (user: User) => void;
    readonly onReset: () => void;
}

/** USR-05: who a user is, and what is kept of the calls. Cancel starts the form anew from what is stored. */
export function UserForm(props: UserFormProps): JSX.Element {
    const [round, setRound] = useState(0);
    return <Fields key={round} {...props} onReset={() => setRound(round + 1)} />;
}

function Fields({ user, onSaved, onReset }: UserFormProps): JSX.Element {
    const texts = useTexts();
    const { me } = useSession();
    const link = useDomainLink();
    const form = useForm<Values>({
        initial: {
            shownName: user.shownName,
            position: user.position,
            extension: user.extension ?? "",
            email: user.email ?? "",
            role: user.role,
            isBlocked: user.isBlocked,
            callerID: user.callerID ?? "",
            recordsCalls: user.recordsCalls,
            controlsRecording: user.controlsRecording,
            isOperator: user.isOperator,
        },
        check: (values) => ({
            shownName: checkName(values.shownName, texts),
            position: checkName(values.position, texts),
            extension: checkExtension(values.extension, texts),
            email: checkEmail(values.email, texts),
        }),
        save: async (values) => {
            const base = basis(user, await api.users.find(user.id), ["registrations"]);
            onSaved(await api.users.change(base, difference(user, values)));
        },
        explain: (problem) =>
            explainForm<Values>(texts, problem, {
                shownName: texts.checks.name,
                position: texts.checks.name,
                extension: texts.checks.extension,
                email: texts.checks.email,
                callerID: texts.users.callerIDRefused,
                isOperator: texts.users.isOperatorRefused,
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
                    <TextField
                        label={texts.users.position}
                        value={form.values.position}
                        error={form.errors.position}
                        onChange={(value) => form.set("position", value)}
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
                    {user.role !== "system-administrator" && (
                        <SwitchField
                            label={texts.users.isOperator}
                            hint={texts.users.isOperatorHint}
                            value={form.values.isOperator}
                            error={form.errors.isOperator}
                            onChange={(value) => form.set("isOperator", value)}
                        />
                    )}
                </div>
            </Section>
            <Section title={texts.users.more}>
                <div className="form">
                    <OutgoingNumberField
                        domain={user.domain}
                        value={form.values.callerID}
                        error={form.errors.callerID}
                        onChange={(value) => form.set("callerID", value)}
                    />
                    <SwitchField
                        label={texts.recordings.recordsCalls}
                        hint={texts.recordings.recordsCallsHint}
                        value={form.values.recordsCalls}
                        onChange={(value) => form.set("recordsCalls", value)}
                    />
                    <Link to={link("/recording")}>{texts.recordings.setUp}</Link>
                    <SwitchField
                        label={texts.recordings.controlsRecording}
                        hint={texts.recordings.controlsRecordingHint}
                        value={form.values.controlsRecording}
                        onChange={(value) => form.set("controlsRecording", value)}
                    />
                    {user.id !== me.id && (
                        <SwitchField
                            label={texts.users.isBlocked}
                            hint={texts.users.isBlockedHint}
                            value={form.values.isBlocked}
                            onChange={(value) => form.set("isBlocked", value)}
                        />
                    )}
                </div>
            </Section>
        </CardForm>
    );
}

function difference(user: User, values: Values): UserPatch {
    return changedFields(user, {
        shownName: values.shownName,
        position: values.position,
        extension: values.extension || null,
        email: values.email || null,
        role: values.role,
        isBlocked: values.isBlocked,
        callerID: values.callerID || null,
        recordsCalls: values.recordsCalls,
        controlsRecording: values.controlsRecording,
        isOperator: values.isOperator,
    });
}
