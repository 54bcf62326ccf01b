import { useEffect, useRef } from "react";
import type { FormEvent, ReactNode } from "react";
import { Button } from "../../parts/form/button";
import type { Form } from "../../parts/form/useForm";
import { useCardFrame } from "../../parts/page/cardFrame";
import { Icon } from "../../parts/page/icon";
import { useLeaveGuard, useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { useLeaveQuestion } from "./useLeaveQuestion";

/**
 * The form of a card: saves with Enter or the button, shows what went wrong, asks before unsaved work is lost. The
 * buttons of an existing object's form appear with the first change.
 */
export function CardForm<Values extends object>({
    form,
    submitTitle,
    back,
    isNew = false,
    onReset,
    children,
}: {
    form: Form<Values>;
    submitTitle: string;
    back?: string;
    isNew?: boolean;
    onReset?: () => void;
    children: ReactNode;
}): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const mayLose = useLeaveQuestion();
    const element = useRef<HTMLFormElement>(null);
    const frame = useCardFrame();
    const isUnsaved = form.isChanged && !form.isBusy;
    useEffect(() => frame?.noteChange(isUnsaved), [frame, isUnsaved]);
    useLeaveGuard(isUnsaved, mayLose);

    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        // A card over a dialog is inside of its form as React sees it.
        event.stopPropagation();
        const panel = element.current?.closest(".panel");
        void form.submit(element.current).then((isSaved) => {
            // The button that had the focus is gone now.
            if (isSaved && !isNew) requestAnimationFrame(() => panel?.querySelector<HTMLElement>("h2")?.focus());
        });
    };
    return (
        <form className="form" ref={element} onSubmit={onSubmit} noValidate>
            {children}
            {form.general && (
                <p className="form-failure" role="alert">
                    <Icon name="alert" /> {form.general}
                </p>
            )}
            {(isNew || form.isChanged) && (
                <div className="form-actions">
                    <Button kind="primary" type="submit" isBusy={form.isBusy}>
                        {submitTitle}
                    </Button>
                    {isNew && (frame || back) ? (
                        <Button onClick={() => (frame ? frame.close() : router.go(back ?? ""))}>{texts.common.cancel}</Button>
                    ) : (
                        onReset && <Button onClick={onReset}>{texts.common.cancel}</Button>
                    )}
                </div>
            )}
        </form>
    );
}
