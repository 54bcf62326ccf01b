import type { UserPatch } from "../../api/endpoints";
import type { Party, User } from "../../api/schema";
import type { Query } from "../../parts/routing/address";

/** USR-05: the parts of a user's card; the first is named in no address. */
export const userTabs = ["main", "calling", "journal"] as const;
export type UserTab = (typeof userTabs)[number];

/** The list beside the card has a search in the same address: what the journal is narrowed to has names of its own. */
const prefix = "journal-";

export function readTab(query: Query): UserTab {
    return userTabs.find((tab) => tab === query["tab"]) ?? "main";
}

/** The address of a part of the card, the journal as yet narrowed to nothing. */
export function tabQuery(query: Query, tab: UserTab): Query {
    return { ...listQuery(query), tab: tab === "main" ? "" : tab };
}

/** What of the address is the list's: what another card opens with. */
export function listQuery(query: Query): Query {
    const { tab, ...rest } = query;
    return Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith(prefix)));
}

/** What the journal in the card is narrowed to, by the names that the history has for it. */
export function journalQuery(query: Query): Query {
    const own = Object.entries(query).filter(([name]) => name.startsWith(prefix));
    return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** The other way round: a change of the history's filters as one of the card's address. */
export function journalChange(change: Query): Query {
    return Object.fromEntries(Object.entries(change).map(([name, value]) => [prefix + name, value]));
}

/** ME-03: a call as one of those in it sees it: which way it went, and the other side. */
export function seenBy(
    user: string,
    call: { readonly caller: Party; readonly callee: Party },
): { readonly direction: "incoming" | "outgoing"; readonly peer: Party } {
    return call.caller.user === user
        ? { direction: "outgoing", peer: call.callee }
        : { direction: "incoming", peer: call.caller };
}

/** Only what differs, so that a change made elsewhere in between is kept. */
export function changedFields(user: User, wanted: UserPatch): UserPatch {
    return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => user[name as keyof User] !== value));
}
