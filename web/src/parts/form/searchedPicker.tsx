import { useEffect, useId, useState } from "react";
import type { KeyboardEvent } from "react";
import { TextField } from "./field";

/** How long after the last key the search starts, in milliseconds. */
const pause = 150;

/** What can be chosen. */
export interface Choosable {
    readonly id: string;
    readonly title: string;
    /** Smaller, below the title. */
    readonly detail?: string;
}

/** One out of any number, which the server searches: type, choose with the arrow keys or the mouse. */
export function SearchedPicker<Choice extends Choosable>({
    label,
    chosen,
    error,
    placeholder,
    nothingFound,
    find,
    onChoose,
}: {
    label: string;
    /** The title of what is chosen; empty: nothing is. */
    chosen: string;
    error: string | undefined;
    placeholder: string;
    nothingFound: string;
    /** The first few of those that are found; all are, where nothing is typed. */
    find: (search: string, signal: AbortSignal) => Promise<readonly Choice[]>;
    onChoose: (choice: Choice) => void;
}): JSX.Element {
    const listID = useId();
    const [typed, setTyped] = useState<string | null>(null);
    // `null`: nothing was asked yet.
    const [answer, setAnswer] = useState<readonly Choice[] | null>(null);
    const [active, setActive] = useState(0);
    const isOpen = typed !== null;
    const found = answer ?? [];

    useEffect(() => {
        if (typed === null) return undefined;
        const controller = new AbortController();
        const timer = window.setTimeout(() => {
            find(typed.trim(), controller.signal).then(
                (choices) => {
                    setAnswer(choices);
                    setActive(0);
                },
                () => {
                    // What was given up for a newer question says nothing of it.
                    if (!controller.signal.aborted) setAnswer([]);
                },
            );
        }, pause);
        return () => {
            window.clearTimeout(timer);
            controller.abort();
        };
    }, [typed]);

    const choose = (choice: Choice): void => {
        onChoose(choice);
        setTyped(null);
    };
    const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
        if (event.key === "ArrowDown" && !isOpen) {
            setTyped("");
        } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            const step = event.key === "ArrowDown" ? 1 : -1;
            setActive((former) => Math.min(Math.max(former + step, 0), Math.max(found.length - 1, 0)));
        } else if (event.key === "Enter" && isOpen) {
            event.preventDefault();
            const choice = found[active];
            if (choice) choose(choice);
        } else if (event.key === "Escape" && isOpen) {
            event.preventDefault();
            event.stopPropagation();
            setTyped(null);
        }
    };
    const optionID = (index: number): string => `${listID}-${index}`;
    return (
        <div className="picker">
            <TextField
                label={label}
                error={error}
                value={typed ?? chosen}
                placeholder={placeholder}
                onChange={setTyped}
                onFocus={(event) => event.target.select()}
                onBlur={() => setTyped(null)}
                onKeyDown={onKeyDown}
                role="combobox"
                aria-expanded={isOpen}
                aria-controls={listID}
                aria-autocomplete="list"
                aria-activedescendant={isOpen && found.length > 0 ? optionID(active) : undefined}
            />
            {isOpen && (
                <ul className="picker-list" role="listbox" id={listID} aria-label={label}>
                    {found.map((choice, index) => (
                        <li
                            key={choice.id}
                            id={optionID(index)}
                            role="option"
                            aria-selected={index === active}
                            onPointerDown={(event) => {
                                event.preventDefault();
                                choose(choice);
                            }}
                        >
                            {choice.title}
                            {choice.detail && <span className="soft">{choice.detail}</span>}
                        </li>
                    ))}
                    {answer?.length === 0 && <li className="soft">{nothingFound}</li>}
                </ul>
            )}
        </div>
    );
}
