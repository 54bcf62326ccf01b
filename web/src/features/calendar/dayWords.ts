import type { CountsAs } from "../../api/calendar";
import type { Language } from "../../parts/format/moment";
import { useTexts } from "../../texts";

/** 'day off, New Year'. */
export function useDayWords(): (day: { readonly countsAs: CountsAs; readonly note: string }) => string {
    const words = useTexts().administration.calendar;
    return ({ countsAs, note }) => {
        const kind = words.like[countsAs];
        return note === "" ? kind : `${kind}, ${note}`;
    };
}

/** A date as it is said: `9 мая 2026 г., сб`. */
export function shownDay(date: string, language: Language): string {
    return new Intl.DateTimeFormat(language, {
        day: "numeric",
        month: "long",
        year: "numeric",
        weekday: "short",
        timeZone: "UTC",
    }).format(new Date(`${date}T00:00Z`));
}

/** A date of a month that is known: `сб, 9 мая`. */
export function briefDay(date: string, language: Language): string {
    const parts = { day: "numeric", month: "short", weekday: "short", timeZone: "UTC" } as const;
    return new Intl.DateTimeFormat(language, parts).format(new Date(`${date}T00:00Z`));
}

export function shownRun({ from, to }: { readonly from: string; readonly to: string }, language: Language): string {
    if (from === to) return shownDay(from, language);
    const day = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
    return new Intl.DateTimeFormat(language, day).formatRange(new Date(`${from}T00:00Z`), new Date(`${to}T00:00Z`));
}
