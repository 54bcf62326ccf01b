import { useRef, useState } from "react";
import type { FormEvent } from "react";
import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import { checkPassword, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { useSession } from "../session/session";
import { PasswordField } from "../users/passwordField";

interface Values {
    readonly currentPassword: string;
    readonly newPassword: string;
}

export function OwnPasswordForm(): JSX.Element {
    const [round, setRound] = useState(0);
    return <Fields key={round} onChanged={() => setRound(round + 1)} />;
}

function Fields({ onChanged }: { onChanged: () => void }): JSX.Element {
    const texts = useTexts();
    const tell = useTell();
    const { me } = useSession();
    const element = useRef<HTMLFormElement>(null);
    const form = useForm<Values>({
        initial: { currentPassword: "", newPassword: "" },
        check: (values) => ({
            currentPassword: checkRequired(values.currentPassword, texts),
            newPassword: checkPassword(values.newPassword, texts),
        }),
        save: async (values) => {
            await api.session.setPassword(values);
            tell({ text: texts.me.passwordChanged });
            onChanged();
        },
        explain: (problem) =>
            problem instanceof Problem && problem.field === "currentPassword"
                ? { fields: { currentPassword: texts.me.currentWrong }, general: null }
                : explainForm<Values>(texts, problem, { newPassword: texts.checks.password }),
    });
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        void form.submit(element.current);
    };
    return (
        <form className="form" ref={element} onSubmit={onSubmit} noValidate>
            {/* Lets a password keeper know whose password changes. */}
            <input type="text" name="username" autoComplete="username" value={me.login} readOnly hidden />
            <div className="form-pair">
                <TextField
                    label={texts.me.currentPassword}
                    type="password"
                    autoComplete="current-password"
                    value={form.values.currentPassword}
                    error={form.errors.currentPassword}
                    onChange={(value) => form.set("currentPassword", value)}
                />
                <PasswordField
                    label={texts.users.newPassword}
                    hint={me.extension ? texts.me.passwordHint : texts.checks.password}
                    value={form.values.newPassword}
                    error={form.errors.newPassword}
                    onChange={(value) => form.set("newPassword", value)}
                />
            </div>
            {form.general && (
                <p className="form-failure" role="alert">
                    {form.general}
                </p>
            )}
            <div>
                <Button type="submit" icon="key" isBusy={form.isBusy}>
                    {texts.me.changePassword}
                </Button>
            </div>
        </form>
    );
}
