import { useEffect, useRef, useState } from "react";
import type { PointerEvent as ReactPointerEvent, RefObject } from "react";
import { followPointer } from "../page/followPointer";
import { dropPlace } from "./dragging";
import type { PlacedNode } from "./layout";
import { orderedIDs } from "./scheme";
import type { SchemeNode } from "./scheme";

/** How far the pointer goes before it is a drag and no press, in pixels. */
const threshold = 5;

export interface Drag {
    readonly id: string;
    readonly parent: SchemeNode;
    readonly from: number;
    readonly to: number;
    readonly offset: number;
}

/**
 * Dragging nodes to another place among their siblings: with the mouse by any part of the node, by touch at its number
 * alone, so that a finger can still scroll.
 */
export function useReorder(
    svg: RefObject<SVGSVGElement>,
    parents: ReadonlyMap<string, SchemeNode>,
    placed: ReadonlyMap<string, PlacedNode>,
    onReorder: (parent: SchemeNode, from: number, to: number) => void,
): {
    readonly drag: Drag | null;
    start(id: string, event: ReactPointerEvent): void;
    /** Whether the click that follows ends a drag. */
    wasDragged(): boolean;
} {
    const [drag, setDrag] = useState<Drag | null>(null);
    const end = useRef<() => void>(() => undefined);
    const dragged = useRef(false);
    useEffect(() => () => end.current(), []);

    const start = (id: string, event: ReactPointerEvent): void => {
        dragged.current = false;
        const parent = parents.get(id);
        const isOnHandle = event.target instanceof Element && event.target.closest(".scheme-badge") !== null;
        if (!parent || event.button !== 0 || (event.pointerType !== "mouse" && !isOnHandle)) return;
        const ids = orderedIDs(parent);
        const from = ids.indexOf(id);
        const nodes = ids.flatMap((each) => placed.get(each) ?? []);
        const own = placed.get(id);
        const box = svg.current?.getBoundingClientRect();
        const drawn = svg.current?.viewBox.baseVal;
        if (from < 0 || !own || !box || !drawn || nodes.length < 2) return;
        const scale = drawn.height / (box.height || 1);
        const startY = event.clientY;
        let latest: Drag | null = null;

        const onMove = (moved: PointerEvent): void => {
            const distance = moved.clientY - startY;
            if (!latest && Math.abs(distance) < threshold) return;
            moved.preventDefault();
            const offset = distance * scale;
            const middle = own.y + own.height / 2 + offset;
            const to = dropPlace(nodes.map((each) => each.y + each.height / 2), from, middle);
            latest = { id, parent, from, to, offset };
            dragged.current = true;
            setDrag(latest);
        };
        end.current = followPointer(onMove, (isDropped) => {
            end.current = () => undefined;
            setDrag(null);
            if (isDropped && latest && latest.to !== latest.from) onReorder(parent, latest.from, latest.to);
        });
    };
    return { drag, start, wasDragged: () => dragged.current };
}
