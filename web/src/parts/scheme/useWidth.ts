import { useCallback, useRef, useState } from "react";

/** The width of an element as it is now; 0 before it is known. */
export function useWidth(): readonly [(element: HTMLElement | null) => void, number] {
    const [width, setWidth] = useState(0);
    const observer = useRef<ResizeObserver | null>(null);
    const keep = useCallback((element: HTMLElement | null) => {
        observer.current?.disconnect();
        observer.current = null;
        if (!element) return;
        setWidth(element.clientWidth);
        observer.current = new ResizeObserver(() => setWidth(element.clientWidth));
        observer.current.observe(element);
    }, []);
    return [keep, width];
}
