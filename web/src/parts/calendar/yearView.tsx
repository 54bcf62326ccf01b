import { useEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import "./calendar.css";
import { moveDate, yearMonths } from "./months";

/** How a day is marked: the colour repeats what its label says. */
export interface DayMark {
    readonly tone: "bad" | "accent";
    readonly label: string;
}

/**
 * A year at a look, a month beside the other. Every day can be pressed; Tab comes to one of them, arrow keys move by
 * days and weeks, Page Up and Page Down by four weeks.
 */
export function YearView({
    label,
    year,
    today,
    language,
    marks,
    onOpen,
}: {
    label: string;
    year: number;
    /** `2026-05-09`. */
    today: string;
    language: string;
    marks: ReadonlyMap<string, DayMark>;
    onOpen: (date: string) => void;
}): JSX.Element {
    const months = useMemo(() => yearMonths(year), [year]);
    const [active, setActive] = useState(() => (today.startsWith(`${year}-`) ? today : `${year}-01-01`));
    const root = useRef<HTMLDivElement>(null);
    const wantsFocus = useRef(false);
    const shown = active.startsWith(`${year}-`) ? active : `${year}-01-01`;
    useEffect(() => {
        if (!wantsFocus.current) return;
        wantsFocus.current = false;
        root.current?.querySelector<HTMLElement>(`[data-date="${shown}"]`)?.focus();
    }, [shown]);

    const names = useMemo(() => {
        const day = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
        const month = new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" });
        const full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone: "UTC" });
        return {
            // 5 January 2026 was a Monday.
            days: Array.from({ length: 7 }, (_, index) => day.format(new Date(Date.UTC(2026, 0, 5 + index)))),
            month: (number: number) => month.format(new Date(Date.UTC(year, number - 1, 1))),
            full: (date: string) => full.format(new Date(`${date}T00:00Z`)),
        };
    }, [language, year]);
    const onKeyDown = (event: KeyboardEvent): void => {
        const steps: Readonly<Record<string, number>> = {
            ArrowLeft: -1,
            ArrowRight: 1,
            ArrowUp: -7,
            ArrowDown: 7,
            PageUp: -28,
            PageDown: 28,
            Home: -366,
            End: 366,
        };
        const step = steps[event.key];
        if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        wantsFocus.current = true;
        setActive(moveDate(shown, step, year));
    };
    return (
        <div className="year" role="group" aria-label={label} ref={root} onKeyDown={onKeyDown}>
            {months.map(({ month, weeks }) => (
                <table key={month} className="month">
                    <caption>{names.month(month)}</caption>
                    <thead>
                        <tr>
                            {names.days.map((name) => (
                                <th key={name} scope="col">
                                    {name}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {weeks.map((week, index) => (
                            <tr key={index}>
                                {week.map((date, place) => (
                                    <td key={place} className={place > 4 ? "weekend" : undefined}>
                                        {date && (
                                            <button
                                                type="button"
                                                data-date={date}
                                                className={marks.get(date)?.tone}
                                                tabIndex={date === shown ? 0 : -1}
                                                aria-current={date === today ? "date" : undefined}
                                                aria-label={[names.full(date), marks.get(date)?.label]
                                                    .filter(Boolean)
                                                    .join(": ")}
                                                title={marks.get(date)?.label}
                                                onFocus={() => setActive(date)}
                                                onClick={() => onOpen(date)}
                                            >
                                                {Number(date.slice(8))}
                                            </button>
                                        )}
                                    </td>
                                ))}
                            </tr>
                        ))}
                    </tbody>
                </table>
            ))}
        </div>
    );
}
