import { useEffect, useState } from "react";
import { routing } from "../../api/routing";
import type { Trial } from "../../api/routing";

/** How long after the last key the server is asked, in milliseconds. */
const pause = 250;

/**
 * Where rules and menus of the domain lead by a number, as the server would route it (RTE-10); `null` until it is known, and
 * for what is no number.
 */
export function useNumberTrial(domain: string, number: string | null): Trial["outcome"] | null {
    const [known, setKnown] = useState<{ readonly number: string; readonly outcome: Trial["outcome"] } | null>(null);
    useEffect(() => {
        if (number === null) return undefined;
        let isPresent = true;
        const timer = window.setTimeout(() => {
            routing.attemptNumber(domain, number).then(
                ({ outcome }) => isPresent && setKnown({ number, outcome }),
                () => isPresent && setKnown(null),
            );
        }, pause);
        return () => {
            isPresent = false;
            window.clearTimeout(timer);
        };
    }, [domain, number]);
    return known !== null && known.number === number ? known.outcome : null;
}
