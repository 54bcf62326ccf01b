import type { PageOf } from "../parts/table/usePages";
import { request } from "./client";
import type * as access from "./access";
import type * as schema from "./schema";

type Signal = AbortSignal | undefined;
type ListQuery = Readonly<Record<string, string | number | null | undefined>>;

/** Rows asked for at once. */
export const pageLength = 100;

function page<Row>(path: string) {
    return (query: ListQuery, signal: Signal): Promise<PageOf<Row>> =>
        request<PageOf<Row>>("GET", path, { query: { limit: pageLength, ...query }, ...(signal ? { signal } : {}) });
}

const one = (path: string, id: string | number): string => `${path}/${encodeURIComponent(id)}`;

export interface UserDraft {
    readonly login: string;
    readonly password: string;
    readonly extension: string | null;
    readonly shownName: string;
    readonly email: string | null;
    readonly role: schema.Role;
    readonly sendCredentials: boolean;
    /** Call-handling groups that the user comes into, and names of those that are made for it. */
    readonly groups: readonly string[];
    readonly newGroups: readonly string[];
}

export type UserPatch = Partial<
    Pick<
        schema.User,
        "extension" | "shownName" | "position" | "email" | "role" | "isBlocked" | "doNotDisturb" | "ringTimeSeconds" | "callerID"
        | "recordsCalls" | "controlsRecording" | "isOperator" | "outgoing" | "takesSecondCall" | "withholdsNumber"
    >
>;

export type DomainPatch = Partial<Pick<schema.Domain, "shownName" | "isBlocked" | "callLimit" | "userLimit" | "operatorLimit" | "lineLimit" | "channelsInLimit" | "channelsOutLimit" | "recordingQuotaMegabytes" | "callerID" | "language">>;

export type LinePatch = Partial<
    Pick<schema.Line, "number" | "trunk" | "shownName" | "isActive" | "rules" | "filter">
>;

export type TrunkBody = Omit<schema.Trunk, "id" | "state" | "stateReason" | "version" | "account"> & {
    /** Without a password the former one stays. */
    readonly account: { readonly username: string; readonly expiresSeconds: number; readonly password?: string } | null;
};

export type ReminderBody = Omit<schema.Reminder, "id" | "domain" | "version">;

/** What everybody signs in with. */
interface Password {
    readonly login: string;
    readonly password: string;
    readonly domain: string;
}

