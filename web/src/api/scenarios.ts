import type { PageOf } from "../parts/table/usePages";
import { request } from "./client";
import { pageLength } from "./endpoints";

/** Where a call can be sent (RTE-03, IVR-04). */
export const targetKinds = ["user", "group", "scenario", "user-voicemail", "group-voicemail", "number", "end"] as const;
export interface RouteTarget {
    readonly kind: (typeof targetKinds)[number];
    /** Id of the user, the group or the scenario; the number as it is dialled; `null` for `end`. */
    readonly name: string | null;
}

/** Users whose phones ring together (GRP). */
export interface Group {
    readonly id: string;
    readonly domain: string;
    readonly name: string;
    readonly extension: string | null;
    readonly members: readonly string[];
    readonly ringSeconds: number;
    readonly hasVoicemail: boolean;
    /** Callers hear the greeting of the mailbox, or else the tone alone. */
    readonly greets: boolean;
    /** The prompt heard before a message is left. */
    readonly greeting: string | null;
    readonly version: number;
}
export type GroupBody = Omit<Group, "id" | "domain" | "version">;

export const menuKeys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
export type MenuKey = (typeof menuKeys)[number];

/** What is done for a caller (IVR-04). */
export type ScenarioAction =
    | { readonly kind: "forward"; readonly target: RouteTarget }
    | { readonly kind: "message"; readonly prompt: string }
    | { readonly kind: "menu"; readonly menu: string }
    | { readonly kind: "back" | "dial-extension" | "hang-up" | "repeat" };

export interface ScenarioMenu {
    readonly id: string;
    readonly name: string;
    /** What callers hear; `null`: nothing yet. */
    readonly prompt: string | null;
    readonly keys: readonly { readonly key: MenuKey; readonly action: ScenarioAction }[];
    readonly otherKeys: ScenarioAction;
    readonly timeout: ScenarioAction;
}

/** A voice scenario (IVR): the first menu is the main one. */
export interface Scenario {
    readonly id: string;
    readonly domain: string;
    readonly name: string;
    /** As they are published: calls go by them. */
    readonly menus: readonly ScenarioMenu[];
    /** What they are to become; `null`: nobody is at work on them (IVR-07). */
    readonly draft: readonly ScenarioMenu[] | null;
    /** Said when the menus were published. */
    readonly comment: string | null;
    readonly version: number;
}

/** Menus that were published once. */
export interface ScenarioVersion {
    readonly version: number;
    readonly at: string;
    readonly author: string;
    readonly authorShownName: string | null;
    readonly comment: string | null;
    readonly menuCount: number;
}

/** Something that leads to a group, a scenario, a user, or plays a prompt. */
export interface Usage {
    readonly kind: "line" | "scenario" | "group" | "private-route";
    readonly id: string;
    readonly title: string;
}
export type UsedKind = "group" | "scenario" | "user" | "prompt";

interface EntryOperations<Entry, Draft, Body> {
    page(domain: string, cursor: string | null, signal?: AbortSignal, search?: string): Promise<PageOf<Entry>>;
    find(id: string): Promise<Entry>;
    add(domain: string, body: Draft, key: string): Promise<Entry>;
    change(entry: Entry, body: Partial<Body>): Promise<Entry>;
    remove(entry: Entry): Promise<null>;
}

function entries<Entry extends { readonly id: string; readonly version: number }, Draft, Body>(
    path: string,
): EntryOperations<Entry, Draft, Body> {
    const one = (id: string): string => `${path}/${encodeURIComponent(id)}`;
    return {
        page: (domain, cursor, signal, search) =>
            request("GET", path, {
                query: { domain, cursor, search, limit: pageLength },
                ...(signal ? { signal } : {}),
            }),
        find: (id) => request("GET", one(id)),
        add: (domain, body, key) => request("POST", path, { query: { domain }, body, key }),
        change: (entry, body) => request("PATCH", one(entry.id), { body, version: entry.version }),
        remove: (entry) => request("DELETE", one(entry.id), { version: entry.version }),
    };
}

export const groups = entries<Group, GroupBody, GroupBody>("/groups");
export const scenarios = entries<Scenario, Pick<Scenario, "name">, Pick<Scenario, "name" | "menus">>("/scenarios");

/** By which way callers leave a menu: a key, `other-keys`, `timeout`, `limit`, `hung-up`. */
export type MenuExit = MenuKey | "other-keys" | "timeout" | "limit" | "hung-up";

/** What callers did in a menu: what left is together what entered (IVR-07). */
export interface MenuStatistics {
    readonly menu: string;
    /** `null`: it is published no more. */
    readonly name: string | null;
    readonly entered: number;
    readonly hungUp: number;
    readonly averageSeconds: number;
    readonly exits: readonly { readonly exit: MenuExit; readonly visits: number }[];
}

/** Of whole days by the domain's clock, both among them. */
export function menuStatistics(
    id: string,
    period: { readonly from: string; readonly until: string },
): Promise<{ readonly menus: readonly MenuStatistics[] }> {
    return request("GET", partOf(id, "/statistics"), { query: period });
}

const partOf = (id: string, rest: string): string => `/scenarios/${encodeURIComponent(id)}${rest}`;

/** Work on a scenario that callers do not hear yet, and what they heard before (IVR-07). */
export const drafts = {
    save: ({ id, version }: Scenario, menus: Scenario["menus"]) =>
        request<Scenario>("PUT", partOf(id, "/draft"), { body: { menus }, version }),
    discard: ({ id, version }: Scenario) => request<null>("DELETE", partOf(id, "/draft"), { version }),
    publish: ({ id, version }: Scenario, comment: string) =>
        request<Scenario>("POST", partOf(id, "/publication"), { body: { comment }, version }),
    versions: (id: string) =>
        request<{ readonly items: readonly ScenarioVersion[] }>("GET", partOf(id, "/versions")),
    version: (id: string, version: number) =>
        request<ScenarioVersion & Pick<Scenario, "menus">>("GET", partOf(id, `/versions/${version}`)),
    rollBack: ({ id, version }: Scenario, to: number, comment: string) =>
        request<Scenario>("POST", partOf(id, `/versions/${to}/publication`), { body: { comment }, version }),
};

/** Every entry of a domain, page after page: for choosing one of them. */
export async function all<Entry>(
    page: (cursor: string | null) => Promise<PageOf<Entry>>,
): Promise<readonly Entry[]> {
    const found: Entry[] = [];
    let cursor: string | null = null;
    do {
        const answer: PageOf<Entry> = await page(cursor);
        found.push(...answer.items);
        cursor = answer.next;
    } while (cursor !== null);
    return found;
}

/** Who leads there. */
export function usages(kind: UsedKind, name: string): Promise<{ readonly items: readonly Usage[] }> {
    return request("GET", "/usages", { query: { kind, name } });
}
