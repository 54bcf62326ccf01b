import { useState } from "react";
import { IconButton } from "../form/button";

/** Text to be taken elsewhere, with a button that copies it. The browser gives a clipboard to safe pages only. */
export function Copyable({
    text,
    shown,
    label,
}: {
    text: string;
    shown?: string;
    /** What the button does, with the thing's name. */
    label: string;
}): JSX.Element {
    const [isCopied, setIsCopied] = useState(false);
    const copy = (): void => {
        void navigator.clipboard.writeText(text).then(() => {
            setIsCopied(true);
            window.setTimeout(() => setIsCopied(false), 1_500);
        });
    };
    return (
        <span className="copyable">
            <span>{shown ?? text}</span>
            {"clipboard" in navigator && (
                <IconButton icon={isCopied ? "answered" : "copy"} label={label} onClick={copy} />
            )}
        </span>
    );
}
