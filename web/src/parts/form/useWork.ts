import { useState } from "react";

/** Work that a dialog waits for: whether it goes on, and in what words it failed. */
export function useWork(explain: (problem: unknown) => string): {
    readonly isBusy: boolean;
    /** Empty: it did not. */
    readonly failure: string;
    /** `special`: its own words for a problem of this work; `null`: the usual ones. */
    run(work: () => Promise<void>, special?: (problem: unknown) => string | null): Promise<void>;
} {
    const [isBusy, setIsBusy] = useState(false);
    const [failure, setFailure] = useState("");
    const run = async (
        work: () => Promise<void>,
        special: (problem: unknown) => string | null = () => null,
    ): Promise<void> => {
        setIsBusy(true);
        setFailure("");
        try {
            await work();
        } catch (problem) {
            setFailure(special(problem) ?? explain(problem));
        }
        setIsBusy(false);
    };
    return { isBusy, failure, run };
}
