import type { PageOf } from "../parts/table/usePages";
import { request } from "./client";
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
}

export type UserPatch = Partial<
    Pick<
        schema.User,
        "extension" | "shownName" | "email" | "role" | "isBlocked" | "doNotDisturb" | "ringTimeSeconds" | "callerID"
    >
>;

export type TrunkBody = Omit<schema.Trunk, "id" | "state" | "stateReason" | "version" | "account"> & {
    /** Without a password the former one stays. */
    readonly account: { readonly username: string; readonly expiresSeconds: number; readonly password?: string } | null;
};

/** Everything the app asks of the server, one function per operation. */
export const api = {
    session: {
        me: () => request<schema.Me>("GET", "/me"),
        signIn: (body: { login: string; password: string; domain: string }) =>
            request<{ me: schema.Me }>("POST", "/session", { body }),
        signOut: () => request<null>("DELETE", "/session"),
        changeMe: (
            me: schema.Me,
            body: Partial<Pick<schema.Me, "shownName" | "email" | "doNotDisturb" | "ringTimeSeconds">>,
        ) => request<schema.Me>("PATCH", "/me", { body, version: me.version }),
        setPassword: (body: { currentPassword: string; newPassword: string }) =>
            request<null>("PUT", "/me/password", { body }),
        browsers: () => request<{ items: schema.BrowserSession[] }>("GET", "/sessions"),
        endBrowser: (id: string) => request<null>("DELETE", one("/sessions", id)),
        tokens: () => request<{ items: schema.AccessToken[] }>("GET", "/tokens"),
        addToken: (body: { name: string; expiresInDays: number }, key: string) =>
            request<schema.AccessToken & { secret: string }>("POST", "/tokens", { body, key }),
        removeToken: (id: string) => request<null>("DELETE", one("/tokens", id)),
    },
    users: {
        page: page<schema.User>("/users"),
        find: (id: string) => request<schema.User>("GET", one("/users", id)),
        add: (domain: string, body: UserDraft, key: string) =>
            request<schema.User>("POST", "/users", { query: { domain }, body, key }),
        change: (user: schema.User, body: UserPatch) =>
            request<schema.User>("PATCH", one("/users", user.id), { body, version: user.version }),
        remove: (user: schema.User) => request<null>("DELETE", one("/users", user.id), { version: user.version }),
        setPassword: (id: string, password: string) =>
            request<null>("PUT", `${one("/users", id)}/password`, { body: { password } }),
    },
    registrations: {
        page: page<schema.Registration>("/registrations"),
        remove: (id: string) => request<null>("DELETE", one("/registrations", id)),
    },
    lines: {
        page: page<schema.Line>("/lines"),
        find: (id: string) => request<schema.Line>("GET", one("/lines", id)),
        add: (
            body: { number: string; user: string; trunk: string | null; shownName: string; isActive: boolean },
            key: string,
        ) => request<schema.Line>("POST", "/lines", { body, key }),
        change: (
            line: schema.Line,
            body: Partial<Pick<schema.Line, "number" | "user" | "trunk" | "shownName" | "isActive">>,
        ) => request<schema.Line>("PATCH", one("/lines", line.id), { body, version: line.version }),
        remove: (line: schema.Line) => request<null>("DELETE", one("/lines", line.id), { version: line.version }),
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
        add: (body: Omit<schema.Domain, "version">, key: string) =>
            request<schema.Domain>("POST", "/domains", { body, key }),
        change: (domain: schema.Domain, body: Partial<Omit<schema.Domain, "id" | "version">>) =>
            request<schema.Domain>("PATCH", one("/domains", domain.id), { body, version: domain.version }),
        remove: (domain: schema.Domain) =>
            request<null>("DELETE", one("/domains", domain.id), { version: domain.version }),
    },
    calls: {
        hangUp: (call: string) => request<null>("DELETE", one("/calls", call)),
        hangUpLeg: (call: string, leg: string) => request<null>("DELETE", `${one("/calls", call)}${one("/legs", leg)}`),
    },
    history: {
        page: page<schema.CallRecord>("/history"),
        find: (id: string) => request<schema.CallCard>("GET", one("/history", id)),
        steps: (id: string) => request<{ items: schema.ProtocolStep[] }>("GET", `${one("/history", id)}/steps`),
    },
    changes: {
        page: page<schema.Change>("/changes"),
        undo: (version: number) => request<{ items: schema.Change[] }>("POST", `${one("/changes", version)}/undo`),
    },
    blocks: {
        all: () => request<{ items: schema.Block[] }>("GET", "/blocks"),
        lift: (address: string) => request<null>("DELETE", one("/blocks", address)),
    },
    health: () => request<schema.Health>("GET", "/health"),
};
