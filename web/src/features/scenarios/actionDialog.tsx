import { useState } from "react";
import type { ReactNode } from "react";
import type { RouteTarget, ScenarioAction } from "../../api/scenarios";
import { RadioList } from "../../parts/form/radioList";
import { useForm } from "../../parts/form/useForm";
import type { FieldErrors } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import type { Texts } from "../../texts";
import { checkName, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { DialogForm } from "../shell/dialogForm";
import { ActionDetails } from "./actionDetails";

type Kind = ScenarioAction["kind"];
const kinds: readonly Kind[] = ["forward", "message", "menu", "back", "dial-extension", "hang-up", "repeat"];

/** What can be chosen in the dialog; each kind uses its own part of it. */
export interface ActionValues {
    readonly kind: Kind;
    readonly target: RouteTarget | null;
    readonly prompt: string | null;
    /** The id of a menu; empty for a new one. */
    readonly menu: string;
    readonly menuName: string;
    /** What callers hear at the start of the new one. */
    readonly menuPrompt: string | null;
}

/** What an action says in the dialog; without one nothing is chosen. */
export function valuesOf(action: ScenarioAction | null): ActionValues {
    const empty = { target: null, prompt: null, menu: "", menuName: "", menuPrompt: null };
    const values: ActionValues = { ...empty, kind: "forward" };
    if (!action) return values;
    switch (action.kind) {
        case "forward":
            return { ...values, kind: "forward", target: action.target };
        case "message":
            return { ...values, kind: "message", prompt: action.prompt };
        case "menu":
            return { ...values, kind: "menu", menu: action.menu };
        default:
            return { ...values, kind: action.kind };
    }
}

/** What is wrong with the choice, at its field. */
export function actionFaults(
    values: ActionValues,
    menuNames: readonly string[],
    texts: Texts,
): FieldErrors<ActionValues> {
    const words = texts.scenarios;
    switch (values.kind) {
        case "forward":
            return { target: values.target === null ? words.chooseTarget : undefined };
        case "message":
            return { prompt: values.prompt === null ? words.choosePrompt : undefined };
        case "menu":
            return { menuName: values.menu === "" ? menuNameFault(values.menuName, menuNames, texts) : undefined };
        default:
            return {};
    }
}

export function menuNameFault(name: string, taken: readonly string[], texts: Texts): string | undefined {
    const fault = checkRequired(name, texts) ?? checkName(name, texts);
    return fault ?? (taken.includes(name.trim()) ? texts.scenarios.menuNameTaken : undefined);
}

/** The action that was chosen; `newMenu` is the id of the menu that is made for it. */
export function actionFrom(values: ActionValues, newMenu: string): ScenarioAction {
    switch (values.kind) {
        case "forward":
            return { kind: "forward", target: values.target ?? { kind: "end", name: null } };
        case "message":
            return { kind: "message", prompt: values.prompt ?? "" };
        case "menu":
            return { kind: "menu", menu: values.menu || newMenu };
        default:
            return { kind: values.kind };
    }
}

/** IVR-04: what is done for a caller: the kind, and below it what that kind needs to know. */
export function ActionDialog({
    title,
    note,
    action,
    domain,
    menus,
    onSave,
    onClose,
}: {
    title: string;
    /** Said above the choice. */
    note?: ReactNode;
    /** The present one; `null` for a new key. */
    action: ScenarioAction | null;
    domain: string;
    /** Ids and titles of the scenario's menus. */
    menus: readonly { readonly id: string; readonly title: string }[];
    /** Rejects with what the server says. */
    onSave: (values: ActionValues) => Promise<void>;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.scenarios;
    const [hasChosen, setHasChosen] = useState(action !== null);
    const names = menus.map((menu) => menu.title);
    const form = useForm<ActionValues>({
        initial: valuesOf(action),
        check: (values) => actionFaults(values, names, texts),
        save: onSave,
        explain: (problem) => explainForm<ActionValues>(texts, problem, {}),
    });
    return (
        <DialogForm
            title={title}
            isWide
            form={form}
            submitTitle={texts.common.save}
            isReady={hasChosen}
            onClose={onClose}
        >
            {note}
            <RadioList<Kind>
                label={words.chooseAction}
                value={hasChosen ? form.values.kind : null}
                options={kinds.map((value) => ({
                    value,
                    title: words.actionTitles[value],
                    hint: words.actionHints[value],
                }))}
                onChange={(kind) => {
                    setHasChosen(true);
                    form.set("kind", kind);
                }}
            />
            {hasChosen && <ActionDetails form={form} domain={domain} menus={menus} />}
        </DialogForm>
    );
}
