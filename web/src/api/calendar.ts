import { request } from "./client";
import type { Weekday } from "./routing";

export type CountsAs = "closed" | Weekday;

/** A day that is otherwise than the week says (BYD-19). */
export interface CalendarDay {
    /** `2026-05-09`. */
    readonly date: string;
    readonly countsAs: CountsAs;
    readonly note: string;
}

export interface WorkCalendar {
    readonly days: readonly CalendarDay[];
    readonly closedUntil: string | null;
    readonly version: number;
}

export interface ProductionCalendar {
    readonly country: string;
    readonly year: number;
    readonly days: readonly CalendarDay[];
}

/** What was understood of a file. */
export interface CalendarFile {
    readonly days: readonly CalendarDay[];
    readonly skipped: number;
}

const ofDomain = (domain: string, rest = ""): string => `/domains/${encodeURIComponent(domain)}${rest}`;

export const calendars = {
    find: (domain: string) => request<WorkCalendar>("GET", ofDomain(domain, "/calendar")),
    set: (domain: string, version: number, body: Omit<WorkCalendar, "version">) =>
        request<WorkCalendar>("PUT", ofDomain(domain, "/calendar"), { body, version }),
    production: () => request<{ readonly items: readonly ProductionCalendar[] }>("GET", "/production-calendars"),
    read: (domain: string, file: File) =>
        request<CalendarFile>("POST", ofDomain(domain, "/calendar/ical"), {
            file: new Blob([file], { type: "text/calendar" }),
        }),
};
