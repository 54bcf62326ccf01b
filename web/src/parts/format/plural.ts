/** Chooses the Russian form: 1 звонок, 2 звонка, 5 звонков. */
export function russianPlural(count: number, one: string, few: string, many: string): string {
    const whole = Math.abs(Math.trunc(count));
    const tens = whole % 100;
    const units = whole % 10;
    if (tens >= 11 && tens <= 14) return many;
    if (units === 1) return one;
    if (units >= 2 && units <= 4) return few;
    return many;
}

export function englishPlural(count: number, one: string, many: string): string {
    return Math.abs(count) === 1 ? one : many;
}
