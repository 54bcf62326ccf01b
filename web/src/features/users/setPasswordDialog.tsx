import { useRef } from "react";
import type { FormEvent } from "react";
import { api } from "../../api/endpoints";
import type { User } from "../../api/schema";
import { Modal } from "../../parts/dialog/modal";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { SwitchField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import { checkPassword } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { explainUnmailed } from "./explainUnmailed";
import { PasswordField } from "./passwordField";

export function SetPasswordDialog({ user, onClose }: { user: User; onClose: (isSet: boolean) => void }): JSX.Element {
    const texts = useTexts();
    const tell = useTell();
    const element = useRef<HTMLFormElement>(null);
    const form = useForm({
        initial: { password: "", sendCredentials: false },
        check: (values) => ({ password: checkPassword(values.password, texts) }),
        save: async (values) => {
            await api.users.setPassword(user.id, values);
            tell({ text: texts.users.passwordSet });
            onClose(true);
        },
        explain: (problem) =>
            explainUnmailed(texts, problem)
            ?? explainForm<{ password: string }>(texts, problem, { password: texts.checks.password }),
    });
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        void form.submit(element.current);
    };
    return (
        <Modal title={texts.users.setPasswordTitle(user.shownName || user.login)} onClose={() => onClose(false)}>
            <form className="form" ref={element} onSubmit={onSubmit} noValidate>
                <PasswordField
                    label={texts.users.newPassword}
                    hint={texts.users.setPasswordText}
                    value={form.values.password}
                    error={form.errors.password}
                    onChange={(value) => form.set("password", value)}
                />
                {user.email !== null && (
                    <SwitchField
                        label={texts.access.credentials.send}
                        hint={texts.access.credentials.sendHint}
                        value={form.values.sendCredentials}
                        onChange={(value) => form.set("sendCredentials", value)}
                    />
                )}
                {form.general && (
                    <p className="form-failure" role="alert">
                        {form.general}
                    </p>
                )}
                <div className="modal-actions">
                    <Button onClick={() => onClose(false)}>{texts.common.cancel}</Button>
                    <Button kind="primary" type="submit" isBusy={form.isBusy}>
                        {texts.users.setPassword}
                    </Button>
                </div>
            </form>
        </Modal>
    );
}
