import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import { checkName, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { DialogForm } from "./dialogForm";

/** The name of something, new or old. */
export function NameDialog({
    title,
    label,
    submitTitle,
    name,
    onSave,
    onClose,
}: {
    title: string;
    /** What the field is called. */
    label: string;
    submitTitle: string;
    name: string;
    onSave: (name: string) => Promise<void>;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const form = useForm<{ readonly name: string }>({
        initial: { name },
        check: (values) => ({ name: checkRequired(values.name, texts) ?? checkName(values.name, texts) }),
        save: (values) => onSave(values.name.trim()),
        explain: (problem) => explainForm<{ name: string }>(texts, problem, { name: texts.checks.name }),
    });
    return (
        <DialogForm title={title} form={form} submitTitle={submitTitle} onClose={onClose}>
            <TextField
                label={label}
                value={form.values.name}
                error={form.errors.name}
                autoFocus
                onFocus={(event) => event.target.select()}
                onChange={(value) => form.set("name", value)}
            />
        </DialogForm>
    );
}
