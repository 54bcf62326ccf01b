import type { DomainSummary } from "../../api/summary";

/** Of what a domain may have so much is 'nearly all'. */
const nearlyAll = 0.8;

/** What goes on now, as the event socket tells it; `null` before it has. */
export interface Present {
    readonly calls: number;
    /** Users with a phone that is registered. */
    readonly registeredUsers: number;
}

/** One thing that somebody should look at, and the page where it is mended. */
export type Attention =
    | { readonly kind: "recording-stopped" | "recording-quota"; readonly path: "/recording" }
    | { readonly kind: "channels"; readonly path: "/calls"; readonly used: number; readonly limit: number }
    | { readonly kind: "users"; readonly path: "/users"; readonly used: number; readonly limit: number }
    | { readonly kind: "operators"; readonly path: "/users"; readonly used: number; readonly limit: number }
    | { readonly kind: "lines"; readonly path: "/lines"; readonly used: number; readonly limit: number }
    | { readonly kind: "unruled-lines"; readonly path: "/lines"; readonly numbers: readonly string[]; readonly count: number }
    | { readonly kind: "unreachable-routes"; readonly path: "/private-routes"; readonly names: readonly string[] }
    | { readonly kind: "unregistered"; readonly path: "/users"; readonly count: number; readonly of: number }
    | { readonly kind: "closed-until"; readonly path: "/calendar"; readonly until: string }
    | { readonly kind: "counts-as"; readonly path: "/calendar"; readonly countsAs: NonNullable<DomainSummary["countsAs"]> };

export type AttentionTone = "bad" | "warn" | "neutral";

/** Calls are lost: bad. Some may be: warn. Nobody needs to do anything, but should know: neutral. */
export function toneOf(item: Attention): AttentionTone {
    switch (item.kind) {
        case "channels":
            return item.used >= item.limit ? "bad" : "warn";
        case "recording-stopped":
        case "recording-quota":
        case "unruled-lines":
        case "unreachable-routes":
            return "bad";
        case "unregistered":
        case "users":
        case "operators":
        case "lines":
            return "warn";
        case "closed-until":
        case "counts-as":
            return "neutral";
    }
}

/** What wants attention, the worst first. */
export function attention(summary: DomainSummary, present: Present | null): readonly Attention[] {
    const { counts, callLimit } = summary;
    const items: Attention[] = [];
    if (summary.isRecordingStopped) items.push({ kind: "recording-stopped", path: "/recording" });
    else if (summary.isRecordingQuotaReached) items.push({ kind: "recording-quota", path: "/recording" });
    if (present && present.calls >= callLimit * nearlyAll) {
        items.push({ kind: "channels", path: "/calls", used: present.calls, limit: callLimit });
    }
    if (counts.linesWithoutRules > 0) {
        items.push({
            kind: "unruled-lines",
            path: "/lines",
            numbers: summary.unruledLines,
            count: counts.linesWithoutRules,
        });
    }
    if (summary.unreachableRoutes.length > 0) {
        items.push({ kind: "unreachable-routes", path: "/private-routes", names: summary.unreachableRoutes });
    }
    const isNearly = (used: number, limit: number): boolean => used > 0 && used >= limit * nearlyAll;
    if (isNearly(counts.users, summary.userLimit)) {
        items.push({ kind: "users", path: "/users", used: counts.users, limit: summary.userLimit });
    }
    if (isNearly(counts.operators, summary.operatorLimit)) {
        items.push({ kind: "operators", path: "/users", used: counts.operators, limit: summary.operatorLimit });
    }
    if (isNearly(counts.lines, summary.lineLimit)) {
        items.push({ kind: "lines", path: "/lines", used: counts.lines, limit: summary.lineLimit });
    }
    const missing = present ? counts.reachableUsers - present.registeredUsers : 0;
    if (missing > 0) {
        items.push({ kind: "unregistered", path: "/users", count: missing, of: counts.reachableUsers });
    }
    if (summary.closedUntil) items.push({ kind: "closed-until", path: "/calendar", until: summary.closedUntil });
    else if (summary.countsAs) items.push({ kind: "counts-as", path: "/calendar", countsAs: summary.countsAs });
    const order: readonly AttentionTone[] = ["bad", "warn", "neutral"];
    return items.sort((one, other) => order.indexOf(toneOf(one)) - order.indexOf(toneOf(other)));
}

/** Every date of the month of `today`, `2026-05-09`. */
export function daysOfMonth(today: string): readonly string[] {
    const [year, month] = today.split("-").map(Number);
    const count = new Date(Date.UTC(year ?? 1970, month ?? 1, 0)).getUTCDate();
    return Array.from({ length: count }, (_, index) => `${today.slice(0, 8)}${String(index + 1).padStart(2, "0")}`);
}
