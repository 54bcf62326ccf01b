import { useEffect, useId, useState } from "react";
import type { KeyboardEvent } from "react";
import { api } from "../../api/endpoints";
import type { User } from "../../api/schema";
import { TextField } from "../../parts/form/field";
import { useTexts } from "../../texts";

/** How long after the last key the search starts, in milliseconds. */
const pause = 150;

export function userTitle(user: User): string {
    const name = user.shownName || user.login;
    return user.extension ? `${name} · ${user.extension}` : name;
}

/** One user out of any number: type, choose with the arrow keys or the mouse. */
export function UserPicker({
    label,
    domain,
    chosen,
    error,
    onChoose,
}: {
    label: string;
    /** Narrows whom a system administrator finds; empty for all. */
    domain: string;
    chosen: User | null;
    error: string | undefined;
    onChoose: (user: User | null) => void;
}): JSX.Element {
    const texts = useTexts();
    const listID = useId();
    const [typed, setTyped] = useState<string | null>(null);
    const [found, setFound] = useState<readonly User[]>([]);
    const [active, setActive] = useState(0);
    const isOpen = typed !== null;

    useEffect(() => {
        if (typed === null) return undefined;
        const controller = new AbortController();
        const timer = window.setTimeout(() => {
            api.users.page({ domain, search: typed.trim(), limit: 8 }, controller.signal).then(
                (page) => {
                    setFound(page.items);
                    setActive(0);
                },
                () => setFound([]),
            );
        }, pause);
        return () => {
            window.clearTimeout(timer);
            controller.abort();
        };
    }, [typed, domain]);

    const choose = (user: User): void => {
        onChoose(user);
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
            const user = found[active];
            if (user) choose(user);
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
                value={typed ?? (chosen ? userTitle(chosen) : "")}
                placeholder={texts.lines.find}
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
                    {found.map((user, index) => (
                        <li
                            key={user.id}
                            id={optionID(index)}
                            role="option"
                            aria-selected={index === active}
                            onPointerDown={(event) => {
                                event.preventDefault();
                                choose(user);
                            }}
                        >
                            {userTitle(user)}
                            <span className="soft">
                                {user.login}@{user.domain}
                            </span>
                        </li>
                    ))}
                    {found.length === 0 && <li className="soft">{texts.lines.nobodyFound}</li>}
                </ul>
            )}
        </div>
    );
}
