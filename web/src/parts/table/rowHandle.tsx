import { useEffect, useRef } from "react";
import type { KeyboardEvent, PointerEvent as ReactPointerEvent } from "react";
import { IconButton } from "../form/button";
import { followPointer } from "../page/followPointer";
import { dropPlace } from "../scheme/dragging";

/** Puts a row of a table elsewhere: dragged with the mouse or a finger, or by Alt and the arrow keys. */
export function RowHandle({
    label,
    index,
    count,
    onMove,
}: {
    label: string;
    /** Where the row stands, from 0. */
    index: number;
    count: number;
    onMove: (from: number, to: number) => void;
}): JSX.Element {
    const button = useRef<HTMLButtonElement>(null);
    const wantsFocus = useRef(false);
    const end = useRef<() => void>(() => undefined);
    useEffect(() => () => end.current(), []);
    // The browser takes the focus from what is put elsewhere in the document.
    useEffect(() => {
        if (wantsFocus.current) button.current?.focus();
        wantsFocus.current = false;
    }, [index]);

    const move = (to: number): void => {
        if (to === index || to < 0 || to >= count) return;
        wantsFocus.current = true;
        onMove(index, to);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!event.altKey || step === undefined) return;
        event.preventDefault();
        move(index + step);
    };
    const start = (event: ReactPointerEvent): void => {
        const row = button.current?.closest("tr");
        const rows = [...(row?.parentElement?.querySelectorAll<HTMLElement>("tr[data-row]") ?? [])];
        if (!row || event.button !== 0 || rows.length < 2) return;
        event.preventDefault();
        const middles = rows.map((each) => {
            const box = each.getBoundingClientRect();
            return box.top + box.height / 2;
        });
        const startY = event.clientY;
        const own = middles[rows.indexOf(row)] ?? startY;
        let to = index;
        const show = (isOver: boolean): void =>
            rows.forEach((each, place) => {
                each.classList.toggle("is-drop-above", isOver && place === to && to < index);
                each.classList.toggle("is-drop-below", isOver && place === to && to > index);
            });
        end.current = followPointer(
            (moved) => {
                moved.preventDefault();
                to = dropPlace(middles, index, own + moved.clientY - startY);
                show(true);
            },
            (isDropped) => {
                end.current = () => undefined;
                show(false);
                if (isDropped) move(to);
            },
        );
    };
    return (
        <IconButton
            ref={button}
            icon="grip"
            className="row-handle"
            label={label}
            aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
            onKeyDown={onKeyDown}
            onPointerDown={start}
        />
    );
}
