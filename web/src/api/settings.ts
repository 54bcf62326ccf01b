import type { PageOf } from "../parts/table/usePages";
import { api } from "./endpoints";
import { request } from "./client";
import type { Domain, Line } from "./schema";

/** The settings of a domain that its own administrators change (ADM-01, ADM-03). */
export type GeneralSettings = Pick<Domain, "timeZone" | "noticeEmail" | "menuErrors" | "menuTimeoutSeconds">;

/** A line, and whether its number is shown outside for users without one of their own. */
export type OutgoingLine = Pick<Line, "id" | "number" | "shownName"> & { readonly isDefaultOutgoing: boolean };

const defaultOutgoing = (line: string): string => `/lines/${encodeURIComponent(line)}/default-outgoing`;

export const settings = {
    find: (domain: string) => api.domains.find(domain),
    change: (domain: Domain, body: Partial<GeneralSettings>) =>
        request<Domain>("PATCH", `/domains/${encodeURIComponent(domain.id)}`, { body, version: domain.version }),
    lines: (domain: string, cursor: string | null) =>
        request<PageOf<OutgoingLine>>("GET", "/lines", { query: { domain, cursor, limit: 200 } }),
    setDefaultOutgoing: (line: string) => request<null>("PUT", defaultOutgoing(line)),
    clearDefaultOutgoing: (line: string) => request<null>("DELETE", defaultOutgoing(line)),
};
