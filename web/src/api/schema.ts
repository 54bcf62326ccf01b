// What /api/v1 takes and gives, as its OpenAPI document says. Moments are RFC 3339 in UTC, ids are opaque.

import type { OutgoingLimit } from "./calling";
import type { CallerFilter, LineRule } from "./routing";

export type Role =
    | "user"
    | "domain-administrator"
    | "subgroup-administrator"
    | "pool-supervisor"
    | "system-administrator";

export interface Me {
    readonly id: string;
    readonly login: string;
    readonly domain: string;
    readonly domainShownName: string;
    readonly extension: string | null;
    readonly shownName: string;
    readonly position: string;
    readonly email: string | null;
    /** Of the app; null: none was chosen yet. */
    readonly language: "ru" | "en" | null;
    /** Of the domain: what all times are shown in. */
    readonly timeZone: string;
    /** Of a pool's administrators; others have extensions. */
    readonly phone: string | null;
    readonly role: Role;
    /** The pool, or `system`, in whose name one acts as the domain's administrator (TEN-09). */
    readonly actingFor: string | null;
    readonly doNotDisturb: boolean;
    readonly ringTimeSeconds: number;
    readonly callerID: string | null;
    /** What is shown outside: one's own number, else the domain's. */
    readonly shownNumber: string | null;
    readonly recordsCalls: boolean;
    readonly controlsRecording: boolean;
    /** Of the contact centre. */
    readonly isOperator: boolean;
    /** Where one may call: by one's own limit, else the domain's. */
    readonly outgoing: OutgoingLimit;
    readonly version: number;
}

export interface Domain {
    readonly id: string;
    readonly shownName: string;
    readonly isBlocked: boolean;
    readonly pool: string | null;
    readonly routingNumber: string | null;
    readonly callLimit: number;
    /** No more users and lines are made than these (TEN-03). */
    readonly userLimit: number;
    readonly operatorLimit: number;
    readonly lineLimit: number;
    /** Legs from the public network at once, and to it. */
    readonly channelsInLimit: number;
    readonly channelsOutLimit: number;
    /** What recordings may take on disk. */
    readonly recordingQuotaMegabytes: number;
    /** Where letters about the domain go; `null`: to its administrators. */
    readonly noticeEmail: string | null;
    readonly callerID: string | null;
    readonly language: "ru" | "en";
    /** What schedules go by, as in `Europe/Moscow`. */
    readonly timeZone: string;
    /** Wrong inputs until a voice scenario hangs up (ADM-03). */
    readonly menuErrors: number;
    readonly menuTimeoutSeconds: number;
    readonly recordingStorage: RecordingStorage;
    readonly areRecordingsEncrypted: boolean;
    readonly version: number;
}

/** From the shortest to the longest. */
export const recordingStorages = ["month", "half-year", "year"] as const;
export type RecordingStorage = typeof recordingStorages[number];

/** Whose calls a domain records and how long it keeps them. */
export interface RecordingRules {
    readonly storageTime: RecordingStorage;
    readonly areEncrypted: boolean;
    readonly recordedUsers: number;
    readonly users: number;
    /** Nothing is recorded at present: there is no room on the disk, or recordings take as much as they may. */
    readonly isStopped: boolean;
    readonly isQuotaReached: boolean;
    /** On disk. */
    readonly keptMegabytes: number;
    readonly quotaMegabytes: number | null;
    readonly version: number;
}

/** The sound of a call, left the employee, right the other party (REC-02, BYD-07). */
export interface Recording {
    readonly id: string;
    readonly call: string;
    readonly startedAt: string;
    readonly seconds: number;
    readonly state: "recording" | "kept" | "converted" | "deleted";
    /** How far the mp3 file is, 0 to 1; `null` while it is not being made. */
    readonly progress: number | null;
    readonly ending: string | null;
    readonly isEncrypted: boolean;
    readonly fileName: string;
}

export interface RecordingLink {
    readonly path: string;
    readonly expiresAt: string;
}

export type RecordingWish = "start" | "stop" | "pause" | "resume";

export const fmcStates = [
    "pending",
    "on",
    "voluntary-block",
    "financial-block",
    "administrative-block",
    "switched-off",
    "refused",
] as const;
/** How a mobile number stands that is a phone of the extension (FWD-04). */
export type FMCState = (typeof fmcStates)[number];

