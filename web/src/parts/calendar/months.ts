/** One month as weeks from Monday to Sunday; places before the first and after the last day are empty. */
export interface MonthGrid {
    /** From 1. */
    readonly month: number;
    readonly weeks: readonly (readonly (string | null)[])[];
}

const two = (value: number): string => String(value).padStart(2, "0");

/** The twelve months of a year. */
export function yearMonths(year: number): readonly MonthGrid[] {
    return Array.from({ length: 12 }, (_, index) => {
        const first = (new Date(Date.UTC(year, index, 1)).getUTCDay() + 6) % 7;
        const length = new Date(Date.UTC(year, index + 1, 0)).getUTCDate();
        const places = Array.from({ length: Math.ceil((first + length) / 7) * 7 }, (_, place) => {
            const day = place - first + 1;
            return day >= 1 && day <= length ? `${year}-${two(index + 1)}-${two(day)}` : null;
        });
        const weeks = Array.from({ length: places.length / 7 }, (_, week) => places.slice(week * 7, week * 7 + 7));
        return { month: index + 1, weeks };
    });
}

/** The date so many days away, kept inside the year. */
export function moveDate(date: string, days: number, year: number): string {
    const moved = new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
    if (moved < `${year}-01-01`) return `${year}-01-01`;
    return moved > `${year}-12-31` ? `${year}-12-31` : moved;
}
