import type { Contact, ContactGroup } from "../../api/calling";

/** A row of an address book: a group, the place for contacts in none, or a contact. */
export type ContactRow =
    | { readonly kind: "heading"; readonly id: string; readonly group: ContactGroup | null }
    | { readonly kind: "contact"; readonly id: string; readonly contact: Contact };

/** The key of the heading for contacts in no group: a group's name is never empty. */
export const noGroup = "";

/**
 * ADR-01: headings put before the contacts of each group, empty groups among them, and those in none at the end. The
 * contacts come in that order, page by page: groups behind the last that is here are not shown before their contacts are.
 * Without groups there is nothing to part, and no heading.
 */
export function contactRows(
    contacts: readonly Contact[],
    groups: readonly ContactGroup[],
    closed: ReadonlySet<string>,
    { isWhole, isSearched }: { readonly isWhole: boolean; readonly isSearched: boolean },
): readonly ContactRow[] {
    const members = new Map<string, Contact[]>();
    for (const contact of contacts) {
        const present = members.get(contact.group);
        if (present) present.push(contact);
        else members.set(contact.group, [contact]);
    }
    // Somebody else may have made a group since the list of groups was read.
    const known = new Set(groups.map(({ name }) => name));
    const others = [...members.keys()].filter((name) => name !== noGroup && !known.has(name));
    const all = [...groups, ...others.map((name) => ({ id: name, name, contacts: members.get(name)?.length ?? 0 }))];
    const last = contacts[contacts.length - 1]?.group;
    const reached = isWhole || last === noGroup ? all.length : all.findIndex(({ name }) => name === last);
    const rows: ContactRow[] = [];
    const add = (group: ContactGroup | null): void => {
        const key = group?.name ?? noGroup;
        if (all.length > 0) rows.push({ kind: "heading", id: `heading ${key}`, group });
        if (closed.has(key)) return;
        for (const contact of members.get(key) ?? []) rows.push({ kind: "contact", id: contact.id, contact });
    };
    for (const [index, group] of all.entries()) {
        if (members.has(group.name) || (!isSearched && index <= reached)) add(group);
    }
    if (members.has(noGroup)) add(null);
    return rows;
}
