/** Writes a number the way people read it: `+7 (495) 123-45-67`. What is no public number stays as it is. */
export function shownNumber(number: string): string {
    const russian = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(number);
    if (russian) return `+7 (${russian[1]}) ${russian[2]}-${russian[3]}-${russian[4]}`;
    const northAmerican = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
    if (northAmerican) return `+1 (${northAmerican[1]}) ${northAmerican[2]}-${northAmerican[3]}`;
    return number;
}

/** What is dialled of a number as people write it: `+7 (495) 123-45-67` is `+74951234567`. */
export function dialledNumber(text: string): string {
    return text.replace(/[\s().-]/g, "");
}

/** What a search for a number compares: separators dropped, `8 (495) 1…` read as `+7 495 1…`. */
export function searchedNumber(text: string): string {
    const trimmed = text.trim();
    if (!/^[+\d\s().-]+$/.test(trimmed)) return trimmed;
    const kept = dialledNumber(trimmed);
    return /^8\d{10}$/.test(kept) ? `+7${kept.slice(1)}` : kept;
}
