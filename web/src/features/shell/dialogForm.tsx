import { useRef } from "react";
import type { FormEvent, ReactNode } from "react";
import { Modal } from "../../parts/dialog/modal";
import { Button } from "../../parts/form/button";
import type { Form } from "../../parts/form/useForm";
import { Icon } from "../../parts/page/icon";
import { useTexts } from "../../texts";
import { useLeaveQuestion } from "./useLeaveQuestion";

/** A form in a dialog: saves with Enter or the button, says what went wrong, and what can be done about it. */
export function DialogForm<Values extends object>({
    title,
    form,
    submitTitle,
    isWide = false,
    isReady = true,
    danger,
    recovery,
    onClose,
    children,
}: {
    title: string;
    form: Form<Values>;
    submitTitle: string;
    isWide?: boolean;
    /** Whether there is something to save yet. */
    isReady?: boolean;
    /** Removes what the dialog shows. */
    danger?: { readonly title: string; run(): void } | undefined;
    /** What to do after a failure, for instance after somebody else's change. */
    recovery?: { readonly title: string; run(): void } | undefined;
    onClose: () => void;
    children: ReactNode;
}): JSX.Element {
    const texts = useTexts();
    const mayLose = useLeaveQuestion();
    const element = useRef<HTMLFormElement>(null);
    // Escape is pressed by chance more easily than a button.
    const leave = async (): Promise<void> => {
        if (!form.isChanged || (await mayLose())) onClose();
    };
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        // A dialog over another one is inside its form as React sees it.
        event.stopPropagation();
        void form.submit(element.current);
    };
    return (
        <Modal title={title} isWide={isWide} onClose={() => void leave()}>
            <form className="form" ref={element} onSubmit={onSubmit} noValidate>
                {children}
                {form.general && (
                    <div className="form-failure" role="alert">
                        <Icon name="alert" /> <span>{form.general}</span>
                        {recovery && <Button onClick={() => recovery.run()}>{recovery.title}</Button>}
                    </div>
                )}
                <div className="modal-actions">
                    {danger && (
                        <Button className="is-first" kind="danger" icon="trash" onClick={() => danger.run()}>
                            {danger.title}
                        </Button>
                    )}
                    <Button onClick={onClose}>{texts.common.cancel}</Button>
                    <Button kind="primary" type="submit" isBusy={form.isBusy} disabled={!isReady}>
                        {submitTitle}
                    </Button>
                </div>
            </form>
        </Modal>
    );
}
