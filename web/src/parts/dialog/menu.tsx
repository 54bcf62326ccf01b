import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { Icon, type IconName } from "../page/icon";
import { IconButton } from "../form/button";

export interface MenuItem {
    readonly title: string;
    readonly icon?: IconName;
    readonly isDangerous?: boolean;
    run(): void;
}

/** A button that opens a list of things to do. Arrow keys move, Escape and a click elsewhere close. */
export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }): JSX.Element {
    const [isOpen, setIsOpen] = useState(false);
    const root = useRef<HTMLDivElement>(null);
    const button = useRef<HTMLButtonElement>(null);
    const listID = useId();

    useEffect(() => {
        if (!isOpen) return undefined;
        root.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
        const onPointerDown = (event: PointerEvent): void => {
            if (event.target instanceof Node && !root.current?.contains(event.target)) setIsOpen(false);
        };
        document.addEventListener("pointerdown", onPointerDown);
        return () => document.removeEventListener("pointerdown", onPointerDown);
    }, [isOpen]);

    const close = (): void => {
        setIsOpen(false);
        button.current?.focus();
    };
    const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
        const entries = [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
        const present = entries.findIndex((entry) => entry === document.activeElement);
        const target: Record<string, number> = {
            ArrowDown: (present + 1) % entries.length,
            ArrowUp: (present - 1 + entries.length) % entries.length,
            Home: 0,
            End: entries.length - 1,
        };
        const index = target[event.key];
        if (event.key === "Escape" || event.key === "Tab") {
            if (event.key === "Escape") event.preventDefault();
            event.stopPropagation();
            close();
        } else if (index !== undefined) {
            event.preventDefault();
            entries[index]?.focus();
        }
    };

    return (
        <div className="menu" ref={root}>
            <IconButton
                icon="more"
                label={label}
                ref={button}
                aria-haspopup="menu"
                aria-expanded={isOpen}
                aria-controls={isOpen ? listID : undefined}
                onClick={() => setIsOpen(!isOpen)}
            />
            {isOpen && (
                <div className="menu-list" role="menu" id={listID} aria-label={label} onKeyDown={onKeyDown}>
                    {items.map((item) => (
                        <button
                            key={item.title}
                            type="button"
                            role="menuitem"
                            tabIndex={-1}
                            className={item.isDangerous ? "is-dangerous" : undefined}
                            onClick={() => {
                                close();
                                item.run();
                            }}
                        >
                            {item.icon && <Icon name={item.icon} />}
                            {item.title}
                        </button>
                    ))}
                </div>
            )}
        </div>
    );
}
