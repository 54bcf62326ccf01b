import { civilTime, momentInZone, onTheWall } from "./zone";
import type { Zone } from "./zone";

/** The languages of the app; Russian is the first. */
export type Language = "ru" | "en";

type Precision = "minutes" | "seconds";

const two = (value: number): string => String(value).padStart(2, "0");

/** `24.03.2021` or `2021-03-24`. */
export function shownDate(moment: Date, language: Language, zone: Zone): string {
    const [year = "", month = "", day = ""] = dayText(moment, zone).split("-");
    return language === "ru" ? `${day}.${month}.${year}` : `${year}-${month}-${day}`;
}

/** `11:30`, or `11:30:07` with seconds. */
export function shownTime(moment: Date, zone: Zone, precision: Precision = "minutes"): string {
    const wall = onTheWall(moment, zone);
    const minutes = `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`;
    return precision === "seconds" ? `${minutes}:${two(wall.getUTCSeconds())}` : minutes;
}

/** `24.03.2021 11:30` or `2021-03-24 11:30`. */
export function shownMoment(
    moment: Date,
    language: Language,
    zone: Zone,
    precision: Precision = "minutes",
): string {
    return `${shownDate(moment, language, zone)} ${shownTime(moment, zone, precision)}`;
}

/** As short as it can be said: `11:30` today, `24.03 11:30` this year, with the year before that. */
export function briefMoment(moment: Date, now: Date, language: Language, zone: Zone): string {
    const [day, today] = [dayText(moment, zone), dayText(now, zone)];
    if (day === today) return shownTime(moment, zone);
    const date = shownDate(moment, language, zone);
    const short = language === "ru" ? date.slice(0, 5) : date.slice(5);
    return `${day.slice(0, 4) === today.slice(0, 4) ? short : date} ${shownTime(moment, zone)}`;
}

/** The first moment of the day `days` before `moment`'s own. */
export function startOfDay(moment: Date, zone: Zone, days = 0): Date {
    const wall = onTheWall(moment, zone);
    const day = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() - days));
    return firstMoment(day.toISOString().slice(0, 10), zone) ?? moment;
}

/** `2021-03-24`, as `<input type="date">` wants it. */
export function dayText(moment: Date, zone: Zone): string {
    return civilTime(moment, zone).date;
}

/** The start of the day written as `2021-03-24`; `null` when the text is no day. */
export function dayFromText(text: string, zone: Zone): Date | null {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
    const day = firstMoment(text, zone);
    return day && dayText(day, zone) === text ? day : null;
}

/** Where the clocks pass midnight by, the day begins an hour later. */
function firstMoment(date: string, zone: Zone): Date | null {
    return momentInZone(`${date}T00:00`, zone) ?? momentInZone(`${date}T01:00`, zone);
}
