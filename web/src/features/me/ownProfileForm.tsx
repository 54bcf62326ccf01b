import { api } from "../../api/endpoints";
import { useTell } from "../../parts/dialog/notices";
import { SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Section } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { checkEmail, checkName, checkRingTime } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { useSession } from "../session/session";
import { CardForm } from "../shell/cardForm";

interface Values {
    readonly shownName: string;
    readonly email: string;
    readonly doNotDisturb: boolean;
    readonly ringTimeSeconds: string;
}

export function OwnProfileForm({ onReset }: { onReset: () => void }): JSX.Element {
    const texts = useTexts();
    const tell = useTell();
    const { me, setMe } = useSession();
    const form = useForm<Values>({
        initial: {
            shownName: me.shownName,
            email: me.email ?? "",
            doNotDisturb: me.doNotDisturb,
            ringTimeSeconds: String(me.ringTimeSeconds),
        },
        check: (values) => ({
            shownName: checkName(values.shownName, texts),
            email: checkEmail(values.email, texts),
            ringTimeSeconds: checkRingTime(values.ringTimeSeconds, texts),
        }),
        save: async (values) => {
            const changed = await api.session.changeMe(me, {
                shownName: values.shownName,
                email: values.email || null,
                doNotDisturb: values.doNotDisturb,
                ringTimeSeconds: Number(values.ringTimeSeconds),
            });
            tell({ text: texts.common.saved });
            setMe(changed);
        },
        explain: (problem) =>
            explainForm<Values>(texts, problem, {
                shownName: texts.checks.name,
                email: texts.checks.email,
                ringTimeSeconds: texts.checks.ringTime,
            }),
    });
    return (
        <CardForm form={form} submitTitle={texts.common.save} onReset={onReset}>
            <Section title={texts.me.profile}>
                <div className="form-pair">
                    <TextField
                        label={texts.users.name}
                        value={form.values.shownName}
                        error={form.errors.shownName}
                        onChange={(value) => form.set("shownName", value)}
                        autoComplete="name"
                    />
                    <TextField
                        label={texts.users.email}
                        type="email"
                        value={form.values.email}
                        error={form.errors.email}
                        onChange={(value) => form.set("email", value)}
                        autoComplete="email"
                    />
                </div>
            </Section>
            {me.extension && (
                <Section title={texts.me.calls}>
                    <div className="form">
                        <SwitchField
                            label={texts.users.doNotDisturb}
                            hint={texts.users.doNotDisturbHint}
                            value={form.values.doNotDisturb}
                            onChange={(value) => form.set("doNotDisturb", value)}
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
                        </div>
                    </div>
                </Section>
            )}
        </CardForm>
    );
}
