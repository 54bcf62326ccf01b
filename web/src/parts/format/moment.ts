/** The languages of the app; Russian is the first. */
export type Language = "ru" | "en";

const two = (value: number): string => String(value).padStart(2, "0");

/** `24.03.2021` or `2021-03-24`, in the browser's time zone. */
export function shownDate(moment: Date, language: Language): string {
    const [year, month, day] = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())];
    return language === "ru" ? `${day}.${month}.${year}` : `${year}-${month}-${day}`;
}

/** `11:30`, or `11:30:07` with seconds. */
export function shownTime(moment: Date, precision: "minutes" | "seconds" = "minutes"): string {
    const minutes = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
    return precision === "seconds" ? `${minutes}:${two(moment.getSeconds())}` : minutes;
}

/** `24.03.2021 11:30` or `2021-03-24 11:30`. */
export function shownMoment(
    moment: Date,
    language: Language,
    precision: "minutes" | "seconds" = "minutes",
): string {
    return `${shownDate(moment, language)} ${shownTime(moment, precision)}`;
}

/** As short as it can be said: `11:30` today, `24.03 11:30` this year, with the year before that. */
export function briefMoment(moment: Date, now: Date, language: Language): string {
    if (isSameDay(moment, now)) return shownTime(moment);
    const date = shownDate(moment, language);
    const isThisYear = moment.getFullYear() === now.getFullYear();
    const short = language === "ru" ? date.slice(0, 5) : date.slice(5);
    return `${isThisYear ? short : date} ${shownTime(moment)}`;
}

function isSameDay(left: Date, right: Date): boolean {
    return (
        left.getFullYear() === right.getFullYear() &&
        left.getMonth() === right.getMonth() &&
        left.getDate() === right.getDate()
    );
}

/** The first moment of the day `days` before `moment`'s own, in the browser's time zone. */
export function startOfDay(moment: Date, days = 0): Date {
    return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() - days);
}

/** `2021-03-24`, as `<input type="date">` wants it. */
export function dayText(moment: Date): string {
    return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** The start of the day written as `2021-03-24`; `null` when the text is no day. */
export function dayFromText(text: string): Date | null {
    const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    if (!parts) return null;
    const day = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
    return dayText(day) === text ? day : null;
}
