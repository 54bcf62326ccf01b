import type { CountsAs } from "./calendar";
import { request } from "./client";

/** The calls that started on one day of the domain's clock. */
export interface DayOfCalls {
    /** `2026-05-09`. */
    readonly date: string;
    readonly incoming: number;
    readonly outgoing: number;
    readonly internal: number;
    /** Of the incoming ones those that nobody answered. */
    readonly missed: number;
    readonly talkSeconds: number;
}

export interface Talker {
    readonly id: string;
    readonly login: string;
    readonly shownName: string;
    readonly extension: string | null;
    readonly isBlocked: boolean;
    readonly doNotDisturb: boolean;
    readonly calls: number;
    readonly talkSeconds: number;
}

export const countedThings = [
    "users", "reachableUsers", "blockedUsers", "recordedUsers", "operators", "lines", "activeLines", "linesWithoutRules",
    "groups", "scenarios", "pickupGroups", "reminders", "contacts", "privateRoutes", "activePrivateRoutes",
] as const;

/** A domain at a glance (ADM-05). */
export interface DomainSummary {
    readonly today: string;
    /** What the calendar takes today for, when it is not what it is. */
    readonly countsAs: CountsAs | null;
    readonly closedUntil: string | null;
    readonly callLimit: number;
    readonly userLimit: number;
    readonly operatorLimit: number;
    readonly lineLimit: number;
    readonly counts: Readonly<Record<(typeof countedThings)[number], number>>;
    /** Of this month, up to today. */
    readonly days: readonly DayOfCalls[];
    readonly talkers: readonly Talker[];
    /** A few of the numbers whose calls are all dropped. */
    readonly unruledLines: readonly string[];
    readonly unreachableRoutes: readonly string[];
    readonly isRecordingStopped: boolean;
    readonly isRecordingQuotaReached: boolean;
}

export const findSummary = (domain: string): Promise<DomainSummary> =>
    request("GET", `/domains/${encodeURIComponent(domain)}/summary`);
