/**
 * The object to base a change on: as it is now, when nothing but its version is another. A mailbox and chosen sounds are
 * saved beside a user's form and have the user's version; whoever changed a field of the form in between is noticed.
 */
export function basis<Thing extends object>(known: Thing, present: Thing, beside: readonly string[] = []): Thing {
    const isSame = (Object.keys(known) as (keyof Thing & string)[]).every(
        (name) => name === "version" || beside.includes(name) || known[name] === present[name],
    );
    return isSame ? present : known;
}
