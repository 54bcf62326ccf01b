import { request } from "./client";
import type { PageOf } from "../parts/table/usePages";

export type CapReach = "outside" | "abroad" | "prefixes";
export type CapLimit = "hourlyCalls" | "dailyCalls" | "dailyMinutes" | "simultaneousCalls";

/** How much may be called to where, and what happens then (BYD-18). */
export type TollCap = {
    readonly reach: CapReach;
    /** Digits from the country code on. */
    readonly prefixes: readonly string[];
    readonly counted: "user" | "domain";
    readonly measure: "alarm" | "stop";
} & { readonly [Limit in CapLimit]: number | null };

export interface TollRules {
    readonly isOn: boolean;
    readonly caps: readonly TollCap[];
    readonly stopHours: number;
    readonly version: number;
}

/** Calls that have stopped; an ended stop stays in the list until the next one. */
export interface TollStop {
    readonly id: string;
    readonly user: string | null;
    readonly cap: TollCap;
    readonly reached: CapLimit;
    readonly since: string;
    readonly until: string;
}

const rulesOf = (domain: string): string => `/domains/${encodeURIComponent(domain)}/toll`;

export const toll = {
    find: (domain: string) => request<TollRules>("GET", rulesOf(domain)),
    change: (domain: string, version: number, body: Partial<Omit<TollRules, "version">>) =>
        request<TollRules>("PATCH", rulesOf(domain), { body, version }),
    stops: (domain: string) => request<PageOf<TollStop>>("GET", "/toll-stops", { query: { domain, limit: 200 } }),
    lift: (stop: string) => request<null>("DELETE", `/toll-stops/${encodeURIComponent(stop)}`),
};