export interface User {
    readonly id: string;
    readonly domain: string;
    readonly login: string;
    readonly extension: string | null;
    readonly shownName: string;
    readonly position: string;
    readonly email: string | null;
    readonly role: Role;
    readonly isBlocked: boolean;
    readonly doNotDisturb: boolean;
    readonly ringTimeSeconds: number;
    readonly callerID: string | null;
    readonly recordsCalls: boolean;
    readonly controlsRecording: boolean;
    /** Of the contact centre. */
    readonly isOperator: boolean;
    readonly outgoing: OutgoingLimit | null;
    readonly takesSecondCall: boolean;
    readonly withholdsNumber: boolean;
    /** How a mobile number stands that is joined with the extension; `null`: there is none (FWD-04). */
    readonly fmc: FMCState | null;
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
    /** The mobile operator's: phones with FMC call and are called by it. */
    readonly isMobileOperators: boolean;
    readonly state: TrunkState;
    readonly stateReason: string;
    readonly version: number;
}

export interface Line {
    readonly id: string;
    readonly domain: string;
    readonly number: string;
    readonly trunk: string | null;
    readonly shownName: string;
    readonly isActive: boolean;
    readonly rules: readonly LineRule[];
    readonly filter: CallerFilter;
    /** Shown outside for users without a number of their own. */
    readonly isDefaultOutgoing: boolean;
    /** Connected by the domain's own administrator (NUM-01). */
    readonly isAdditional: boolean;
    readonly version: number;
}

/** Users who answer each other's calls by one number. */
export interface PickupGroup {
    readonly id: string;
    readonly domain: string;
    readonly name: string;
    readonly members: readonly string[];
    readonly version: number;
}

export const repetitions = ["once", "daily", "weekdays", "weekly"] as const;

/** A call to a user's phones at a set time. */
export interface Reminder {
    readonly id: string;
    readonly domain: string;
    readonly user: string;
    readonly label: string;
    readonly at: string;
    readonly repetition: (typeof repetitions)[number];
    readonly offsetMinutes: number;
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
    readonly isWithheld?: boolean;
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
    /** While the call is a conference, or has a supervisor. */
    readonly conferenceRole: ConferenceRole | null;
    readonly muted: boolean;
    readonly talking: boolean;
}

export type ConferenceRole = "participant" | "listener" | "whisperer";
export const supervisions = ["listen", "whisper", "barge"] as const;
export type Supervision = typeof supervisions[number];

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
    readonly recording: "recording" | "paused" | null;
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

/** The line of a journal (ME-03). */
export interface HistoryTotals {
    readonly calls: number;
    readonly answered: number;
    readonly talkTimeSeconds: number;
    /** `false`: there are more, and the newest were counted. */
    readonly isComplete: boolean;
}

/** What happens in a call beside its direction and result (ME-03). */
export const callTraits = ["redirected", "transferred", "conference", "voicemail", "recorded"] as const;
export type CallTrait = (typeof callTraits)[number];

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
    /** By which private route it came or went (TRK-05). */
    readonly privateRoute: {
        readonly id: string;
        readonly shownName: string;
        readonly way: "in" | "out";
    } | null;
    readonly ringTimeSeconds: number;
    readonly talkTimeSeconds: number;
    /** `null` while the call goes on, as `endedAt` and `cause`. */
    readonly result: CallResult | null;
    readonly cause: EndCause | null;
    readonly endedBy: "caller" | "callee" | "server" | null;
    readonly mos: number | null;
    readonly traits: readonly CallTrait[];
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
    /** How keys were made, and the ciphers; null: sound in the clear. */
    readonly encryption: string | null;
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

/** What was done (ACT-03). */
export const changeActions = [
    "create", "change", "remove", "activate", "deactivate", "sign-in", "sign-out",
] as const;
export type ChangeAction = (typeof changeActions)[number];

/** An applied change of the configuration (BYD-02, ACT-01). */
export interface Change {
    readonly version: number;
    readonly at: string;
    readonly author: string;
    readonly authorShownName: string | null;
    readonly address: string;
    readonly domain: string | null;
    readonly objectKind: string;
    readonly objectName: string;
    readonly action: ChangeAction;
    readonly fields: readonly ChangedField[];
    /** Whether who asked may undo it. */
    readonly mayUndo: boolean;
}

export interface ChangedField {
    readonly name: string;
    readonly before: string | null;
    readonly after: string | null;
}

/** A source that guesses passwords and is not listened to for a while (AUTH-06). */
export interface Block {
    /** Of the network, or of an account `login@domain`. */
    readonly address: string;
    readonly kind: "source" | "account";
    readonly failures: number;
    readonly until: string;
}

export interface Health {
    readonly status: "ok" | "failing";
    readonly version: string;
    readonly uptimeSeconds: number;
    readonly checks: readonly { readonly name: string; readonly isHealthy: boolean; readonly detail: string }[];
}
