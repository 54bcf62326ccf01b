import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import { Link } from "../routing/router";
import { Button } from "../form/button";
import { Icon } from "../page/icon";
import { cutText } from "./cutText";
import type { LoadState } from "./usePages";
import { rowWindow, scrollTopShowing } from "./window";
import { toggled, toggledAll } from "./selection";
import type { Selection } from "./selection";

export interface Column<Row> {
    readonly key: string;
    readonly title: string;
    /** The title is said, not shown: for columns of icons. */
    readonly isTitleHidden?: boolean;
    /** A CSS length; columns without one share the rest. */
    readonly width?: string;
    readonly align?: "end";
    /** From which width of the table on the column is shown; always, when missing. */
    readonly from?: "medium" | "wide";
    cell(row: Row): ReactNode;
}

export interface TableTexts {
    readonly loading: string;
    readonly failed: string;
    readonly retry: string;
    readonly chooseAll: string;
    choose(name: string): string;
}

/** A row that names the rows below it, up to the next of its kind, and hides them when it is closed. */
export interface Heading {
    readonly title: string;
    /** Smaller, after the title. */
    readonly detail?: string;
    readonly isOpen: boolean;
    onToggle(): void;
    /** What can be done with all of it, at its end. */
    readonly actions?: ReactNode;
}

interface TableProps<Row> {
    /** What the table is called by a screen reader. */
    readonly label: string;
    readonly rows: readonly Row[];
    readonly columns: readonly Column<Row>[];
    /** The column that names the row and carries its link; the first, when missing. It is shown at every width. */
    readonly nameColumn?: string;
    readonly keyOf: (row: Row) => string;
    readonly nameOf: (row: Row) => string;
    /** Whether a row is a heading of others; such a row has no cells and is not chosen. */
    readonly headingOf?: (row: Row) => Heading | null;
    readonly linkOf?: (row: Row) => string;
    /** The row whose card is open beside the table. */
    readonly openKey?: string | undefined;
    readonly total?: number | null;
    readonly state: LoadState;
    readonly isStale?: boolean;
    readonly texts: TableTexts;
    /** What stands there when the list has no rows. */
    readonly empty: ReactNode;
    readonly onMore?: () => void;
    readonly onRetry?: () => void;
    readonly selection?: Selection;
    readonly onSelect?: (selection: Selection) => void;
}

/** Below this many pixels to the end the next page is asked for. */
const askAhead = 600;

/**
 * A table of any length: only the rows in sight are in the document. Arrow keys, Home and End move between rows, Enter
 * opens, Space chooses.
 */
