import { useState } from "react";
import { outgoingLimits } from "../../api/calling";
import type { OutgoingLimit } from "../../api/calling";
import { api } from "../../api/endpoints";
import type { UserPatch } from "../../api/endpoints";
import type { Role, User } from "../../api/schema";
import { basis } from "../../api/versions";
import { SelectField, SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Section } from "../../parts/page/page";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { checkEmail, checkExtension, checkName, checkRingTime } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { useSession } from "../session/session";
import { CardForm } from "../shell/cardForm";
import { useDomainLink } from "../shell/useDomainLink";
import { OutgoingNumberField } from "./outgoingNumberField";

interface Values {
    readonly shownName: string;
    readonly position: string;
    readonly extension: string;
    readonly email: string;
    readonly role: Role;
    readonly isBlocked: boolean;
    readonly doNotDisturb: boolean;
    readonly ringTimeSeconds: string;
    readonly callerID: string;
    readonly recordsCalls: boolean;
    readonly controlsRecording: boolean;
    readonly isOperator: boolean;
    readonly outgoing: OutgoingLimit | "";
    readonly takesSecondCall: boolean;
    readonly withholdsNumber: boolean;
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
    const link = useDomainLink();
    const form = useForm<Values>({
        initial: {
            shownName: user.shownName,
            position: user.position,
            extension: user.extension ?? "",
            email: user.email ?? "",
            role: user.role,
            isBlocked: user.isBlocked,
            doNotDisturb: user.doNotDisturb,
            ringTimeSeconds: String(user.ringTimeSeconds),
            callerID: user.callerID ?? "",
            recordsCalls: user.recordsCalls,
            controlsRecording: user.controlsRecording,
            isOperator: user.isOperator,
            outgoing: user.outgoing ?? "",
            takesSecondCall: user.takesSecondCall,
            withholdsNumber: user.withholdsNumber,
        },
        check: (values) => ({
            shownName: checkName(values.shownName, texts),
            position: checkName(values.position, texts),
            extension: checkExtension(values.extension, texts),
            email: checkEmail(values.email, texts),
            ringTimeSeconds: checkRingTime(values.ringTimeSeconds, texts),
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
                ringTimeSeconds: texts.checks.ringTime,
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
            <Section title={texts.users.calls}>
                <div className="form">
                    <SwitchField
                        label={texts.users.doNotDisturb}
                        hint={texts.users.doNotDisturbHint}
                        value={form.values.doNotDisturb}
                        onChange={(value) => form.set("doNotDisturb", value)}
                    />
                    <SwitchField
                        label={texts.features.calling.takesSecondCall}
                        hint={texts.features.calling.takesSecondCallHint}
                        value={form.values.takesSecondCall}
                        onChange={(value) => form.set("takesSecondCall", value)}
                    />
                    <SwitchField
                        label={texts.features.calling.withholdsNumber}
                        hint={texts.features.calling.withholdsNumberHint}
                        value={form.values.withholdsNumber}
                        onChange={(value) => form.set("withholdsNumber", value)}
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
                    <SelectField<OutgoingLimit | "">
                        label={texts.features.calling.outgoing}
                        hint={texts.features.calling.outgoingHint}
                        value={form.values.outgoing}
                        options={[
                            { value: "", title: texts.features.calling.asDomain },
                            ...outgoingLimits.map((value) => ({ value, title: texts.features.calling.limits[value] })),
                        ]}
                        onChange={(value) => form.set("outgoing", value)}
                    />
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
                        <OutgoingNumberField
                            domain={user.domain}
                            value={form.values.callerID}
                            error={form.errors.callerID}
                            onChange={(value) => form.set("callerID", value)}
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
        position: values.position,
        extension: values.extension || null,
        email: values.email || null,
        role: values.role,
        isBlocked: values.isBlocked,
        doNotDisturb: values.doNotDisturb,
        ringTimeSeconds: Number(values.ringTimeSeconds),
        callerID: values.callerID || null,
        recordsCalls: values.recordsCalls,
        controlsRecording: values.controlsRecording,
        isOperator: values.isOperator,
        outgoing: values.outgoing || null,
        takesSecondCall: values.takesSecondCall,
        withholdsNumber: values.withholdsNumber,
    };
    return Object.fromEntries(
        Object.entries(wanted).filter(([name, value]) => user[name as keyof typeof wanted] !== value),
    );
}
