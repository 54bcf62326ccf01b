import type { PageOf } from "../parts/table/usePages";
import { request, root } from "./client";
import { pageLength } from "./endpoints";
import type { ProblemCode } from "./problem";

/** What is dialled for features: in talk, and in place of a number; `null`: switched off (CAL-04). */
export const talkCodes = [
    "transfer", "addToConference", "removeFromConference", "hold", "parkParty", "record", "pauseRecording",
] as const;
export const dialledCodes = ["pickup", "park", "callback", "cancelCallback", "redial", "lampOn", "lampOff"] as const;
/** Before a number. */
export const prefixCodes = ["withholdNumber", "showNumber"] as const;
export type Code = (typeof talkCodes)[number] | (typeof dialledCodes)[number] | (typeof prefixCodes)[number];
export type Codes = { readonly [Name in Code]: string | null } & { readonly version: number };

/** Where users may call (CAL-02). */
export const outgoingLimits = ["none", "no-international", "no-long-distance", "internal-only"] as const;
export type OutgoingLimit = (typeof outgoingLimits)[number];
export interface CallingRules {
    readonly outgoing: OutgoingLimit | null;
    readonly version: number;
}

export const melodies = ["calm", "waltz", "bright"] as const;
export type Melody = (typeof melodies)[number];
/** A chosen sound: a melody, a prompt, or with neither nothing. */
export interface Sound {
    readonly melody?: Melody;
    readonly prompt?: string;
}

/** What callers hear (CAL-05, CAL-10); `null`: the usual, or as the domain says. */
export interface UserSounds {
    readonly greeting: Sound | null;
    readonly ringBack: Sound | null;
    readonly version: number;
}
/** As a user's are read: whether callers hear a greeting, by the user's own choice or by the domain's (FWD-03). */
export interface HeardSounds extends UserSounds {
    readonly isGreeted: boolean;
}
export interface Sounds extends UserSounds {
    readonly hold: Sound | null;
}

export const numberKinds = ["work", "mobile", "home", "fax", "sip", "other"] as const;
export type NumberKind = (typeof numberKinds)[number];
export interface ContactNumber {
    readonly kind: NumberKind;
    readonly number: string;
}
/** Somebody in an address book (ADR-01, ME-05). */
export interface Contact {
    readonly id: string;
    readonly domain: string;
    readonly name: string;
    readonly shortNumber: string;
    readonly numbers: readonly ContactNumber[];
    readonly email: string | null;
    readonly position: string;
    readonly group: string;
    readonly version: number;
}
/** A group of an address book; another name is another id. */
export interface ContactGroup {
    readonly id: string;
    readonly name: string;
    readonly contacts: number;
}

/** What is done to many contacts at once; `null`: into no group. */
export type ContactOperation =
    | { readonly operation: "set-group"; readonly group: string | null }
    | { readonly operation: "remove" };

/** What became of one of them. */
export interface ContactResult {
    readonly contact: string;
    readonly result: "done" | "unchanged" | "refused";
    readonly code: ProblemCode | null;
}

/** The server takes as many at once. */
const mostContacts = 1_000;

export type ContactDraft = Omit<Contact, "id" | "domain" | "version" | "shortNumber"> & { readonly shortNumber?: string };

const part = (path: string, id: string, rest = ""): string => `${path}/${encodeURIComponent(id)}${rest}`;
const ofDomain = (domain: string, rest: string): string => part("/domains", domain, rest);
/** An address book: of a domain, or one's own (`null`). */
const book = (domain: string | null): string => (domain === null ? "/me/contacts" : ofDomain(domain, "/contacts"));

const bookGroups = (domain: string | null): string =>
    domain === null ? "/me/contact-groups" : ofDomain(domain, "/contact-groups");

/** How a domain and its users call and are called, and whom they know. */
export const calling = {
    codes: (domain: string) => request<Codes>("GET", ofDomain(domain, "/codes")),
    changeCodes: (domain: string, version: number, body: Partial<Record<Code, string | null>>) =>
        request<Codes>("PATCH", ofDomain(domain, "/codes"), { body, version }),
    rules: (domain: string) => request<CallingRules>("GET", ofDomain(domain, "/calling")),
    changeRules: (domain: string, rules: CallingRules, body: Pick<CallingRules, "outgoing">) =>
        request<CallingRules>("PATCH", ofDomain(domain, "/calling"), { body, version: rules.version }),
    sounds: (domain: string) => request<Sounds>("GET", ofDomain(domain, "/sounds")),
    changeSounds: (domain: string, sounds: Sounds, body: Partial<Omit<Sounds, "version">>) =>
        request<Sounds>("PATCH", ofDomain(domain, "/sounds"), { body, version: sounds.version }),
    userSounds: (user: string) => request<HeardSounds>("GET", part("/users", user, "/sounds")),
    changeUserSounds: (user: string, sounds: UserSounds, body: Partial<Omit<UserSounds, "version">>) =>
        request<HeardSounds>("PATCH", part("/users", user, "/sounds"), { body, version: sounds.version }),
    melodySound: (melody: Melody): string => `${root}${part("/melodies", melody, "/sound")}`,

    contacts: (domain: string | null, search: string, cursor: string | null, signal: AbortSignal | undefined) =>
        request<PageOf<Contact>>("GET", book(domain), {
            query: { limit: pageLength, order: "group", search, cursor },
            ...(signal ? { signal } : {}),
        }),
    contact: (domain: string | null, id: string) => request<Contact>("GET", part(book(domain), id)),
    addContact: (domain: string | null, body: ContactDraft, key: string) =>
        request<Contact>("POST", book(domain), { body, key }),
    changeContact: (domain: string | null, contact: Contact, body: ContactDraft) =>
        request<Contact>("PATCH", part(book(domain), contact.id), { body, version: contact.version }),
    removeContact: (domain: string | null, contact: Contact) =>
        request<null>("DELETE", part(book(domain), contact.id), { version: contact.version }),
    changeContacts: async (
        domain: string | null,
        contacts: readonly string[],
        change: ContactOperation,
    ): Promise<readonly ContactResult[]> => {
        const results: ContactResult[] = [];
        for (let from = 0; from < contacts.length; from += mostContacts) {
            const body = { contacts: contacts.slice(from, from + mostContacts), ...change };
            const answer = await request<{ items: readonly ContactResult[] }>("POST", `${book(domain)}/bulk`, { body });
            results.push(...answer.items);
        }
        return results;
    },

    contactGroups: (domain: string | null) => request<{ items: readonly ContactGroup[] }>("GET", bookGroups(domain)),
    addContactGroup: (domain: string | null, name: string, key: string) =>
        request<ContactGroup>("POST", bookGroups(domain), { body: { name }, key }),
    renameContactGroup: (domain: string | null, group: ContactGroup, name: string) =>
        request<ContactGroup>("PATCH", part(bookGroups(domain), group.id), { body: { name } }),
    removeContactGroup: (domain: string | null, group: ContactGroup) =>
        request<null>("DELETE", part(bookGroups(domain), group.id)),
};
