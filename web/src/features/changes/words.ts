import type { Change } from "../../api/schema";
import { useTexts } from "../../texts";
import { fieldNames } from "../../texts/fieldNames";

export const actionTones = {
    create: "good",
    change: "accent",
    remove: "bad",
    "sign-in": "neutral",
    "sign-out": "neutral",
    activate: "good",
    deactivate: "warn",
} as const;

/** 'Ivan · ivan@acme.example'. */
export function authorTitle({ author, authorShownName }: Change): string {
    return [authorShownName, author].filter(Boolean).join(" · ");
}

/** 'User ivan@acme.example'. */
export function useObjectTitle(): (change: Change) => string {
    const texts = useTexts();
    return (change) => {
        const kinds: Readonly<Record<string, string>> = texts.changes.kinds;
        return `${kinds[change.objectKind] ?? change.objectKind} ${change.objectName}`;
    };
}

/** 'Created'; of a sign-in 'Signed in'. */
export function useActionTitle(): (change: Change) => string {
    const { changes } = useTexts();
    return ({ objectKind, action }) => {
        // Sign-ins were recorded before they had a name of their own.
        if (objectKind === "session" && action === "create") return changes.actions["sign-in"];
        if (objectKind === "session" && action === "remove") return changes.actions["sign-out"];
        if (objectKind === "block") return changes.lifted;
        return changes.actions[action];
    };
}

/** A field of the API by the name its form has. */
export function useFieldName(): (name: string) => string {
    const texts = useTexts();
    return (name) => fieldNames(texts)[name] ?? name;
}
