import { useRef } from "react";
import type { FormEvent } from "react";
import { Button } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import type { SubmitFailure } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import { checkRequired } from "../../texts/checks";

/** One field, what it is for, and a way back. */
export function SmallForm({
    label,
    initial = "",
    isPassword = false,
    submit,
    explain,
    onCancel,
    save,
}: {
    label: string;
    initial?: string;
    isPassword?: boolean;
    submit: string;
    explain: (problem: unknown) => SubmitFailure<{ value: string }>;
    onCancel: () => void;
    save: (value: string) => Promise<void>;
}): JSX.Element {
    const texts = useTexts();
    const element = useRef<HTMLFormElement>(null);
    const form = useForm({
        initial: { value: initial },
        check: (values) => ({ value: checkRequired(values.value, texts) }),
        save: (values) => save(isPassword ? values.value : values.value.trim()),
        explain,
    });
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        void form.submit(element.current);
    };
    return (
        <form className="form" ref={element} onSubmit={onSubmit} noValidate>
            <TextField
                label={label}
                {...(isPassword ? { type: "password", autoComplete: "current-password" } : { maxLength: 100 })}
                value={form.values.value}
                error={form.errors.value}
                onChange={(value) => form.set("value", value)}
                autoFocus
            />
            {form.general && (
                <p className="form-failure" role="alert">
                    {form.general}
                </p>
            )}
            <div className="passkey-actions">
                <Button type="submit" isBusy={form.isBusy}>
                    {submit}
                </Button>
                <Button kind="quiet" onClick={onCancel}>
                    {texts.common.cancel}
                </Button>
            </div>
        </form>
    );
}
