import { weekdays } from "../../api/routing";
import type { Schedule, SchedulePeriod, Weekday } from "../../api/routing";

/** The words a schedule is said with. */
export interface ScheduleWords {
    /** `пн`, `вт`… */
    readonly days: Readonly<Record<Weekday, string>>;
    readonly daily: string;
    readonly roundTheClock: string;
}

export const dayMinutes = 1_440;

/** `09:30` in minutes; the end of a period at midnight is the end of its day. */
export function minutesOf(time: string, isEnd = false): number {
    const [hours = NaN, minutes = NaN] = time.split(":").map(Number);
    const all = hours * 60 + minutes;
    return isEnd && all === 0 ? dayMinutes : all;
}

/** `09:30`; the end of the day is `00:00`, as people write it. */
export function timeOf(minutes: number): string {
    const two = (value: number): string => String(value).padStart(2, "0");
    const within = minutes % dayMinutes;
    return `${two(Math.floor(within / 60))}:${two(within % 60)}`;
}

/** What people type as a time: `9`, `930`, `9.30`, `09:30`; `null` when it is none. */
export function readTime(text: string): string | null {
    const parts = /^(\d{1,2})(?:[:.,\s-]?(\d{2}))?$/.exec(text.trim());
    if (!parts) return null;
    const [hours, minutes] = [Number(parts[1]), Number(parts[2] ?? 0)];
    if (hours === 24 && minutes === 0) return "00:00";
    return hours < 24 && minutes < 60 ? timeOf(hours * 60 + minutes) : null;
}

function isWholeDay({ from, to }: SchedulePeriod): boolean {
    return minutesOf(from) === 0 && minutesOf(to, true) === dayMinutes;
}

/** `пн–пт`, `сб, вс`, `пн, ср–пт`. */
function dayWords(days: readonly Weekday[], words: ScheduleWords): string {
    const chosen = weekdays.filter((day) => days.includes(day));
    if (chosen.length === weekdays.length) return words.daily;
    const runs: Weekday[][] = [];
    for (const day of chosen) {
        const run = runs[runs.length - 1];
        const last = run?.[run.length - 1];
        if (run && last && weekdays.indexOf(day) === weekdays.indexOf(last) + 1) run.push(day);
        else runs.push([day]);
    }
    const said = runs.flatMap((run) => {
        const [first, last] = [run[0] as Weekday, run[run.length - 1] as Weekday];
        return run.length > 2 ? [`${words.days[first]}–${words.days[last]}`] : run.map((day) => words.days[day]);
    });
    return said.join(", ");
}

/** A schedule in words: `пн–пт 10:00–19:00; сб 10:00–16:00`. Times of the same days are said together. */
export function scheduleWords(schedule: Schedule, words: ScheduleWords): string {
    if (schedule === null || isAlways(schedule)) return words.roundTheClock;
    const times = new Map<string, string[]>();
    const sorted = [...schedule].sort((left, right) => firstMinute(left) - firstMinute(right));
    for (const period of sorted) {
        const days = dayWords(period.days, words);
        const range = `${timeOf(minutesOf(period.from))}–${timeOf(minutesOf(period.to, true))}`;
        const time = isWholeDay(period) ? words.roundTheClock : range;
        times.set(days, [...(times.get(days) ?? []), time]);
    }
    return [...times].map(([days, said]) => `${days} ${said.join(", ")}`).join("; ");
}

function firstMinute({ days, from }: SchedulePeriod): number {
    const first = Math.min(...days.map((day) => weekdays.indexOf(day)));
    return first * dayMinutes + minutesOf(from);
}

/** Whether it holds at every minute of the week. */
export function isAlways(schedule: Schedule): boolean {
    if (schedule === null) return true;
    return weekdays.every((day) => {
        let reached = 0;
        const own = schedule.filter(({ days }) => days.includes(day));
        for (const period of own.sort((left, right) => minutesOf(left.from) - minutesOf(right.from))) {
            if (minutesOf(period.from) > reached) return false;
            reached = Math.max(reached, minutesOf(period.to, true));
        }
        return reached === dayMinutes;
    });
}

export function holdsAt(schedule: Schedule, day: Weekday, minute: number): boolean {
    if (schedule === null) return true;
    return schedule.some(
        ({ days, from, to }) => days.includes(day) && minutesOf(from) <= minute && minute < minutesOf(to, true),
    );
}

/** Minutes at which a company that works by day certainly rests, and certainly works. */
const [night, noon] = [3 * 60, 12 * 60];

/**
 * Whether it holds while the company is closed by its calendar, as the server decides it (BYD-19): it holds around the
 * clock, in the night to Sunday, or in a night after which it rests by day.
 */
export function holdsWhenClosed(schedule: Schedule): boolean {
    if (isAlways(schedule) || holdsAt(schedule, "sun", night)) return true;
    return weekdays.some((day) => holdsAt(schedule, day, night) && !holdsAt(schedule, day, noon));
}

export type PeriodFault = "no-days" | "no-time" | "past-midnight" | "empty";

/** What is wrong with a period as it was typed; `null` when it can be stored. */
export function periodFault({ days, from, to }: SchedulePeriod): PeriodFault | null {
    const [start, end] = [readTime(from), readTime(to)];
    if (start === null || end === null) return "no-time";
    if (days.length === 0) return "no-days";
    if (minutesOf(start) < minutesOf(end, true)) return null;
    return start === end ? "empty" : "past-midnight";
}

/** As it is stored: times written in full, days in the order of the week. */
export function storedPeriod({ days, from, to }: SchedulePeriod): SchedulePeriod {
    return {
        days: weekdays.filter((day) => days.includes(day)),
        from: readTime(from) ?? from,
        to: readTime(to) ?? to,
    };
}

/** The night from `19:00` to `10:00` as the two periods that can be stored (RTE-04). */
export function splitAtMidnight({ days, from, to }: SchedulePeriod): readonly SchedulePeriod[] {
    return [
        { days, from, to: "00:00" },
        { days, from: "00:00", to },
    ];
}
