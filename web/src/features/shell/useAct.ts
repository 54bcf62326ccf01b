import { useCallback } from "react";
import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import type { Me } from "../../api/schema";
import { useTell } from "../../parts/dialog/notices";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { useSession } from "../session/session";

/** Runs something that the server does; says what went wrong. Resolves to whether it was done. */
export function useAct(): (action: () => Promise<unknown>) => Promise<boolean> {
    const texts = useTexts();
    const tell = useTell();
    return useCallback(
        async (action) => {
            try {
                await action();
                return true;
            } catch (problem) {
                tell({ text: explain(texts, problem), kind: "problem" });
                return false;
            }
        },
        [texts, tell],
    );
}

/** What a domain's administrator cannot change, they cannot undo either: people are theirs, the rest the system's. */
export function mayUndo(me: Me, objectKind: string): boolean {
    return me.role === "system-administrator" || objectKind === "user";
}

/**
 * Says that a change of the configuration was made and offers to undo it (BYD-02). The change is the newest one of that
 * kind by the person signed in; when somebody else was quicker, nothing is offered.
 */
export function useTellChanged(): (text: string, objectKind: string, onUndone: () => void) => void {
    const texts = useTexts();
    const tell = useTell();
    const { me } = useSession();
    return useCallback(
        (text, objectKind, onUndone) => {
            const author = `${me.login}@${me.domain}`;
            if (!mayUndo(me, objectKind)) {
                tell({ text });
                return;
            }
            const undo = (version: number): void => {
                api.changes.undo(version).then(
                    () => {
                        tell({ text: texts.changes.undone });
                        onUndone();
                    },
                    (problem: unknown) => {
                        const isLate = problem instanceof Problem && problem.code === "conflict";
                        tell({ text: isLate ? texts.changes.undoConflict : explain(texts, problem), kind: "problem" });
                    },
                );
            };
            api.changes.page({ limit: 1 }, undefined).then(
                ({ items: [newest] }) => {
                    const isOurs = newest?.author === author && newest.objectKind === objectKind;
                    tell(
                        isOurs
                            ? { text, action: { title: texts.common.undo, run: () => undo(newest.version) } }
                            : { text },
                    );
                },
                () => tell({ text }),
            );
        },
        [texts, tell, me],
    );
}
