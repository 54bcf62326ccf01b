import type { PickupGroup, User } from "../../api/schema";
import { searchedNumber } from "../../parts/format/phoneNumber";

/** A row of the users' tree: a pickup group, the place for those in none, or a user. */
export type UserRow =
    | { readonly kind: "heading"; readonly id: string; readonly group: PickupGroup | null }
    | { readonly kind: "user"; readonly id: string; readonly user: User };

/** The id of the heading for users in no pickup group. */
export const noGroup = "none";

/** The pickup group of each user; of several the first by name, as the server orders them. */
export function groupsOfUsers(groups: readonly PickupGroup[]): ReadonlyMap<string, PickupGroup> {
    const found = new Map<string, PickupGroup>();
    for (const group of groups) {
        for (const member of group.members) {
            if (!found.has(member)) found.set(member, group);
        }
    }
    return found;
}

/**
 * USR-01: headings put before the users of each pickup group. The users come in the order of the tree, page by page;
 * those of closed headings are left out. Without pickup groups there is nothing to part, and no heading.
 *
 * Groups without members stand in their places as well; those after the last user once `isWhole` is known.
 */
export function userRows(
    users: readonly User[],
    groups: readonly PickupGroup[],
    closed: ReadonlySet<string>,
    { hasEmpty = false, isWhole = false }: { readonly hasEmpty?: boolean; readonly isWhole?: boolean } = {},
): readonly UserRow[] {
    const groupOf = groupsOfUsers(groups);
    const places = new Map(groups.map(({ id }, place) => [id, place]));
    const empty = hasEmpty ? groups.filter(({ members }) => members.length === 0) : [];
    const rows: UserRow[] = [];
    const putHeading = (group: PickupGroup | null): void => {
        rows.push({ kind: "heading", id: `heading ${group?.id ?? noGroup}`, group });
    };
    const putEmptyBefore = (group: PickupGroup | null): void => {
        const end = (group && places.get(group.id)) ?? groups.length;
        while (empty[0] && (places.get(empty[0].id) ?? 0) < end) putHeading(empty.shift() ?? null);
    };
    let present: string | null = null;
    for (const user of users) {
        const group = groupOf.get(user.id) ?? null;
        const heading = group?.id ?? noGroup;
        if (heading !== present && groups.length > 0) {
            putEmptyBefore(group);
            putHeading(group);
            present = heading;
        }
        if (!closed.has(heading)) rows.push({ kind: "user", id: user.id, user });
    }
    if (isWhole) putEmptyBefore(null);
    return rows;
}

/**
 * What is searched: from three characters on, as one letter finds nearly everybody; numbers may be shorter. A number is
 * sent as it was typed: the server finds it whatever stands between its digits.
 */
export function searchedText(typed: string): string {
    const text = typed.trim();
    return text.length >= 3 || /^\+?\d+$/.test(searchedNumber(text)) ? text : "";
}

/** The groups whose name or extension is searched, in capital letters or not. */
export function foundGroups<Group extends { readonly name: string; readonly extension: string | null }>(
    groups: readonly Group[],
    search: string,
): readonly Group[] {
    const sought = search.trim().toLowerCase();
    return groups.filter(
        ({ name, extension }) => name.toLowerCase().includes(sought) || extension?.startsWith(sought) === true,
    );
}

/** Names of call-handling groups by member. */
export function namesByMember(
    groups: readonly { readonly name: string; readonly members: readonly string[] }[],
): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const { name, members } of groups) {
        for (const member of members) {
            const names = found.get(member);
            if (names) names.push(name);
            else found.set(member, [name]);
        }
    }
    return found;
}
