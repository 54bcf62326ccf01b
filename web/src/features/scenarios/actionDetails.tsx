import { useState } from "react";
import { SelectField, TextField } from "../../parts/form/field";
import type { Form } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import { PromptField } from "../prompts/promptField";
import { ChosenTarget } from "../targets/chosenTarget";
import { useDirectory } from "../targets/directory";
import { TargetPicker } from "../targets/targetPicker";
import type { ActionValues } from "./actionDialog";

interface DetailsProps {
    readonly form: Form<ActionValues>;
    readonly domain: string;
    readonly menus: readonly { readonly id: string; readonly title: string }[];
}

/** What the chosen kind of action needs to know. */
export function ActionDetails({ form, domain, menus }: DetailsProps): JSX.Element | null {
    const texts = useTexts();
    const words = texts.scenarios;
    switch (form.values.kind) {
        case "forward":
            return <TargetFields form={form} domain={domain} />;
        case "message":
            return (
                <PromptField
                    label={words.prompt}
                    domain={domain}
                    purpose="greeting"
                    nothing={words.choosePrompt}
                    newName={words.promptName(words.actionTitles.message)}
                    error={form.errors.prompt}
                    value={form.values.prompt}
                    onChange={(prompt) => form.set("prompt", prompt)}
                />
            );
        case "menu":
            return (
                <>
                    <SelectField
                        label={words.menu}
                        value={form.values.menu}
                        options={[
                            { value: "", title: `+ ${words.newMenu}` },
                            ...menus.map((menu) => ({ value: menu.id, title: menu.title })),
                        ]}
                        onChange={(value) => form.set("menu", value)}
                    />
                    {form.values.menu === "" && (
                        <>
                            <TextField
                                label={words.menuName}
                                value={form.values.menuName}
                                error={form.errors.menuName}
                                onChange={(value) => form.set("menuName", value)}
                            />
                            <PromptField
                                label={words.menuPrompt}
                                hint={words.menuPromptHint}
                                domain={domain}
                                purpose="greeting"
                                nothing={texts.groups.sound.none}
                                newName={words.promptName(form.values.menuName || words.addMenu)}
                                value={form.values.menuPrompt}
                                onChange={(prompt) => form.set("menuPrompt", prompt)}
                            />
                        </>
                    )}
                </>
            );
        default:
            return null;
    }
}

function TargetFields({ form, domain }: Pick<DetailsProps, "form" | "domain">): JSX.Element {
    const { target } = form.values;
    const [isPicking, setIsPicking] = useState(target === null);
    const { directory } = useDirectory(domain, target ? [target] : []);
    if (target && !isPicking) {
        return <ChosenTarget target={target} directory={directory} onChange={() => setIsPicking(true)} />;
    }
    return (
        <TargetPicker
            domain={domain}
            target={target}
            directory={directory}
            error={form.errors.target}
            onChoose={(chosen, isDone) => {
                form.set("target", chosen);
                if (isDone) setIsPicking(false);
            }}
        />
    );
}
