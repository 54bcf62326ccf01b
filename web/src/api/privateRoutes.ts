import type { PageOf } from "../parts/table/usePages";
import type { OutgoingLimit } from "./calling";
import { request } from "./client";
import { pageLength } from "./endpoints";
import type { TrunkBody } from "./endpoints";

export const identityHeaders = ["none", "p-asserted-identity", "remote-party-id"] as const;
export const diversionHeaders = ["none", "diversion", "history-info"] as const;

/** What a company decides of the connection with its office PBX (TRK). */
export interface PrivateRoute {
    readonly id: string;
    readonly domain: string;
    readonly isActive: boolean;
    readonly shownName: string;
    /** The lowest is asked first, 0 to 1000. */
    readonly order: number;
    /** The whole of `sip:DIALLED@DOMAIN` of calls that go there; `null`: none do. */
    readonly called: string | null;
    /** Whose members' calls go there; `null`: everybody's. */
    readonly group: string | null;
    readonly showsExtension: boolean;
    readonly strip: number;
    /** Where the office may call outside. */
    readonly transit: OutgoingLimit;
    /** Shown outside in calls of the office; of several one at random. */
    readonly outgoingNumbers: readonly string[];
    readonly permitsFrom: boolean;
    readonly identity: (typeof identityHeaders)[number];
    readonly diversion: (typeof diversionHeaders)[number];
    readonly channelsIn: number;
    readonly channelsOut: number;
    readonly version: number;
}

export type PrivateRouteSettings = Omit<PrivateRoute, "id" | "domain" | "version">;
/** How the office is reached: the system administrator's to say. */
export type OfficeConnection = Omit<
    TrunkBody,
    "isActive" | "isMobileOperators" | "priority" | "weight" | "channelLimit" | "probeSeconds"
>;

/** Calls one way by a private route (TRK-05). */
export interface RouteCalls {
    readonly calls: number;
    readonly answered: number;
    readonly talkSeconds: number;
}
export interface RouteSums {
    /** From the office. */
    readonly in: RouteCalls;
    /** To the office. */
    readonly out: RouteCalls;
}
export const reportIntervals = ["day", "hour"] as const;
export type ReportInterval = (typeof reportIntervals)[number];
export interface RouteReport {
    readonly routes: readonly (RouteSums & { readonly id: string; readonly domain: string; readonly shownName: string })[];
    readonly intervals: readonly (RouteSums & { readonly from: string; readonly to: string })[];
}

const path = "/private-routes";
const one = (id: string): string => `${path}/${encodeURIComponent(id)}`;

export const privateRoutes = {
    report: (query: Readonly<Record<string, string>>) => request<RouteReport>("GET", `${path}/report`, { query }),
    page: (domain: string, search: string, cursor: string | null, signal?: AbortSignal) =>
        request<PageOf<PrivateRoute>>("GET", path, {
            query: { domain, search, cursor, limit: pageLength },
            ...(signal ? { signal } : {}),
        }),
    find: (id: string) => request<PrivateRoute>("GET", one(id)),
    add: (
        domain: string,
        body: OfficeConnection & Partial<PrivateRouteSettings>,
        key: string,
    ) => request<PrivateRoute>("POST", path, { body: { ...body, domain }, key }),
    change: (route: PrivateRoute, body: Partial<PrivateRouteSettings>) =>
        request<PrivateRoute>("PATCH", one(route.id), { body, version: route.version }),
    remove: (route: PrivateRoute) => request<null>("DELETE", one(route.id), { version: route.version }),
};
