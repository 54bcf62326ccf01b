import { weekdays } from "../../api/routing";
import type { Schedule, SchedulePeriod, Weekday } from "../../api/routing";
import { dayMinutes, holdsAt, isAlways, minutesOf, timeOf } from "./schedule";

/** A part of the week in which the same of several schedules hold. */
export interface Interval {
    /** Which of them: their places in the list. */
    readonly holding: readonly number[];
    readonly periods: readonly SchedulePeriod[];
    /** The rest of the week: when no more hold than those that always do. */
    readonly isRest: boolean;
}

/** A time of one day, in minutes. */
interface DayTime {
    readonly day: Weekday;
    readonly from: number;
    to: number;
}

/**
 * Splits the week by schedules: each interval is all the time in which the same of them hold. One interval, the whole
 * week, when none of them ever changes anything. The rest of the week comes last.
 */
export function intervalsOf(schedules: readonly Schedule[]): readonly Interval[] {
    const always = schedules.flatMap((schedule, index) => (isAlways(schedule) ? [index] : []));
    const found = new Map<string, { holding: readonly number[]; periods: DayTime[] }>();
    for (const day of weekdays) {
        const edges = schedules
            .flatMap((schedule) => schedule ?? [])
            .filter(({ days }) => days.includes(day))
            .flatMap(({ from, to }) => [minutesOf(from), minutesOf(to, true)]);
        const cuts = [...new Set([0, ...edges, dayMinutes])].sort((left, right) => left - right);
        cuts.slice(0, -1).forEach((from, index) => {
            const to = cuts[index + 1] ?? dayMinutes;
            const holding = schedules.flatMap((schedule, place) => (holdsAt(schedule, day, from) ? [place] : []));
            const key = holding.join();
            const interval = found.get(key) ?? { holding, periods: [] };
            const last = interval.periods[interval.periods.length - 1];
            if (last && last.day === day && last.to === from) last.to = to;
            else interval.periods.push({ day, from, to });
            found.set(key, interval);
        });
    }
    const intervals = [...found.values()].map(({ holding, periods }) => ({
        holding,
        periods: joined(periods),
        isRest: holding.join() === always.join(),
    }));
    return [...intervals.filter(({ isRest }) => !isRest), ...intervals.filter(({ isRest }) => isRest)];
}

/** The same times of different days as one period. */
function joined(periods: readonly DayTime[]): readonly SchedulePeriod[] {
    const byTime = new Map<string, Weekday[]>();
    for (const { day, from, to } of periods) {
        const key = `${timeOf(from)} ${timeOf(to)}`;
        byTime.set(key, [...(byTime.get(key) ?? []), day]);
    }
    return [...byTime].map(([key, days]) => {
        const [from = "", to = ""] = key.split(" ");
        return { days, from, to };
    });
}
