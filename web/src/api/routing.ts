import { request } from "./client";
import type { RouteTarget } from "./scenarios";
import type { FMCState, Line } from "./schema";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** A time on some days of the week; `to` is exclusive, `00:00` and `24:00` are the end of the day (RTE-04). */
export interface SchedulePeriod {
    readonly days: readonly Weekday[];
    readonly from: string;
    readonly to: string;
}
/** `null`: always. */
export type Schedule = readonly SchedulePeriod[] | null;

/** Which calls of a line go where; the first that holds decides (RTE-03). */
export interface LineRule {
    readonly isActive: boolean;
    readonly schedule: Schedule;
    /** Beginnings of the caller's national number; none: anybody. */
    readonly prefixes: readonly string[];
    readonly target: RouteTarget;
}

export const filterKinds = ["off", "black", "white"] as const;
/** Whose calls a line takes at all (RTE-07). */
export interface CallerFilter {
    readonly kind: (typeof filterKinds)[number];
    readonly numbers: readonly string[];
}

/** When a number of a user's rings, and for how long (FWD-01). */
export interface ForwardingTerms {
    readonly priority: number;
    readonly seconds: number;
    readonly isActive: boolean;
    readonly schedule: Schedule;
}
export const forwardingKinds = ["mobile", "landline", "sip"] as const;
export interface ForwardingNumber extends ForwardingTerms {
    readonly kind: (typeof forwardingKinds)[number];
    /** As it is dialled; of `sip` an extension or a login. */
    readonly dialled: string;
    /** A mobile number as a phone of the extension; `on` switches it on, `null` off (FWD-04). */
    readonly fmc: FMCState | null;
}
export interface Forwarding {
    /** The user's own phones. */
    readonly own: ForwardingTerms;
    readonly others: readonly ForwardingNumber[];
    /** Whether there is a mobile operator. */
    readonly offersFMC: boolean;
    readonly version: number;
}

export const outcomeKinds = ["ring", "scenario", "voicemail", "outside", "refused", "other"] as const;
/** What would become of a call (RTE-10). */
export interface Trial {
    readonly at: string;
    /** On the domain's clock, `2026-11-23 12:00`. */
    readonly localTime: string;
    readonly weekday: Weekday;
    /** Which of the line's rules decided, from 0. */
    readonly rule: number | null;
    readonly steps: readonly { readonly rule: string; readonly outcome: string }[];
    readonly outcome: {
        readonly kind: (typeof outcomeKinds)[number];
        readonly name: string | null;
        readonly title: string;
        readonly cause: string | null;
        /** The name of the private route by which the call leaves. */
        readonly privateRoute: string | null;
        readonly chain: readonly (readonly {
            readonly title: string;
            readonly number: string | null;
            readonly seconds: number;
        }[])[];
    };
}

const part = (path: string, id: string, rest = ""): string => `${path}/${encodeURIComponent(id)}${rest}`;
/** One's own, or of a user for administrators. */
function scheme(user: string | null): string {
    return user === null ? "/me/forwarding" : part("/users", user, "/forwarding");
}

/** Where calls go. */
export const routing = {
    forwarding: (user: string | null) => request<Forwarding>("GET", scheme(user)),
    changeForwarding: (user: string | null, forwarding: Forwarding) => {
        const { version, offersFMC: _, ...body } = forwarding;
        return request<Forwarding>("PUT", scheme(user), { body, version });
    },
    /** By a line, or in a scenario already; `draft`: the scenario that is gone through by its draft. */
    attempt: (body: { line?: string; scenario?: string; draft?: string; keys: string; caller: string; at?: string }) =>
        request<Trial>("POST", "/routing/trial", { body }),
    /** Where rules and menus of a domain (empty: one's own) lead by a number. */
    attemptNumber: (domain: string, number: string) =>
        request<Trial>("POST", "/routing/trial", { body: { ...(domain === "" ? {} : { domain }), number } }),
    showOutside: (line: Line, isDefault: boolean) =>
        request<null>(isDefault ? "PUT" : "DELETE", part("/lines", line.id, "/default-outgoing")),
};
