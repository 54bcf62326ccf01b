import type { PreviewedRow } from "../../api/sheets";

/** Rows that are ready and shown: enough to see that columns are where they belong. */
const readyShown = 50;

/** What is wrong comes first: all of it; then the first that are ready. */
export function shownRows(rows: readonly PreviewedRow[]): { rows: readonly PreviewedRow[]; moreReady: number } {
    const wrong = rows.filter(({ isReady }) => !isReady);
    const ready = rows.filter(({ isReady }) => isReady);
    return { rows: [...wrong, ...ready.slice(0, readyShown)], moreReady: Math.max(0, ready.length - readyShown) };
}

/** All that is known of a row, so that who mends a file need not look each up in it (§7.3). */
export function rowTitle(row: PreviewedRow): string {
    const short = row.shortNumber ? `*${row.shortNumber}` : row.extension ?? "";
    const name = row.shownName ?? row.name ?? "";
    const parts = [
        name,
        row.login ?? "",
        short,
        ...(row.groups ?? []),
        row.group ?? "",
        ...(row.numbers ?? []),
        row.callerID ?? "",
        row.position ?? "",
        row.email ?? "",
        row.number ?? "",
        row.city ?? "",
    ];
    return parts.filter(Boolean).join(" · ");
}
