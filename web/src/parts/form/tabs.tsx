import { useEffect, useId, useRef } from "react";
import type { KeyboardEvent, ReactNode } from "react";

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };
const verticalSteps: Readonly<Record<string, number>> = { ...steps, ArrowDown: 1, ArrowUp: -1 };

/**
 * Tabs and what the chosen one shows: one under the other beside it, on narrow screens above it; or in a row above it,
 * which stays in sight and scrolls sideways where it is too long. Arrow keys go from tab to tab, Home and End to the
 * first and the last.
 */
export function Tabs<Value extends string>({
    label,
    value,
    options,
    isHorizontal = false,
    onChange,
    children,
}: {
    label: string;
    value: Value;
    options: readonly { readonly value: Value; readonly title: string }[];
    /** In a row: for the parts of a card. */
    isHorizontal?: boolean;
    /** May come to nothing, for instance when unsaved work is not to be lost: the focus stays then. */
    onChange: (value: Value) => void;
    children: ReactNode;
}): JSX.Element {
    const id = useId();
    const list = useRef<HTMLDivElement>(null);
    const tabID = (each: Value): string => `${id}-${each}`;

    useEffect(() => {
        const tabs = list.current;
        const chosen = tabs?.querySelector<HTMLElement>("[aria-selected=true]");
        if (tabs?.contains(document.activeElement)) chosen?.focus();
        chosen?.scrollIntoView({ block: "nearest", inline: "nearest" });
        // Scrolled away under the row of tabs: what another one shows begins at its beginning.
        const whole = tabs?.parentElement;
        if (whole && whole.getBoundingClientRect().top < tabs.getBoundingClientRect().top) whole.scrollIntoView();
    }, [value]);

    const onKeyDown = (event: KeyboardEvent): void => {
        const index = options.findIndex((option) => option.value === value);
        const step = (isHorizontal ? steps : verticalSteps)[event.key];
        const target =
            step !== undefined
                ? (index + step + options.length) % options.length
                : { Home: 0, End: options.length - 1 }[event.key];
        if (target === undefined) return;
        event.preventDefault();
        const next = options[target];
        if (next && target !== index) onChange(next.value);
    };
    return (
        <div className={isHorizontal ? "tabs is-horizontal" : "tabs"}>
            <div
                ref={list}
                className="tab-list"
                role="tablist"
                aria-label={label}
                aria-orientation={isHorizontal ? "horizontal" : "vertical"}
                onKeyDown={onKeyDown}
            >
                {options.map((option) => (
                    <button
                        key={option.value}
                        type="button"
                        role="tab"
                        id={tabID(option.value)}
                        aria-selected={option.value === value}
                        aria-controls={`${id}-panel`}
                        tabIndex={option.value === value ? 0 : -1}
                        onClick={() => onChange(option.value)}
                    >
                        {option.title}
                    </button>
                ))}
            </div>
            <div className="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={tabID(value)}>
                {children}
            </div>
        </div>
    );
}
