import { callResults } from "../../api/schema";
import type { CallDirection, CallResult } from "../../api/schema";
import { dayFromText, dayText, startOfDay } from "../../parts/format/moment";
import { searchedNumber } from "../../parts/format/phoneNumber";
import type { Query } from "../../parts/routing/address";

export const periods = ["all", "today", "week", "month", "longer", "free"] as const;
export type Period = typeof periods[number];

/** HIS-02, as it stands in the page's address. */
export interface HistoryFilter {
    readonly period: Period;
    /** Days as `2021-03-24`, for a free period; empty leaves that side open. */
    readonly from: string;
    readonly to: string;
    readonly direction: CallDirection | "";
    readonly result: CallResult | "";
    readonly user: string;
    readonly search: string;
}

export const directions = ["incoming", "outgoing", "internal"] as const;

/** The days a period goes back beside today. */
const daysBack: Readonly<Record<Exclude<Period, "all" | "free">, number>> = {
    today: 0,
    week: 6,
    month: 29,
    longer: 44,
};

/** Reads the filter out of an address; what is no filter's value counts as not given. */
export function readFilter(query: Query): HistoryFilter {
    const oneOf = <Value extends string>(name: string, values: readonly Value[]): Value | "" =>
        values.find((value) => value === query[name]) ?? "";
    const day = (name: string): string => (dayFromText(query[name] ?? "") ? query[name] ?? "" : "");
    return {
        period: oneOf("period", periods) || "all",
        from: day("from"),
        to: day("to"),
        direction: oneOf("direction", directions),
        result: oneOf("result", callResults),
        user: query["user"] ?? "",
        search: query["search"] ?? "",
    };
}

/** The change of the address that another period makes. */
export function periodChange(period: Period, now: Date): Query {
    const today = dayText(now);
    return period === "free"
        ? { period, from: today, to: today }
        : { period: period === "all" ? "" : period, from: "", to: "" };
}

export function isFiltered(filter: HistoryFilter): boolean {
    const { period, direction, result, user, search } = filter;
    return period !== "all" || direction !== "" || result !== "" || user !== "" || search !== "";
}

/** What the server is asked: the period as moments, `to` exclusive. Days are those of the browser's time zone. */
export function historyQuery(filter: HistoryFilter, now: Date): Record<string, string> {
    const { period, direction, result, user, search } = filter;
    const query: Record<string, string> = { direction, result, user, search: searchedNumber(search) };
    if (period === "free") {
        const from = dayFromText(filter.from);
        const to = dayFromText(filter.to);
        if (from) query["from"] = from.toISOString();
        if (to) query["to"] = startOfDay(to, -1).toISOString();
    } else if (period !== "all") {
        query["from"] = startOfDay(now, daysBack[period]).toISOString();
    }
    return query;
}
