import { useId, useRef } from "react";
import type { KeyboardEvent, ReactNode } from "react";

/** Tabs one under the other beside what they show; on narrow screens above it. Arrow keys go from tab to tab. */
export function Tabs<Value extends string>({
    label,
    value,
    options,
    onChange,
    children,
}: {
    label: string;
    value: Value;
    options: readonly { readonly value: Value; readonly title: string }[];
    onChange: (value: Value) => void;
    children: ReactNode;
}): JSX.Element {
    const id = useId();
    const list = useRef<HTMLDivElement>(null);
    const tabID = (each: Value): string => `${id}-${each}`;

    const onKeyDown = (event: KeyboardEvent): void => {
        const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        const index = options.findIndex((option) => option.value === value);
        const next = options[(index + step + options.length) % options.length];
        if (!next) return;
        onChange(next.value);
        list.current?.querySelectorAll<HTMLElement>("[role=tab]")[options.indexOf(next)]?.focus();
    };
    return (
        <div className="tabs">
            <div
                ref={list}
                className="tab-list"
                role="tablist"
                aria-label={label}
                aria-orientation="vertical"
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
