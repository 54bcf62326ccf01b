// What /api/v1 takes and gives, as its OpenAPI document says. Moments are RFC 3339 in UTC, ids are opaque.

export type Role = "user" | "domain-administrator" | "system-administrator";

export interface Me {
    readonly id: string;
    readonly login: string;
    readonly domain: string;
    readonly domainShownName: string;
    readonly extension: string | null;
    readonly shownName: string;
    readonly email: string | null;
    readonly role: Role;
    readonly doNotDisturb: boolean;
    readonly ringTimeSeconds: number;
    readonly callerID: string | null;
    readonly version: number;
}

export interface Domain {
    readonly id: string;
    readonly shownName: string;
    readonly isBlocked: boolean;
    readonly callLimit: number;
    readonly callerID: string | null;
    readonly version: number;
}

export interface User {
    readonly id: string;
    readonly domain: string;
    readonly login: string;
    readonly extension: string | null;
    readonly shownName: string;
    readonly email: string | null;
    readonly role: Role;
    readonly isBlocked: boolean;
    readonly doNotDisturb: boolean;
    readonly ringTimeSeconds: number;
    readonly callerID: string | null;
    readonly registrations: number;
    readonly version: number;
}

export type TrunkState = "unknown" | "available" | "unavailable";
export type TrunkTransport = "udp" | "tcp" | "tls";

export interface Trunk {
    readonly id: string;
    readonly name: string;
    readonly host: string;
    readonly port: number | null;
    readonly transport: TrunkTransport;
    /** With it the exchange registers and answers challenges; its password is never shown. */
    readonly account: { readonly username: string; readonly expiresSeconds: number } | null;
    /** Takes calls from the host and the sources without a password. */
    readonly acceptsByAddress: boolean;
    readonly sources: readonly string[];
    readonly channelLimit: number;
    readonly priority: number;
    readonly weight: number;
    readonly probeSeconds: number;
    readonly isActive: boolean;
    readonly state: TrunkState;
    readonly stateReason: string;
    readonly version: number;
}

export interface Line {
    readonly id: string;
    readonly domain: string;
    readonly number: string;
    readonly trunk: string | null;
    readonly user: string;
    readonly shownName: string;
    readonly isActive: boolean;
    readonly version: number;
}

export interface Registration {
    readonly id: string;
    readonly domain: string | null;
    readonly user: string;
    readonly login: string | null;
    readonly extension: string | null;
    readonly contact: string;
    readonly source: string;
    readonly userAgent: string;
    readonly registeredAt: string;
    readonly expiresAt: string;
}

export interface Party {
    readonly user: string | null;
    readonly number: string;
    readonly name: string;
}

export type CallDirection = "incoming" | "outgoing" | "internal";
export type CallState = "ringing" | "talking" | "held";

export interface Leg {
    readonly id: string;
    readonly role: "caller" | "callee";
    readonly party: Party;
    readonly state: "calling" | CallState;
    readonly address: string;
    readonly trunk: string | null;
    readonly startedAt: string;
    readonly answeredAt: string | null;
}

/** A call in progress. */
export interface Call {
    readonly id: string;
    readonly domain: string | null;
    readonly direction: CallDirection;
    readonly state: CallState;
    readonly caller: Party;
    readonly callee: Party | null;
    readonly dialled: string;
    readonly line: string | null;
    readonly trunk: string | null;
    readonly startedAt: string;
    readonly answeredAt: string | null;
    readonly legs: readonly Leg[];
}

export const callResults = ["answered", "not-answered", "busy", "cancelled", "failed", "refused"] as const;
export type CallResult = typeof callResults[number];

export const endCauses = [
    "hung-up",
    "caller-gave-up",
    "answered-elsewhere",
    "busy",
    "do-not-disturb",
    "no-answer",
    "declined",
    "no-such-number",
    "not-registered",
    "incompatible-media",
    "not-allowed",
    "channel-limit",
    "domain-blocked",
    "overload",
    "unreachable",
    "connection-lost",
    "transferred",
    "trunk-unavailable",
    "too-many-hops",
    "restart",
    "stopped-by-operator",
    "media-failure",
    "failed",
] as const;
export type EndCause = typeof endCauses[number];

/** One call as the history keeps it. */
export interface CallRecord {
    readonly id: string;
    readonly domain: string | null;
    readonly direction: CallDirection;
    readonly startedAt: string;
    readonly answeredAt: string | null;
    readonly endedAt: string | null;
    readonly caller: Party;
    /** Who answered first, else who rang last, else what was dialled. */
    readonly callee: Party;
    readonly dialled: string;
    readonly line: string | null;
    readonly trunk: string | null;
    readonly ringTimeSeconds: number;
    readonly talkTimeSeconds: number;
    /** `null` while the call goes on, as `endedAt` and `cause`. */
    readonly result: CallResult | null;
    readonly cause: EndCause | null;
    readonly endedBy: "caller" | "callee" | "server" | null;
    readonly mos: number | null;
}

/** How one leg sounded (BYD-05): what was heard from it, and what it said it heard (`remote…`). */
export interface LegQuality {
    readonly leg: string;
    readonly codec: string;
    readonly packetsReceived: number;
    readonly packetsSent: number;
    readonly lostPercent: number;
    readonly jitterMilliseconds: number;
    readonly roundTripMilliseconds: number | null;
    readonly mos: number;
    readonly remoteLostPercent: number | null;
    readonly remoteJitterMilliseconds: number | null;
}

export interface CallCard extends CallRecord {
    readonly quality: readonly LegQuality[];
}

/** One step of a call protocol; the page has a sentence for each kind. */
export interface ProtocolStep {
    readonly sequence: number;
    readonly at: string;
    readonly kind: string;
    readonly parameters: Readonly<Record<string, string>>;
}

/** An applied change of the configuration (BYD-02, ACT-01). */
export interface Change {
    readonly version: number;
    readonly at: string;
    readonly author: string;
    readonly address: string;
    readonly domain: string | null;
    readonly objectKind: string;
    readonly objectName: string;
    readonly action: "create" | "change" | "remove";
    readonly fields: readonly ChangedField[];
}

export interface ChangedField {
    readonly name: string;
    readonly before: string | null;
    readonly after: string | null;
}

/** A source that guesses passwords and is not listened to for a while (AUTH-06). */
export interface Block {
    readonly address: string;
    readonly failures: number;
    readonly until: string;
}

export interface BrowserSession {
    readonly id: string;
    readonly label: string;
    readonly createdAt: string;
    readonly expiresAt: string;
    readonly isCurrent: boolean;
}

export interface AccessToken {
    readonly id: string;
    readonly name: string;
    readonly createdAt: string;
    readonly expiresAt: string;
}

export interface Health {
    readonly status: "ok" | "failing";
    readonly version: string;
    readonly uptimeSeconds: number;
    readonly checks: readonly { readonly name: string; readonly isHealthy: boolean; readonly detail: string }[];
}
