import { useRef } from "react";
import { api } from "../../api/endpoints";
import type { LineRule } from "../../api/routing";
import type { Line } from "../../api/schema";
import type { Pages } from "../../parts/table/usePages";

/**
 * Changing the rules of a line: shown at once, stored one change after another, so that moving a rule by two places with
 * two presses does not trip over its own version. Rejects with the server's problem; then the
 * line is shown as it was before.
 */
export function useLineRules(list: Pages<Line>): {
    /** Shows a line as the server gave it. */
    keep(line: Line): void;
    change(line: Line, rules: readonly LineRule[]): Promise<Line>;
} {
    const stored = useRef(new Map<string, Line>());
    const queue = useRef<Promise<unknown>>(Promise.resolve());
    const waiting = useRef(0);

    const show = (line: Line): void =>
        list.change((rows) => rows.map((row) => (row.id === line.id ? line : row)));
    const keep = (line: Line): void => {
        stored.current.set(line.id, line);
        show(line);
    };
    const change = (line: Line, rules: readonly LineRule[]): Promise<Line> => {
        show({ ...line, rules });
        waiting.current += 1;
        const saving = queue.current.then(async () => {
            const known = stored.current.get(line.id);
            const base = known && known.version > line.version ? known : line;
            try {
                const saved = await api.lines.change(base, { rules });
                stored.current.set(saved.id, saved);
                // What is shown is ahead of this answer when more changes wait.
                if (waiting.current === 1) show(saved);
                return saved;
            } catch (problem) {
                show(base);
                throw problem;
            } finally {
                waiting.current -= 1;
            }
        });
        queue.current = saving.catch(() => undefined);
        return saving;
    };
    return { keep, change };
}
