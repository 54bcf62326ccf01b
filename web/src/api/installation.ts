import { request } from "./client";

/** The installation at a glance, for system administrators. */
export interface InstallationSummary {
    readonly counts: Readonly<
        Record<
            | "domains"
            | "blockedDomains"
            | "users"
            | "lines"
            | "trunks"
            | "unavailableTrunks"
            | "privateRoutes"
            | "unavailableRoutes",
            number
        >
    >;
    /** A day ago. */
    readonly since: string;
    readonly calls: number;
    readonly talkSeconds: number;
    /** Domains that had calls since then, the one with most of them first. */
    readonly busiest: readonly {
        readonly id: string;
        readonly shownName: string;
        readonly callLimit: number;
        readonly calls: number;
        readonly talkSeconds: number;
    }[];
}

export const findInstallation = (): Promise<InstallationSummary> => request("GET", "/summary");
