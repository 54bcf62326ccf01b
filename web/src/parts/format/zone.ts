/** A time zone by its name, as `Europe/Moscow`; undefined: the browser's own. */
export type Zone = string | undefined;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it a hundred times. */
function clock(zone: string): Intl.DateTimeFormat {
    const known = clocks.get(zone);
    if (known) return known;
    const made = new Intl.DateTimeFormat("en-GB", {
        timeZone: zone,
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
    });
    clocks.set(zone, made);
    return made;
}

/** What the clocks of a zone show at a moment, as minutes since 1970 would count them. */
function wallMinutes(moment: number, zone: Zone): number {
    if (zone === undefined) return Math.floor(moment / 60_000) - new Date(moment).getTimezoneOffset();
    const parts = clock(zone).formatToParts(new Date(moment));
    const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
    return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute")) / 60_000;
}

/** A moment of UTC at which clocks there show what those of the zone show now: its `getUTC…` are the zone's. */
export function onTheWall(moment: Date, zone: Zone): Date {
    const seconds = ((moment.getTime() % 60_000) + 60_000) % 60_000;
    return new Date(wallMinutes(moment.getTime(), zone) * 60_000 + seconds);
}

/**
 * The moment at which the clocks of a zone show a time, written as `<input type="datetime-local">` gives it. Of a time
 * that comes twice the first; `null` for one that never comes, in the night when the clocks go forward.
 */
export function momentInZone(local: string, zone: Zone): Date | null {
    const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(local);
    if (!parts) return null;
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = parts.slice(1).map(Number);
    const wall = Date.UTC(year, month - 1, day, hour, minute) / 60_000;
    const dayLong = 1_440;
    // The zone's distance from UTC a day before and a day after: one of them is right at the moment itself.
    const offsets = [wall - dayLong, wall + dayLong].map((minutes) => wallMinutes(minutes * 60_000, zone) - minutes);
    const moments = offsets.map((offset) => (wall - offset) * 60_000).filter((moment) => wallMinutes(moment, zone) === wall);
    const first = Math.min(...moments);
    return moments.length > 0 ? new Date(first) : null;
}

/** The date and time that the clocks of a zone show: `2026-05-09` and `10:30`. */
export function civilTime(moment: Date, zone: Zone): { readonly date: string; readonly time: string } {
    const [date = "", time = ""] = onTheWall(moment, zone).toISOString().split("T");
    return { date, time: time.slice(0, 5) };
}

/** Minutes that the clocks of a zone are ahead of UTC at a moment. */
export function zoneOffset(moment: Date, zone: Zone): number {
    return wallMinutes(moment.getTime(), zone) - Math.floor(moment.getTime() / 60_000);
}

/** `UTC+03:00`. */
export function shownOffset(minutes: number): string {
    const two = (value: number): string => String(value).padStart(2, "0");
    const whole = Math.abs(minutes);
    return `UTC${minutes < 0 ? "−" : "+"}${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}