export function Table<Row>(props: TableProps<Row>): JSX.Element {
    const { rows, columns, keyOf, linkOf, headingOf, state, selection, onSelect, onMore } = props;
    const scroller = useRef<HTMLDivElement>(null);
    const [view, setView] = useState({ top: 0, height: 800, row: 44, head: 40 });
    const [active, setActive] = useState(0);
    const wantsFocus = useRef(false);

    const measure = useCallback(() => {
        const element = scroller.current;
        if (!element) return;
        const style = getComputedStyle(element);
        const next = {
            top: element.scrollTop,
            height: element.clientHeight,
            row: parseFloat(style.getPropertyValue("--row-height")) || 44,
            head: parseFloat(style.getPropertyValue("--head-height")) || 40,
        };
        setView((former) =>
            former.top === next.top && former.height === next.height && former.row === next.row ? former : next,
        );
    }, []);

    useLayoutEffect(() => {
        measure();
        const observer = new ResizeObserver(measure);
        if (scroller.current) observer.observe(scroller.current);
        return () => observer.disconnect();
    }, [measure]);

    const shown = rowWindow(view.top, view.height, view.row, rows.length);
    const distanceToEnd = rows.length * view.row - view.top - view.height;
    useEffect(() => {
        if (state === "more" && distanceToEnd < askAhead) onMore?.();
    }, [state, distanceToEnd, onMore]);

    useEffect(() => {
        if (!wantsFocus.current) return;
        const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${active}"] [data-row-focus]`);
        if (!row) return;
        wantsFocus.current = false;
        row.focus({ preventScroll: true });
    });

    const order = rows.filter((row) => !headingOf?.(row)).map(keyOf);
    const moveTo = (index: number): void => {
        const target = Math.min(Math.max(index, 0), rows.length - 1);
        const element = scroller.current;
        if (!element || target < 0) return;
        const top = scrollTopShowing(target, element.scrollTop, view.height, view.row, view.head);
        if (top !== null) element.scrollTop = top;
        wantsFocus.current = true;
        setActive(target);
        measure();
    };
    const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.target instanceof HTMLInputElement && event.target.type !== "checkbox") return;
        const page = Math.max(1, Math.floor(view.height / view.row) - 1);
        const step: Record<string, number> = {
            ArrowDown: active + 1,
            ArrowUp: active - 1,
            PageDown: active + page,
            PageUp: active - page,
            Home: 0,
            End: rows.length - 1,
        };
        const target = step[event.key];
        if (target !== undefined) {
            event.preventDefault();
            moveTo(target);
        } else if (event.key === " " && selection && onSelect && !(event.target instanceof HTMLInputElement)) {
            const row = rows[active];
            // A heading opens and closes with Space, as every button.
            if (row === undefined || headingOf?.(row)) return;
            const key = keyOf(row);
            event.preventDefault();
            onSelect(toggled(selection, key, order, event.shiftKey));
        }
    };

    const columnClass = (column: Column<Row>): string =>
        [column.align === "end" ? "end" : "", column.from ? `from-${column.from}` : ""].join(" ").trim();
    const isFirstLoad = state === "loading" && rows.length === 0;
    const isEmpty = state === "done" && rows.length === 0;
    const focusable = Math.min(active, Math.max(0, rows.length - 1));

    return (
        <div
            className="table-scroller"
            ref={scroller}
            onScroll={measure}
            onKeyDown={onKeyDown}
            onMouseMove={tellCut}
            role="region"
            aria-label={props.label}
            tabIndex={rows.length > 0 ? -1 : 0}
        >
            {!isEmpty && (
                <table
                    className={props.isStale && rows.length > 0 ? "table is-stale" : "table"}
                    aria-label={props.label}
                    aria-rowcount={props.total ?? (state === "done" ? rows.length + 1 : -1)}
                    aria-busy={state === "loading"}
                >
                    <thead>
                        <tr>
                            {selection && (
                                <th className="choice" scope="col">
                                    <input
                                        type="checkbox"
                                        aria-label={props.texts.chooseAll}
                                        checked={order.length > 0 && order.every((key) => selection.keys.has(key))}
                                        onChange={() => onSelect?.(toggledAll(selection, order))}
                                    />
                                </th>
                            )}
                            {columns.map((column) => (
                                <th
                                    key={column.key}
                                    scope="col"
                                    className={columnClass(column)}
                                    style={column.width ? { width: column.width } : undefined}
                                >
                                    {column.isTitleHidden ? <span className="said">{column.title}</span> : column.title}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {isFirstLoad && <SkeletonRows columns={columns} hasChoice={selection !== undefined} />}
                        <Spacer height={shown.first * view.row} />
                        {rows.slice(shown.first, shown.end).map((row, offset) => {
                            const index = shown.first + offset;
                            const key = keyOf(row);
                            const heading = headingOf?.(row);
                            if (heading) {
                                return (
                                    <HeadingRow
                                        key={key}
                                        heading={heading}
                                        index={index}
                                        isFocusable={index === focusable}
                                        onFocus={() => setActive(index)}
                                    />
                                );
                            }
                            return (
                                <TableRow
                                    key={key}
                                    row={row}
                                    index={index}
                                    columns={columns}
                                    nameColumn={props.nameColumn ?? columns[0]?.key}
                                    columnClass={columnClass}
                                    link={linkOf?.(row)}
                                    name={props.nameOf(row)}
                                    isOpen={props.openKey === key}
                                    isFocusable={index === focusable}
                                    isChosen={selection?.keys.has(key) ?? false}
                                    chooseLabel={props.texts.choose(props.nameOf(row))}
                                    onFocus={() => setActive(index)}
                                    onChoose={
                                        selection &&
                                        ((extend) => onSelect?.(toggled(selection, key, order, extend)))
                                    }
                                />
                            );
                        })}
                        <Spacer height={(rows.length - shown.end) * view.row} />
                    </tbody>
                </table>
            )}
            {isEmpty && props.empty}
            {state === "failed" && (
                <div className="table-end" role="alert">
                    <span>{props.texts.failed}</span>
                    <Button onClick={props.onRetry}>{props.texts.retry}</Button>
                </div>
            )}
            {state === "loading" && rows.length > 0 && <div className="table-end">{props.texts.loading}</div>}
        </div>
    );
}

/** Whoever points at a cell that is cut reads the whole of it. */
function tellCut({ target, clientX }: MouseEvent): void {
    const row = target instanceof Element && target.closest<HTMLElement>("tr:not(.heading-row)");
    if (row) row.title = cutText(row, clientX);
}

interface RowProps<Row> {
    readonly row: Row;
    readonly index: number;
    readonly columns: readonly Column<Row>[];
    readonly nameColumn: string | undefined;
    readonly columnClass: (column: Column<Row>) => string;
    readonly link: string | undefined;
    readonly name: string;
    readonly isOpen: boolean;
    readonly isFocusable: boolean;
    readonly isChosen: boolean;
    readonly chooseLabel: string;
    readonly onFocus: () => void;
    readonly onChoose: ((extend: boolean) => void) | undefined;
}

function TableRow<Row>(props: RowProps<Row>): JSX.Element {
    const className = [props.isOpen ? "is-open" : "", props.isChosen ? "is-chosen" : ""].join(" ").trim();
    const tabIndex = props.isFocusable ? 0 : -1;
    const onChooseClick = (event: MouseEvent<HTMLInputElement>): void => props.onChoose?.(event.shiftKey);
    return (
        <tr data-row={props.index} className={className} aria-rowindex={props.index + 2} onFocus={props.onFocus}>
            {props.onChoose && (
                <td className="choice">
                    <input
                        type="checkbox"
                        aria-label={props.chooseLabel}
                        checked={props.isChosen}
                        tabIndex={tabIndex}
                        onClick={onChooseClick}
                        readOnly
                    />
                </td>
            )}
            {props.columns.map((column) =>
                column.key === props.nameColumn ? (
                    <th key={column.key} scope="row" className={props.columnClass(column)}>
                        <RowName link={props.link} isOpen={props.isOpen} tabIndex={tabIndex}>
                            {column.cell(props.row)}
                        </RowName>
                    </th>
                ) : (
                    <td key={column.key} className={props.columnClass(column)}>
                        {column.cell(props.row)}
                    </td>
                ),
            )}
        </tr>
    );
}

function HeadingRow({
    heading,
    index,
    isFocusable,
    onFocus,
}: {
    heading: Heading;
    index: number;
    isFocusable: boolean;
    onFocus: () => void;
}): JSX.Element {
    return (
        <tr data-row={index} className="heading-row" aria-rowindex={index + 2} onFocus={onFocus}>
            {/* One cell: a span would bring back the columns that are hidden on narrow screens. */}
            <th scope="rowgroup">
                <button
                    type="button"
                    data-row-focus
                    tabIndex={isFocusable ? 0 : -1}
                    aria-expanded={heading.isOpen}
                    onClick={heading.onToggle}
                >
                    <Icon name="down" />
                    {heading.title}
                    {heading.detail && <small>{heading.detail}</small>}
                </button>
                {heading.actions && <div className="heading-actions">{heading.actions}</div>}
            </th>
        </tr>
    );
}

/** What the arrow keys move between: the link that covers the row, or the bare name where rows open nothing. */
function RowName({
    link,
    isOpen,
    tabIndex,
    children,
}: {
    link: string | undefined;
    isOpen: boolean;
    tabIndex: number;
    children: ReactNode;
}): JSX.Element {
    if (link === undefined) {
        return (
            <span data-row-focus tabIndex={tabIndex}>
                {children}
            </span>
        );
    }
    return (
        <Link
            to={link}
            className="row-link"
            data-row-focus
            tabIndex={tabIndex}
            aria-current={isOpen ? "true" : undefined}
        >
            {children}
        </Link>
    );
}

/** Takes the room of rows that are not drawn. */
function Spacer({ height }: { height: number }): JSX.Element | null {
    return height > 0 ? <tr className="spacer" aria-hidden="true" style={{ height: `${height}px` }} /> : null;
}

function SkeletonRows<Row>({
    columns,
    hasChoice,
}: {
    columns: readonly Column<Row>[];
    hasChoice: boolean;
}): JSX.Element {
    return (
        <>
            {Array.from({ length: 8 }, (_, index) => (
                <tr key={index} aria-hidden="true">
                    {hasChoice && <td className="choice" />}
                    {columns.map((column) => (
                        <td key={column.key} className={column.from ? `from-${column.from}` : undefined}>
                            <span className="skeleton" />
                        </td>
                    ))}
                </tr>
            ))}
        </>
    );
}
