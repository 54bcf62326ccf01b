import { useCallback } from "react";
import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import type { Role } from "../../api/schema";
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

/** Who may read the history of changes. */
const readers: readonly Role[] = ["domain-administrator", "system-administrator"];

/**
 * Says that a change of the configuration was made and offers to undo it (BYD-02). The change is the newest one of that
 * kind by the person signed in; when somebody else was quicker, nothing is offered. With a `subject` only the latest
 * notice about it stays: whoever moves a rule three times is told once.
 */
export function useTellChanged(): (text: string, objectKind: string, onUndone: () => void, subject?: string) => void {
    const texts = useTexts();
    const tell = useTell();
    const { me } = useSession();
    return useCallback(
        (text, objectKind, onUndone, subject) => {
            const notice = { text, ...(subject === undefined ? {} : { subject }) };
            const author = `${me.login}@${me.actingFor ?? me.domain}`;
            if (!readers.includes(me.role)) {
                tell(notice);
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
                    const isOurs = newest?.author === author && newest.objectKind === objectKind && newest.mayUndo;
                    tell(
                        isOurs
                            ? { ...notice, action: { title: texts.common.undo, run: () => undo(newest.version) } }
                            : notice,
                    );
                },
                () => tell(notice),
            );
        },
        [texts, tell, me],
    );
}
