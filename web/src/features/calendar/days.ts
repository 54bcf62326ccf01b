import type { CalendarDay, CountsAs } from "../../api/calendar";
import { weekdays } from "../../api/routing";
import type { Weekday } from "../../api/routing";

/** The most days a calendar names; the server's limit. */
export const dayLimit = 2_000;

/** A day that was found elsewhere, beside what the calendar says now. */
export interface PreviewedDay {
    readonly day: CalendarDay;
    readonly state: "new" | "changed" | "same";
}

/** The next date; `2026-12-31` is followed by `2027-01-01`. */
export function nextDate(date: string): string {
    return new Date(Date.parse(`${date}T00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

export function weekdayOf(date: string): Weekday {
    const sundayFirst = new Date(`${date}T00:00Z`).getUTCDay();
    return weekdays[(sundayFirst + 6) % 7] ?? "mon";
}

export function isDate(text: string): boolean {
    if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
    const moment = Date.parse(`${text}T00:00Z`);
    return !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(text);
}

/** Each day from the first to the last; none when they are not in that order, or more than a year. */
export function daysBetween(from: string, to: string, countsAs: CountsAs, note: string): readonly CalendarDay[] {
    const days: CalendarDay[] = [];
    for (let date = from; date <= to; date = nextDate(date)) {
        if (days.length === 366) return [];
        days.push({ date, countsAs, note });
    }
    return days;
}

/** The days with others put among them in place of former ones of their dates, in the order of dates. */
export function withDays(present: readonly CalendarDay[], added: readonly CalendarDay[]): readonly CalendarDay[] {
    const byDate = new Map([...present, ...added].map((day) => [day.date, day]));
    return [...byDate.values()].sort((left, right) => (left.date < right.date ? -1 : 1));
}

/** The days without those of these dates. */
export function withoutDates(present: readonly CalendarDay[], dates: readonly string[]): readonly CalendarDay[] {
    const gone = new Set(dates);
    return present.filter((day) => !gone.has(day.date));
}

/** What adding the days would do to each. */
export function preview(present: readonly CalendarDay[], added: readonly CalendarDay[]): readonly PreviewedDay[] {
    const byDate = new Map(present.map((day) => [day.date, day]));
    return withDays([], added).map((day) => {
        const former = byDate.get(day.date);
        if (!former) return { day, state: "new" };
        const isSame = former.countsAs === day.countsAs && former.note === day.note;
        return { day, state: isSame ? "same" : "changed" };
    });
}

/** Days of the same kind and note that follow one another, told as one. */
export interface DayRun {
    readonly from: string;
    readonly to: string;
    readonly countsAs: CountsAs;
    readonly note: string;
}

export function runs(days: readonly CalendarDay[]): readonly DayRun[] {
    const found: DayRun[] = [];
    for (const day of days) {
        const last = found[found.length - 1];
        const follows =
            last && nextDate(last.to) === day.date && last.countsAs === day.countsAs && last.note === day.note;
        if (last && follows) {
            found[found.length - 1] = { ...last, to: day.date };
        } else {
            found.push({ from: day.date, to: day.date, countsAs: day.countsAs, note: day.note });
        }
    }
    return found;
}
