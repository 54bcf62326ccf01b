import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { Modal } from "../dialog/modal";
import { IconButton } from "../form/button";
import { useRouter } from "../routing/router";
import { useCardFrame } from "./cardFrame";
import { Icon } from "./icon";
import type { IconName } from "./icon";

/** A page: its head with title, count and what can be done, an optional row of filters, content, a card beside it. */
export function Page({
    title,
    count,
    actions,
    filters,
    panel,
    children,
}: {
    title: string;
    /** How many there are, for instance '200 of 1 240'. */
    count?: ReactNode;
    actions?: ReactNode;
    filters?: ReactNode;
    panel?: ReactNode;
    children: ReactNode;
}): JSX.Element {
    return (
        <div className={panel ? "page has-panel" : "page"}>
            <div className="page-main">
                <header className="page-head">
                    <h1>{title}</h1>
                    <span className="count" aria-live="polite">
                        {count}
                    </span>
                    <div className="page-actions">{actions}</div>
                </header>
                {filters && <div className="filters">{filters}</div>}
                {children}
            </div>
            {panel}
        </div>
    );
}

interface PanelProps {
    readonly title: ReactNode;
    readonly subtitle?: ReactNode;
    /** The list's address. */
    readonly back: string;
    readonly closeLabel: string;
    readonly actions?: ReactNode;
    /** For a card with a table in it. */
    readonly isWide?: boolean;
    readonly children: ReactNode;
}

/** The card of one object: beside its list, or in a dialog where something else asks for it. */
export function Panel(props: PanelProps): JSX.Element {
    const frame = useCardFrame();
    if (frame === null) return <SidePanel {...props} />;
    return (
        <Modal title={props.title} onClose={frame.close}>
            {props.children}
        </Modal>
    );
}

/**
 * Beside its list; on narrow screens in place of it. Takes the focus when it opens; Escape goes
 * back to the list.
 */
function SidePanel({ title, subtitle, back, closeLabel, actions, isWide = false, children }: PanelProps): JSX.Element {
    const router = useRouter();
    const heading = useRef<HTMLHeadingElement>(null);
    useEffect(() => heading.current?.focus({ preventScroll: true }), []);

    const close = (): void => {
        router.go(back);
        requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-row-focus][tabindex='0']")?.focus());
    };
    const latestClose = useRef(close);
    latestClose.current = close;
    useEffect(() => {
        // What has a use of its own for Escape (a dialog, a menu, a search) does not let it come here.
        const onKeyDown = (event: KeyboardEvent): void => {
            if (event.key !== "Escape" || event.defaultPrevented) return;
            event.preventDefault();
            latestClose.current();
        };
        document.addEventListener("keydown", onKeyDown);
        return () => document.removeEventListener("keydown", onKeyDown);
    }, []);

    return (
        <aside className={isWide ? "panel is-wide" : "panel"}>
            <header className="panel-head">
                <div className="panel-title">
                    <h2 ref={heading} tabIndex={-1}>
                        {title}
                    </h2>
                    {subtitle && <p>{subtitle}</p>}
                </div>
                {actions}
                <IconButton icon="close" label={closeLabel} onClick={close} />
            </header>
            <div className="panel-body">{children}</div>
        </aside>
    );
}

/** Goes to a part of the page that is there; `false`: it is not. */
export function goToSection(id: string): boolean {
    const heading = document.getElementById(id);
    heading?.scrollIntoView({ block: "start" });
    heading?.focus({ preventScroll: true });
    return heading !== null;
}

/** A part of a panel with its own small heading. */
export function Section({
    title,
    id,
    after,
    children,
}: {
    title: string;
    /** What leads to it, as an address that ends in `#id` does; it takes the focus then. */
    id?: string;
    after?: ReactNode;
    children: ReactNode;
}): JSX.Element {
    useEffect(() => {
        if (id !== undefined && window.location.hash === `#${id}`) goToSection(id);
    }, [id]);
    return (
        <section className="section">
            <header>
                <h3 {...(id === undefined ? {} : { id, tabIndex: -1 })}>{title}</h3>
                {after}
            </header>
            {children}
        </section>
    );
}

/** What an empty list says: what belongs there, and the way to make the first. */
export function Empty({
    icon,
    title,
    text,
    children,
}: {
    icon: IconName;
    title: string;
    text?: string;
    children?: ReactNode;
}): JSX.Element {
    return (
        <div className="empty">
            <span className="empty-icon">
                <Icon name={icon} />
            </span>
            <h2>{title}</h2>
            {text && <p>{text}</p>}
            {children}
        </div>
    );
}

/** Facts with their names, one under the other. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode] | null)[] }): JSX.Element {
    return (
        <dl className="facts">
            {facts.map(
                (fact) =>
                    fact && (
                        <div key={fact[0]}>
                            <dt>{fact[0]}</dt>
                            <dd>{fact[1]}</dd>
                        </div>
                    ),
            )}
        </dl>
    );
}

/** A word with a coloured ground. The colour repeats what the word says. */
export function Badge({
    tone,
    icon,
    children,
}: {
    tone: "good" | "warn" | "bad" | "accent" | "neutral";
    icon?: IconName;
    children: ReactNode;
}): JSX.Element {
    return (
        <span className={`badge ${tone}`}>
            {icon && <Icon name={icon} />}
            {children}
        </span>
    );
}

/** A state as a dot of colour and shape with its word: filled = there, ring = not there. */
export function Dot({
    tone,
    isHollow = false,
    children,
}: {
    tone: "good" | "warn" | "bad" | "accent" | "neutral";
    isHollow?: boolean;
    children: ReactNode;
}): JSX.Element {
    return (
        <span className="dot-state">
            <span className={isHollow ? `dot ${tone} hollow` : `dot ${tone}`} aria-hidden="true" />
            <span>{children}</span>
        </span>
    );
}

/** Bars in place of a card that is on its way. */
export function PanelSkeleton({ label }: { label: string }): JSX.Element {
    return (
        <div className="panel-skeleton" role="status" aria-label={label}>
            {Array.from({ length: 6 }, (_, index) => (
                <span key={index} className="skeleton" />
            ))}
        </div>
    );
}
