import { dayFromText, shownDate, startOfDay } from "../../parts/format/moment";
import type { Language } from "../../parts/format/moment";
import type { Zone } from "../../parts/format/zone";

/** The last day on which a number is kept: an end at midnight belongs to the day before. */
export function lastDay(until: string, language: Language, zone: Zone): string {
    return shownDate(new Date(new Date(until).getTime() - 1_000), language, zone);
}

/** The end of a day as it stands in a field; `null` for what is no day to come, or one too far. */
export function endOfDay(text: string, now: Date, zone: Zone): Date | null {
    const day = dayFromText(text, zone);
    if (!day) return null;
    const end = startOfDay(day, zone, -1);
    return end > now && end <= startOfDay(now, zone, -366) ? end : null;
}