/** Everything the app asks of the server, one function per operation. */
export const api = {
    session: {
        me: () => request<schema.Me>("GET", "/me"),
        signIn: (body: Password & { readonly code?: string; readonly passkey?: access.PasskeyAnswer }) =>
            request<{ me: schema.Me }>("POST", "/session", { body }),
        factors: (body: Password) => request<access.SignInFactors>("POST", "/session/factors", { body }),
        askForPasskey: () => request<access.PasskeyChallenge>("POST", "/session/passkey/question"),
        signInByPasskey: (passkey: access.PasskeyAnswer) =>
            request<{ me: schema.Me }>("POST", "/session/passkey", { body: { passkey } }),
        options: () => request<{ canRecoverPassword: boolean; canUsePasskeys: boolean }>("GET", "/sign-in-options"),
        passkeys: () => request<{ items: access.Passkey[] }>("GET", "/me/passkeys"),
        askForNewPasskey: (currentPassword: string) =>
            request<access.PasskeyQuestion>("POST", "/me/passkeys/question", { body: { currentPassword } }),
        addPasskey: (body: { name: string; clientData: string; attestation: string }) =>
            request<access.Passkey>("POST", "/me/passkeys", { body }),
        renamePasskey: (id: string, name: string) =>
            request<access.Passkey>("PATCH", one("/me/passkeys", id), { body: { name } }),
        removePasskey: (id: string, currentPassword: string) =>
            request<null>("POST", `${one("/me/passkeys", id)}/removal`, { body: { currentPassword } }),
        askForRecovery: (body: { login: string; domain: string }) =>
            request<{ validSeconds: number }>("POST", "/password-recovery", { body }),
        recover: (secret: string, password: string) =>
            request<null>("POST", one("/password-recovery", secret), { body: { password } }),
        signOut: () => request<null>("DELETE", "/session"),
        changeMe: (
            me: schema.Me,
            body: Partial<
                Pick<schema.Me, "shownName" | "email" | "phone" | "doNotDisturb" | "ringTimeSeconds">
            > & {
                readonly currentPassword?: string;
            },
        ) => request<schema.Me>("PATCH", "/me", { body, version: me.version }),
        /** Whatever else of the profile was changed meanwhile: the last choice counts. */
        chooseLanguage: (language: "ru" | "en") => request<schema.Me>("PATCH", "/me", { body: { language } }),
        setPassword: (body: { currentPassword: string; newPassword: string }) =>
            request<null>("PUT", "/me/password", { body }),
        browsers: () => request<{ items: access.BrowserSession[] }>("GET", "/sessions"),
        endBrowser: (id: string) => request<null>("DELETE", one("/sessions", id)),
        endOtherBrowsers: () => request<null>("DELETE", "/sessions"),
        secondFactor: () => request<access.SecondFactor>("GET", "/me/second-factor"),
        beginSecondFactor: (currentPassword: string) =>
            request<access.NewSecondFactor>("POST", "/me/second-factor", { body: { currentPassword } }),
        confirmSecondFactor: (code: string) =>
            request<{ recoveryCodes: readonly string[] }>("POST", "/me/second-factor/confirmation", { body: { code } }),
        switchOffSecondFactor: (currentPassword: string) =>
            request<null>("POST", "/me/second-factor/removal", { body: { currentPassword } }),
        tokens: () => request<{ items: access.AccessToken[] }>("GET", "/tokens"),
        addToken: (
            body: { name: string; expiresInDays: number; scopes: readonly access.TokenScope[] },
            key: string,
        ) =>
            request<access.AccessToken & { secret: string }>("POST", "/tokens", { body, key }),
        removeToken: (id: string) => request<null>("DELETE", one("/tokens", id)),
    },
    users: {
        page: page<schema.User>("/users"),
        find: (id: string) => request<schema.User>("GET", one("/users", id)),
        freeExtension: (domain: string) =>
            request<{ extension: string | null }>("GET", "/users/free-extension", { query: { domain } }),
        add: (domain: string, body: UserDraft & UserPatch, key: string) =>
            request<schema.User>("POST", "/users", { query: { domain }, body, key }),
        change: (user: schema.User, body: UserPatch) =>
            request<schema.User>("PATCH", one("/users", user.id), { body, version: user.version }),
        remove: (user: schema.User) => request<null>("DELETE", one("/users", user.id), { version: user.version }),
        setPassword: (id: string, body: { password: string; sendCredentials: boolean }) =>
            request<null>("PUT", `${one("/users", id)}/password`, { body }),
        secondFactor: (id: string) => request<access.SecondFactor>("GET", `${one("/users", id)}/second-factor`),
        passkeys: (id: string) => request<{ items: access.Passkey[] }>("GET", `${one("/users", id)}/passkeys`),
        removePasskey: (id: string, passkey: string) =>
            request<null>("DELETE", one(`${one("/users", id)}/passkeys`, passkey)),
        removeSecondFactor: (id: string) => request<null>("DELETE", `${one("/users", id)}/second-factor`),
    },
    registrations: {
        page: page<schema.Registration>("/registrations"),
        remove: (id: string) => request<null>("DELETE", one("/registrations", id)),
    },
    lines: {
        page: page<schema.Line>("/lines"),
        find: (id: string) => request<schema.Line>("GET", one("/lines", id)),
        add: (body: LinePatch & { number: string; domain: string }, key: string) =>
            request<schema.Line>("POST", "/lines", { body, key }),
        change: (line: schema.Line, body: LinePatch) =>
            request<schema.Line>("PATCH", one("/lines", line.id), { body, version: line.version }),
        remove: (line: schema.Line) => request<null>("DELETE", one("/lines", line.id), { version: line.version }),
    },
    codes: {
        find: (domain: string) => request<{ pickup: string | null }>("GET", `${one("/domains", domain)}/codes`),
    },
    pickupGroups: {
        page: page<schema.PickupGroup>("/pickup-groups"),
        find: (id: string) => request<schema.PickupGroup>("GET", one("/pickup-groups", id)),
        add: (domain: string, body: Pick<schema.PickupGroup, "name" | "members">, key: string) =>
            request<schema.PickupGroup>("POST", "/pickup-groups", { query: { domain }, body, key }),
        change: (group: schema.PickupGroup, body: Pick<schema.PickupGroup, "name" | "members">) =>
            request<schema.PickupGroup>("PATCH", one("/pickup-groups", group.id), { body, version: group.version }),
        remove: (group: schema.PickupGroup) =>
            request<null>("DELETE", one("/pickup-groups", group.id), { version: group.version }),
    },
    reminders: {
        page: page<schema.Reminder>("/reminders"),
        find: (id: string) => request<schema.Reminder>("GET", one("/reminders", id)),
        add: (domain: string, body: ReminderBody, key: string) =>
            request<schema.Reminder>("POST", "/reminders", { query: { domain }, body, key }),
        change: (reminder: schema.Reminder, body: ReminderBody) =>
            request<schema.Reminder>("PATCH", one("/reminders", reminder.id), { body, version: reminder.version }),
        remove: (reminder: schema.Reminder) =>
            request<null>("DELETE", one("/reminders", reminder.id), { version: reminder.version }),
    },
    trunks: {
        page: page<schema.Trunk>("/trunks"),
        find: (id: string) => request<schema.Trunk>("GET", one("/trunks", id)),
        add: (body: TrunkBody, key: string) =>
            request<schema.Trunk>("POST", "/trunks", { body, key }),
        change: (trunk: schema.Trunk, body: TrunkBody) =>
            request<schema.Trunk>("PATCH", one("/trunks", trunk.id), { body, version: trunk.version }),
        remove: (trunk: schema.Trunk) => request<null>("DELETE", one("/trunks", trunk.id), { version: trunk.version }),
    },
    domains: {
        page: page<schema.Domain>("/domains"),
        find: (id: string) => request<schema.Domain>("GET", one("/domains", id)),
        add: (body: Pick<schema.Domain, "id"> & DomainPatch, key: string) =>
            request<schema.Domain>("POST", "/domains", { body, key }),
        change: (domain: schema.Domain, body: DomainPatch) =>
            request<schema.Domain>("PATCH", one("/domains", domain.id), { body, version: domain.version }),
        remove: (domain: schema.Domain) =>
            request<null>("DELETE", one("/domains", domain.id), { version: domain.version }),
    },
    recordings: {
        ofCall: (call: string) => request<PageOf<schema.Recording>>("GET", "/recordings", { query: { call } }),
        share: (id: string) =>
            request<schema.RecordingLink>("POST", `${one("/recordings", id)}/links`, { body: { minutes: 1_440 } }),
        remove: (id: string) => request<null>("DELETE", one("/recordings", id)),
    },
    recordingRules: {
        find: (domain: string) => request<schema.RecordingRules>("GET", `${one("/domains", domain)}/recording`),
        change: (
            domain: string,
            rules: schema.RecordingRules,
            body: Partial<Pick<schema.RecordingRules, "storageTime" | "areEncrypted">>,
        ) =>
            request<schema.RecordingRules>("PATCH", `${one("/domains", domain)}/recording`, {
                body,
                version: rules.version,
            }),
        switchUsers: (domain: string, body: { recordsCalls: boolean; users?: readonly string[] }) =>
            request<schema.RecordingRules>("POST", `${one("/domains", domain)}/recording/users`, { body }),
    },
    calls: {
        record: (call: string, wish: schema.RecordingWish) =>
            request<null>("POST", `${one("/calls", call)}/recording`, { body: { wish } }),
        hangUp: (call: string) => request<null>("DELETE", one("/calls", call)),
        hangUpLeg: (call: string, leg: string) => request<null>("DELETE", `${one("/calls", call)}${one("/legs", leg)}`),
        invite: (call: string, target: string) =>
            request<null>("POST", `${one("/calls", call)}/members`, { body: { target } }),
        mute: (call: string, leg: string, muted: boolean) =>
            request<null>("PUT", `${one("/calls", call)}${one("/legs", leg)}/muted`, { body: { muted } }),
        supervise: (call: string, leg: string, mode: schema.Supervision) =>
            request<null>("PUT", `${one("/calls", call)}${one("/legs", leg)}/supervision`, { body: { mode } }),
    },
    history: {
        page: page<schema.CallRecord>("/history"),
        totals: (query: Readonly<Record<string, string | null | undefined>>) =>
            request<schema.HistoryTotals>("GET", "/history/totals", { query }),
        find: (id: string) => request<schema.CallCard>("GET", one("/history", id)),
        steps: (id: string) => request<{ items: schema.ProtocolStep[] }>("GET", `${one("/history", id)}/steps`),
    },
    changes: {
        /** Of the domain, or of a pool (TEN-10). */
        page: (query: ListQuery, signal: Signal, pool?: string) =>
            page<schema.Change>(pool === undefined ? "/changes" : `${one("/pools", pool)}/changes`)(query, signal),
        undo: (version: number) => request<{ items: schema.Change[] }>("POST", `${one("/changes", version)}/undo`),
    },
    blocks: {
        all: () => request<{ items: schema.Block[] }>("GET", "/blocks"),
        lift: (address: string) => request<null>("DELETE", one("/blocks", address)),
    },
    health: () => request<schema.Health>("GET", "/health"),
};
