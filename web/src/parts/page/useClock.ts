import { useEffect, useState } from "react";

/** The present in milliseconds since 1970, again every second while `isRunning`. */
export function useClock(isRunning = true): number {
    const [now, setNow] = useState(() => Date.now());
    useEffect(() => {
        if (!isRunning) return undefined;
        setNow(Date.now());
        const timer = window.setInterval(() => setNow(Date.now()), 1_000);
        return () => window.clearInterval(timer);
    }, [isRunning]);
    return now;
}
