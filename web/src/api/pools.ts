import type { PageOf } from "../parts/table/usePages";
import { request } from "./client";
import { pageLength } from "./endpoints";

/** Domains of one company that call one another by routing numbers (TEN-04). */
export interface Pool {
    /** As in `pool:acme`: the domain that its administrators sign in to. */
    readonly id: string;
    readonly shownName: string;
    readonly language: "ru" | "en";
    readonly routingLength: number;
    /** Of `*` and `#`: what is dialled is before, routing number, between, extension. */
    readonly before: string;
    readonly between: string;
    readonly isBlocked: boolean;
    readonly domains: number;
    readonly version: number;
}
export type PoolBody = Pick<Pool, "shownName" | "language" | "routingLength" | "before" | "between">;

export interface PoolDomain {
    readonly id: string;
    readonly shownName: string;
    readonly routingNumber: string;
    readonly subgroup: string | null;
    readonly mayManage: boolean;
    readonly isBlocked: boolean;
    readonly accountNumber: string | null;
    readonly version: number;
}

/** TEN-06. */
export interface PoolDomainCard extends PoolDomain {
    readonly email: string | null;
    readonly users: number;
    readonly operators: number;
    readonly lines: number;
    /** 8-800. */
    readonly freeLines: number;
}

/** The domains of one sub-group; `id` `null`: those in none. */
export interface PoolDomainGroup {
    readonly id: string | null;
    readonly name: string;
    readonly mayManage: boolean;
    readonly domains: readonly PoolDomain[];
}

export interface Subgroup {
    readonly id: string;
    readonly name: string;
    readonly domains: number;
    readonly mayManage: boolean;
    readonly version: number;
}

export interface PoolAdministrator {
    readonly id: string;
    readonly login: string;
    readonly shownName: string;
    readonly email: string;
    readonly phone: string | null;
    readonly isSupervisor: boolean;
    readonly isBlocked: boolean;
    /** The sub-groups whose domains may be managed; a supervisor may all. */
    readonly subgroups: readonly string[];
    readonly version: number;
}
export type PoolAdministratorPatch = Partial<
    Pick<PoolAdministrator, "shownName" | "email" | "phone" | "isBlocked" | "subgroups">
> & { readonly password?: string; readonly sendCredentials?: boolean };
export type NewPoolAdministrator = PoolAdministratorPatch &
    Pick<PoolAdministrator, "login" | "isSupervisor"> & { readonly password: string };

/** Where chosen domains go: to a sub-group, to a new one, or out of theirs (`subgroup: null`). */
export type DomainMove = { readonly subgroup: string | null } | { readonly newSubgroup: string };
interface MoveResult {
    readonly subgroup: Subgroup | null;
    readonly items: readonly { readonly domain: string; readonly code: "not-found" | "conflict" | null }[];
}

/** A colleague of another domain of the pool, or of one's own (ME-05). */
export interface PoolUser {
    readonly id: string;
    readonly domain: string;
    readonly extension: string | null;
    readonly shownName: string;
    readonly isOperator: boolean;
    readonly login: string;
    readonly numbers: readonly string[];
    readonly group: string | null;
    /** What one dials to reach them. */
    readonly dialled: string | null;
}
export interface PoolDirectory {
    readonly pool: Pick<Pool, "shownName" | "before" | "between"> | null;
    readonly items: readonly (Pick<PoolDomain, "id" | "shownName" | "routingNumber"> & { readonly isOwn: boolean })[];
}

const part = (id: string, rest = ""): string => `/pools/${encodeURIComponent(id)}${rest}`;
const one = (pool: string, kind: string, id: string): string => part(pool, `/${kind}/${encodeURIComponent(id)}`);

/** Pools, for the system administrator and for the pools' own administrators. */
export const pools = {
    page: (search: string, cursor: string | null, signal?: AbortSignal) =>
        request<PageOf<Pool>>("GET", "/pools", {
            query: { search, cursor, limit: pageLength },
            ...(signal ? { signal } : {}),
        }),
    find: (pool: string) => request<Pool>("GET", part(pool)),
    add: (body: PoolBody & { readonly name: string }, key: string) => request<Pool>("POST", "/pools", { body, key }),
    change: (pool: Pool, body: Partial<PoolBody & Pick<Pool, "isBlocked">>) =>
        request<Pool>("PATCH", part(pool.id), { body, version: pool.version }),
    remove: (pool: Pool) => request<null>("DELETE", part(pool.id), { version: pool.version }),

    domains: (pool: string, search: string) =>
        request<{ groups: PoolDomainGroup[]; total: number }>("GET", part(pool, "/domains"), { query: { search } }),
    domain: (pool: string, domain: string) => request<PoolDomainCard>("GET", one(pool, "domains", domain)),
    changeDomain: (
        pool: string,
        domain: PoolDomain,
        body: Partial<Pick<PoolDomain, "shownName" | "routingNumber">>,
    ) => request<PoolDomainCard>("PATCH", one(pool, "domains", domain.id), { body, version: domain.version }),
    putDomain: (pool: string, domain: string, routingNumber: string) =>
        request<PoolDomainCard>("PUT", one(pool, "domains", domain), { body: { routingNumber } }),
    takeDomainOut: (pool: string, domain: string) => request<null>("DELETE", one(pool, "domains", domain)),
    moveDomains: (pool: string, domains: readonly string[], move: DomainMove) =>
        request<MoveResult>("POST", part(pool, "/domains/move"), { body: { domains, ...move } }),

    subgroups: (pool: string) => request<{ items: Subgroup[] }>("GET", part(pool, "/subgroups")),
    addSubgroup: (pool: string, name: string, key: string) =>
        request<Subgroup>("POST", part(pool, "/subgroups"), { body: { name }, key }),
    renameSubgroup: (pool: string, subgroup: Subgroup, name: string) =>
        request<Subgroup>("PATCH", one(pool, "subgroups", subgroup.id), { body: { name }, version: subgroup.version }),
    removeSubgroup: (pool: string, subgroup: Subgroup) =>
        request<null>("DELETE", one(pool, "subgroups", subgroup.id), { version: subgroup.version }),

    administrators: (pool: string, search = "") =>
        request<{ items: PoolAdministrator[] }>("GET", part(pool, "/administrators"), { query: { search } }),
    administrator: (pool: string, id: string) => request<PoolAdministrator>("GET", one(pool, "administrators", id)),
    addAdministrator: (pool: string, body: NewPoolAdministrator, key: string) =>
        request<PoolAdministrator>("POST", part(pool, "/administrators"), { body, key }),
    changeAdministrator: (pool: string, administrator: PoolAdministrator, body: PoolAdministratorPatch) =>
        request<PoolAdministrator>("PATCH", one(pool, "administrators", administrator.id), {
            body,
            version: administrator.version,
        }),
    removeAdministrator: (pool: string, administrator: PoolAdministrator) =>
        request<null>("DELETE", one(pool, "administrators", administrator.id), { version: administrator.version }),
};

/** The pool as its users see it. */
export const poolDirectory = {
    domains: () => request<PoolDirectory>("GET", "/pool/domains"),
    users: (domain: string, search: string, cursor: string | null, signal?: AbortSignal) =>
        request<PageOf<PoolUser>>("GET", "/pool/users", {
            query: { domain, search, cursor, limit: pageLength },
            ...(signal ? { signal } : {}),
        }),
};
