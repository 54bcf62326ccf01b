import { useState } from "react";
import { outgoingLimits } from "../../api/calling";
import type { OutgoingLimit } from "../../api/calling";
import { api } from "../../api/endpoints";
import type { User } from "../../api/schema";
import { basis } from "../../api/versions";
import { SelectField, SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Section } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { checkRingTime } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { changedFields } from "./userCard";

interface Values {
    readonly outgoing: OutgoingLimit | "";
    readonly withholdsNumber: boolean;
    readonly doNotDisturb: boolean;
    readonly takesSecondCall: boolean;
    readonly ringTimeSeconds: string;
}

interface CallingFormProps {
    readonly user: User;
    readonly onSaved: (user: User) => void;
}

/** USR-05: whom a user may call, and how calls are taken. Cancel starts the form anew from what is stored. */
export function CallingForm(props: CallingFormProps): JSX.Element {
    const [round, setRound] = useState(0);
    return <Fields key={round} {...props} onReset={() => setRound(round + 1)} />;
}

function Fields({ user, onSaved, onReset }: CallingFormProps & { readonly onReset: () => void }): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling;
    const form = useForm<Values>({
        initial: {
            outgoing: user.outgoing ?? "",
            withholdsNumber: user.withholdsNumber,
            doNotDisturb: user.doNotDisturb,
            takesSecondCall: user.takesSecondCall,
            ringTimeSeconds: String(user.ringTimeSeconds),
        },
        check: (values) => ({ ringTimeSeconds: checkRingTime(values.ringTimeSeconds, texts) }),
        save: async (values) => {
            const base = basis(user, await api.users.find(user.id), ["registrations"]);
            const wanted = {
                ...values,
                outgoing: values.outgoing || null,
                ringTimeSeconds: Number(values.ringTimeSeconds),
            };
            onSaved(await api.users.change(base, changedFields(user, wanted)));
        },
        explain: (problem) => explainForm<Values>(texts, problem, { ringTimeSeconds: texts.checks.ringTime }),
    });
    return (
        <CardForm form={form} submitTitle={texts.common.save} onReset={onReset}>
            <Section title={texts.users.outgoing}>
                <div className="form">
                    <SelectField<OutgoingLimit | "">
                        label={words.outgoing}
                        hint={words.outgoingHint}
                        value={form.values.outgoing}
                        options={[
                            { value: "", title: words.asDomain },
                            ...outgoingLimits.map((value) => ({ value, title: words.limits[value] })),
                        ]}
                        onChange={(value) => form.set("outgoing", value)}
                    />
                    <SwitchField
                        label={words.withholdsNumber}
                        hint={words.withholdsNumberHint}
                        value={form.values.withholdsNumber}
                        onChange={(value) => form.set("withholdsNumber", value)}
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
                    <SwitchField
                        label={words.takesSecondCall}
                        hint={words.takesSecondCallHint}
                        value={form.values.takesSecondCall}
                        onChange={(value) => form.set("takesSecondCall", value)}
                    />
                    <TextField
                        label={texts.users.ringTime}
                        hint={texts.users.ringTimeHint}
                        value={form.values.ringTimeSeconds}
                        error={form.errors.ringTimeSeconds}
                        onChange={(value) => form.set("ringTimeSeconds", value)}
                        inputMode="numeric"
                        after={texts.common.seconds}
                    />
                </div>
            </Section>
        </CardForm>
    );
}
