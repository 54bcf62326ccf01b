import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import { basis } from "../../api/versions";
import { useTell } from "../../parts/dialog/notices";
import { SwitchField, TextField } from "../../parts/form/field";
import { dialledNumber } from "../../parts/format/phoneNumber";
import { useForm } from "../../parts/form/useForm";
import { Section } from "../../parts/page/page";
import { isPoolRole } from "../../pages";
import { useTexts } from "../../texts";
import { checkEmail, checkName, checkPhone, checkRequired, checkRingTime } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { useSession } from "../session/session";
import { CardForm } from "../shell/cardForm";

interface Values {
    readonly shownName: string;
    readonly email: string;
    readonly phone: string;
    readonly doNotDisturb: boolean;
    readonly ringTimeSeconds: string;
    readonly currentPassword: string;
}

export function OwnProfileForm({ onReset }: { onReset: () => void }): JSX.Element {
    const texts = useTexts();
    const tell = useTell();
    const { me, setMe } = useSession();
    // They have no phones of the exchange, but one where they are called.
    const isOfPool = isPoolRole(me.role);
    // Links for a new password go there, so another address takes the password.
    const isOther = (email: string): boolean => email !== (me.email ?? "");
    const form = useForm<Values>({
        initial: {
            shownName: me.shownName,
            email: me.email ?? "",
            phone: me.phone ?? "",
            doNotDisturb: me.doNotDisturb,
            ringTimeSeconds: String(me.ringTimeSeconds),
            currentPassword: "",
        },
        check: (values) => ({
            shownName: checkName(values.shownName, texts),
            email: checkEmail(values.email, texts),
            phone: checkPhone(values.phone, texts),
            ringTimeSeconds: checkRingTime(values.ringTimeSeconds, texts),
            currentPassword: isOther(values.email) ? checkRequired(values.currentPassword, texts) : undefined,
        }),
        save: async (values) => {
            const changed = await api.session.changeMe(basis(me, await api.session.me()), {
                shownName: values.shownName,
                email: values.email || null,
                ...(isOfPool
                    ? { phone: dialledNumber(values.phone) || null }
                    : { doNotDisturb: values.doNotDisturb, ringTimeSeconds: Number(values.ringTimeSeconds) }),
                ...(isOther(values.email) ? { currentPassword: values.currentPassword } : {}),
            });
            tell({ text: texts.common.saved });
            setMe(changed);
        },
        explain: (problem) =>
            problem instanceof Problem && problem.field === "currentPassword"
                ? { fields: { currentPassword: texts.me.currentWrong }, general: null }
                : explainForm<Values>(texts, problem, {
                shownName: texts.checks.name,
                email: texts.checks.email,
                phone: texts.checks.phone,
                ringTimeSeconds: texts.checks.ringTime,
            }),
    });
    return (
        <CardForm form={form} submitTitle={texts.common.save} onReset={onReset}>
            <Section title={texts.me.profile}>
                <div className="form">
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
                    {isOfPool && (
                        <div className="form-pair">
                            <TextField
                                label={texts.pools.phone}
                                value={form.values.phone}
                                error={form.errors.phone}
                                onChange={(value) => form.set("phone", value)}
                                inputMode="tel"
                                autoComplete="tel"
                            />
                        </div>
                    )}
                    {isOther(form.values.email) && (
                        <div className="form-pair">
                            <TextField
                                label={texts.me.currentPassword}
                                hint={texts.access.emailNeedsPassword}
                                type="password"
                                autoComplete="current-password"
                                value={form.values.currentPassword}
                                error={form.errors.currentPassword}
                                onChange={(value) => form.set("currentPassword", value)}
                            />
                        </div>
                    )}
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
