import { useCallback, useEffect, useRef, useState } from "react";

/** One page of a list that is read by cursor. */
export interface PageOf<Row> {
    readonly items: readonly Row[];
    /** Where the next page starts; `null` after the last. */
    readonly next: string | null;
    /** How many there are in all, where the server knows. */
    readonly total: number | null;
}

export type LoadState = "loading" | "more" | "done" | "failed";

export interface Pages<Row> {
    readonly rows: readonly Row[];
    readonly total: number | null;
    readonly state: LoadState;
    /** The rows are those of former filters; the new ones are on their way. */
    readonly isStale: boolean;
    readonly problem: unknown;
    loadMore(): void;
    /** After a failure: asks again for what was missing. */
    retry(): void;
    /** Reads from the start again; present rows stay until the answer is there. */
    reload(): void;
    /** Changes rows in place, for what is told live. */
    change(change: (rows: readonly Row[]) => readonly Row[]): void;
}

interface Loaded<Row> {
    readonly key: string;
    readonly rows: readonly Row[];
    readonly next: string | null;
    readonly total: number | null;
    readonly state: LoadState;
    readonly problem: unknown;
}

/**
 * A list read page by page. `key` names the filters: another key starts anew, and an answer to a former question is
 * dropped.
 */
export function usePages<Row>(
    key: string,
    load: (cursor: string | null, signal: AbortSignal) => Promise<PageOf<Row>>,
): Pages<Row> {
    const [loaded, setLoaded] = useState<Loaded<Row>>({
        key: "",
        rows: [],
        next: null,
        total: null,
        state: "loading",
        problem: null,
    });
    const running = useRef<AbortController | null>(null);
    const loader = useRef(load);
    loader.current = load;

    const read = useCallback(
        (cursor: string | null) => {
            running.current?.abort();
            const controller = new AbortController();
            running.current = controller;
            setLoaded((former) => ({ ...former, state: "loading", problem: null }));
            loader.current(cursor, controller.signal).then(
                (page) => {
                    if (controller.signal.aborted) return;
                    setLoaded((former) => ({
                        key,
                        rows: cursor === null ? page.items : [...former.rows, ...page.items],
                        next: page.next,
                        total: page.total ?? (cursor === null ? null : former.total),
                        state: page.next === null ? "done" : "more",
                        problem: null,
                    }));
                },
                (problem: unknown) => {
                    if (controller.signal.aborted) return;
                    setLoaded((former) => ({ ...former, state: "failed", problem }));
                },
            );
        },
        [key],
    );

    useEffect(() => {
        read(null);
        return () => running.current?.abort();
    }, [read]);

    return {
        rows: loaded.rows,
        total: loaded.total,
        state: loaded.state,
        isStale: loaded.key !== key,
        problem: loaded.problem,
        loadMore: () => {
            if (loaded.state === "more") read(loaded.next);
        },
        retry: () => read(loaded.key === key ? loaded.next : null),
        reload: () => read(null),
        change: (change) => setLoaded((former) => ({ ...former, rows: change(former.rows) })),
    };
}
