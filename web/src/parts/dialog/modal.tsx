import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";

/** A question or a short form over the page: the browser's own dialog keeps the focus inside and closes on Escape. */
export function Modal({
    title,
    children,
    onClose,
}: {
    title: string;
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
            if (former instanceof HTMLElement) former.focus();
        };
    }, []);

    return (
        <dialog
            ref={dialog}
            className="modal"
            aria-labelledby={titleID}
            onCancel={(event) => {
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
