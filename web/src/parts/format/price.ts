/** `1 500,00`: hundredths as the language writes sums. */
export function shownPrice(kopecks: number, language: string): string {
    return (kopecks / 100).toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** What a sum in a field means: `1500`, `1 500,5`, `1500.50`; `null` for anything else. */
export function kopecksOf(text: string): number | null {
    const parts = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.replace(/\s/g, ""));
    if (!parts) return null;
    return Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
}

/** A sum as a field shows it: `1500` or `1500,50`. */
export function priceText(kopecks: number, language: string): string {
    const fraction = kopecks % 100;
    const whole = String(Math.floor(kopecks / 100));
    return fraction === 0 ? whole : `${whole}${language === "ru" ? "," : "."}${String(fraction).padStart(2, "0")}`;
}
