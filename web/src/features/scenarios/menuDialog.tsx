import type { ScenarioMenu } from "../../api/scenarios";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import { explainForm } from "../../texts/explain";
import { PromptField } from "../prompts/promptField";
import { DialogForm } from "../shell/dialogForm";
import { menuNameFault } from "./actionDialog";

interface Values {
    readonly name: string;
    readonly prompt: string | null;
}

/** IVR-03: a menu's name and what callers hear at its start. The main menu has no name of its own. */
export function MenuDialog({
    menu,
    isMain,
    domain,
    taken,
    onSave,
    onClose,
}: {
    /** `null`: a new one. */
    menu: ScenarioMenu | null;
    isMain: boolean;
    domain: string;
    /** Names of the other menus. */
    taken: readonly string[];
    onSave: (values: Values) => Promise<void>;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.scenarios;
    const title = isMain ? words.mainMenu : menu ? words.editMenu(menu.name) : words.addMenu;
    const form = useForm<Values>({
        initial: { name: menu?.name ?? "", prompt: menu?.prompt ?? null },
        check: (values) => ({ name: isMain ? undefined : menuNameFault(values.name, taken, texts) }),
        save: (values) => onSave({ ...values, name: values.name.trim() }),
        explain: (problem) => explainForm<Values>(texts, problem, { name: texts.checks.name }),
    });
    return (
        <DialogForm title={title} form={form} submitTitle={texts.common.save} onClose={onClose}>
            {!isMain && (
                <TextField
                    label={words.menuName}
                    value={form.values.name}
                    error={form.errors.name}
                    autoFocus
                    onChange={(value) => form.set("name", value)}
                />
            )}
            <PromptField
                label={words.menuPrompt}
                hint={words.menuPromptHint}
                domain={domain}
                purpose="greeting"
                nothing={texts.groups.sound.none}
                newName={words.promptName(isMain ? words.mainMenu : form.values.name || words.addMenu)}
                value={form.values.prompt}
                onChange={(prompt) => form.set("prompt", prompt)}
            />
        </DialogForm>
    );
}
