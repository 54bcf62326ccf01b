import type { Usage } from "./scenarios";
import type { Change } from "./schema";

/** What the API says went wrong, by its stable code; `offline` when no answer came at all. */
export const problemCodes = [
    "malformed-json",
    "invalid-parameter",
    "malformed-request",
    "not-signed-in",
    "sign-in-refused",
    "second-factor-required",
    "second-factor-refused",
    "second-factor-missing",
    "provider-refused",
    "provider-unreachable",
    "no-account",
    "not-allowed",
    "forgery-protection",
    "not-found",
    "method-not-allowed",
    "taken",
    "conflict",
    "limit-reached",
    "wrong-state",
    "no-phone",
    "bad-number",
    "no-mobile-operator",
    "not-operators",
    "operator-unreachable",
    "bad-schedule",
    "dangling-reference",
    "speech-unavailable",
    "speech-failed",
    "too-many-calls",
    "key-reused",
    "too-large",
    "unsupported-media-type",
    "invalid",
    "gone",
    "upgrade-required",
    "slow-down",
    "internal",
    "store-failed",
    "unavailable",
    "offline",
] as const;
export type ProblemCode = typeof problemCodes[number];

export class Problem extends Error {
    constructor(
        readonly code: ProblemCode,
        /** The member of the body it is about. */
        readonly field: string | null = null,
        /** When a further attempt makes sense, in seconds. */
        readonly retryAfter: number | null = null,
        detail = "",
        /** What uses the thing that was to be removed. */
        readonly reasons: readonly Usage[] = [],
        /** What others have changed since the version that was sent, newest first. */
        readonly changes: readonly Change[] = [],
    ) {
        super(detail === "" ? code : detail);
        this.name = "Problem";
    }
}

/** Reads an error answer; what is not in the agreed form is `internal`. */
export function readProblem(status: number, body: unknown, retryAfter: string | null): Problem {
    const seconds = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null;
    const error = isRecord(body) && isRecord(body["error"]) ? body["error"] : {};
    const given = error["code"];
    const code = problemCodes.find((known) => known === given) ?? (status === 401 ? "not-signed-in" : "internal");
    const field = typeof error["field"] === "string" ? error["field"] : null;
    const message = typeof error["message"] === "string" ? error["message"] : `HTTP ${status}`;
    // The server's own form, as all other answers are.
    const reasons = Array.isArray(error["reasons"]) ? (error["reasons"] as readonly Usage[]) : [];
    const changes = Array.isArray(error["changes"]) ? (error["changes"] as readonly Change[]) : [];
    return new Problem(code, field, seconds, message, reasons, changes);
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null;
}
