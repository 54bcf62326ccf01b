import { useCallback, useEffect, useRef, useState } from "react";

export type Loaded<Value> =
    | { readonly state: "loading"; readonly value: null }
    | { readonly state: "failed"; readonly value: null; readonly problem: unknown }
    | { readonly state: "ready"; readonly value: Value };

/** One thing from the server; another `key` asks again and drops a late answer to the former question. */
export function useLoad<Value>(
    key: string,
    load: () => Promise<Value>,
): Loaded<Value> & { reload(): void; set(value: Value): void } {
    const [held, setHeld] = useState<{ key: string; loaded: Loaded<Value> }>({
        key,
        loaded: { state: "loading", value: null },
    });
    const [round, setRound] = useState(0);
    const loader = useRef(load);
    loader.current = load;

    useEffect(() => {
        let isPresent = true;
        const keep = (loaded: Loaded<Value>): void => {
            if (isPresent) setHeld({ key, loaded });
        };
        loader.current().then(
            (value) => keep({ state: "ready", value }),
            (problem: unknown) => keep({ state: "failed", value: null, problem }),
        );
        return () => {
            isPresent = false;
        };
    }, [key, round]);

    const reload = useCallback(() => setRound((former) => former + 1), []);
    const set = useCallback((value: Value) => setHeld({ key, loaded: { state: "ready", value } }), [key]);
    const loaded: Loaded<Value> = held.key === key ? held.loaded : { state: "loading", value: null };
    return { ...loaded, reload, set };
}
