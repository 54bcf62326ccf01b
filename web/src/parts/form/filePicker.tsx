import { useRef } from "react";
import type { ReactNode } from "react";
import type { IconName } from "../page/icon";
import { Button } from "./button";

/** A button that asks for a file. The same file may be chosen again: it may have been mended meanwhile. */
export function FilePicker({
    label,
    accept,
    kind = "plain",
    icon,
    isBusy = false,
    onFile,
    children,
}: {
    /** Of the field behind the button. */
    label: string;
    /** As in `.csv,text/csv`; what the file really is, the server finds out. */
    accept: string;
    kind?: "plain" | "primary";
    icon?: IconName;
    isBusy?: boolean;
    onFile: (file: File) => void;
    children: ReactNode;
}): JSX.Element {
    const input = useRef<HTMLInputElement>(null);
    return (
        <>
            <input
                ref={input}
                type="file"
                accept={accept}
                aria-label={label}
                hidden
                onChange={(event) => {
                    const file = event.target.files?.[0];
                    event.target.value = "";
                    if (file) onFile(file);
                }}
            />
            <Button kind={kind} icon={icon} isBusy={isBusy} onClick={() => input.current?.click()}>
                {children}
            </Button>
        </>
    );
}
