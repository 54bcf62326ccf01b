import { useEffect, useRef, useState } from "react";
import { Icon } from "../page/icon";
import { IconButton } from "./button";

/** How long after the last key the search starts, in milliseconds. */
const pause = 200;

/** Where a '/' is a character. */
const typed = "input:not([type=checkbox], [type=radio]), textarea, select, dialog *";

/** Searches as one types. '/' from anywhere on the page puts the cursor here, Escape clears. */
export function SearchBox({
    label,
    clearLabel,
    value,
    onSearch,
}: {
    label: string;
    clearLabel: string;
    value: string;
    onSearch: (text: string) => void;
}): JSX.Element {
    const [text, setText] = useState(value);
    const input = useRef<HTMLInputElement>(null);
    const reported = useRef(value);
    const report = useRef(onSearch);
    report.current = onSearch;

    useEffect(() => {
        if (value === reported.current) return;
        reported.current = value;
        setText(value);
    }, [value]);

    useEffect(() => {
        const wanted = text.trim();
        if (wanted === reported.current) return undefined;
        const timer = window.setTimeout(() => {
            reported.current = wanted;
            report.current(wanted);
        }, pause);
        return () => window.clearTimeout(timer);
    }, [text]);

    useEffect(() => {
        const onKeyDown = (event: KeyboardEvent): void => {
            const target = event.target;
            const isTyping = target instanceof HTMLElement && target.matches(typed);
            if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
            event.preventDefault();
            input.current?.focus();
        };
        document.addEventListener("keydown", onKeyDown);
        return () => document.removeEventListener("keydown", onKeyDown);
    }, []);

    return (
        <div className="input search" role="search">
            <Icon name="search" />
            <input
                ref={input}
                type="search"
                aria-label={label}
                placeholder={label}
                autoComplete="off"
                spellCheck={false}
                maxLength={100}
                value={text}
                onChange={(event) => setText(event.target.value)}
                onKeyDown={(event) => {
                    if (event.key === "Escape" && text !== "") {
                        event.stopPropagation();
                        setText("");
                    }
                }}
            />
            {text === "" ? (
                <kbd aria-hidden="true">/</kbd>
            ) : (
                <IconButton icon="close" label={clearLabel} onClick={() => setText("")} />
            )}
        </div>
    );
}
