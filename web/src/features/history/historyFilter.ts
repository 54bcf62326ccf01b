import { callResults, callTraits } from "../../api/schema";
import type { CallDirection, CallResult, CallTrait } from "../../api/schema";
import { dayFromText, dayText, startOfDay } from "../../parts/format/moment";
import type { Zone } from "../../parts/format/zone";
import { searchedNumber } from "../../parts/format/phoneNumber";
import type { Query } from "../../parts/routing/address";

export const periods = ["all", "today", "week", "month", "longer", "free"] as const;
export type Period = typeof periods[number];

/** Which days, as it stands in a page's address. */
export interface PeriodFilter {
    readonly period: Period;
    /** Days as `2021-03-24`, for a free period; empty leaves that side open. */
    readonly from: string;
    readonly to: string;
}

/** HIS-02, as it stands in the page's address. */
export interface HistoryFilter extends PeriodFilter {
    readonly direction: CallDirection | "";
    readonly result: CallResult | "";
    readonly trait: CallTrait | "";
    readonly user: string;
    /** A private route, `any` of them, or empty for all calls (TRK-05). */
    readonly route: string;
    readonly way: "in" | "out" | "";
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
    return {
        ...readPeriod(query),
        direction: oneOf("direction", directions),
        result: oneOf("result", callResults),
        trait: oneOf("trait", callTraits),
        user: query["user"] ?? "",
        route: query["route"] ?? "",
        way: oneOf("way", ["in", "out"]),
        search: query["search"] ?? "",
    };
}

export function readPeriod(query: Query): PeriodFilter {
    const day = (name: string): string => (dayFromText(query[name] ?? "", "UTC") ? query[name] ?? "" : "");
    return {
        period: periods.find((value) => value === query["period"]) ?? "all",
        from: day("from"),
        to: day("to"),
    };
}

/** The change of the address that another period makes. */
export function periodChange(period: Period, now: Date, zone: Zone): Query {
    const today = dayText(now, zone);
    return period === "free"
        ? { period, from: today, to: today }
        : { period: period === "all" ? "" : period, from: "", to: "" };
}

export function isFiltered(filter: HistoryFilter): boolean {
    const { period, direction, result, trait, user, route, search } = filter;
    return [direction, result, trait, user, route, search].some((value) => value !== "") || period !== "all";
}

/** What the server is asked: the period as moments, `to` exclusive. Days are those of the time zone. */
export function historyQuery(filter: HistoryFilter, now: Date, zone: Zone): Record<string, string> {
    const { direction, result, trait, user, route, search } = filter;
    const way = route === "" ? "" : filter.way;
    return { direction, result, trait, user, route, way, search: searchedNumber(search), ...periodQuery(filter, now, zone) };
}

export function periodQuery(
    filter: PeriodFilter,
    now: Date,
    zone: Zone,
): { readonly from?: string; readonly to?: string } {
    const { period } = filter;
    if (period === "all") return {};
    if (period !== "free") return { from: startOfDay(now, zone, daysBack[period]).toISOString() };
    const [from, to] = [dayFromText(filter.from, zone), dayFromText(filter.to, zone)];
    return {
        ...(from ? { from: from.toISOString() } : {}),
        ...(to ? { to: startOfDay(to, zone, -1).toISOString() } : {}),
    };
}
