import type { PoolDomain, PoolDomainGroup } from "../../api/pools";

/** A row of the pool's list: a sub-group, or a domain of it. */
export type PoolRow =
    | { readonly kind: "heading"; readonly id: string; readonly group: PoolDomainGroup }
    | { readonly kind: "domain"; readonly id: string; readonly domain: PoolDomain };

/** The key of a sub-group, also of the place for domains that are in none. */
export const groupKey = (group: PoolDomainGroup): string => group.id ?? "";

/** TEN-05: the sub-groups in the order of the server, each before its domains; those of closed ones are left out. */
export function poolRows(groups: readonly PoolDomainGroup[], closed: ReadonlySet<string>): readonly PoolRow[] {
    return groups.flatMap((group): readonly PoolRow[] => [
        { kind: "heading", id: `heading ${groupKey(group)}`, group },
        ...(closed.has(groupKey(group))
            ? []
            : group.domains.map((domain): PoolRow => ({ kind: "domain", id: domain.id, domain }))),
    ]);
}

/** What is dialled to reach an extension of another domain: `*4456#101`. */
export function dialExpression(
    pool: { readonly before: string; readonly between: string },
    routingNumber: string,
    extension: string,
): string {
    return `${pool.before}${routingNumber}${pool.between}${extension}`;
}
