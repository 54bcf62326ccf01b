import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";

/** A question or a short form over the page: the browser's own dialog keeps the focus inside and closes on Escape. */
export function Modal({
    title,
    isWide = false,
    children,
    onClose,
}: {
    title: ReactNode;
    /** For forms that need room beside one another. */
    isWide?: boolean;
    children: ReactNode;
    onClose: () => void;
}): JSX.Element {
    const dialog = useRef<HTMLDialogElement>(null);
    const titleID = useId();

    useEffect(() => {
        const element = dialog.current;
        const former = document.activeElement;
        element?.showModal();
        return () => {
            element?.close();
            // A node of a drawing takes the focus as well.
            if (former instanceof HTMLElement || former instanceof SVGElement) former.focus();
        };
    }, []);

    return (
        <dialog
            ref={dialog}
            className={isWide ? "modal is-wide" : "modal"}
            aria-labelledby={titleID}
            onCancel={(event) => {
                // That of a dialog over this one, or of a choice of files in it, is none of this one's.
                if (event.target !== event.currentTarget) return;
                event.preventDefault();
                onClose();
            }}
            onKeyDown={(event) => event.stopPropagation()}
        >
            <h2 id={titleID}>{title}</h2>
            {children}
        </dialog>
    );
}
