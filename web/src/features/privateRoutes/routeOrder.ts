/** A route is asked for at its order's place; the server takes these. */
const limits = { lowest: 0, highest: 1_000 };
const usualStep = 10;

export interface OrderChange {
    /** Where the route stands now. */
    readonly index: number;
    readonly order: number;
}

/**
 * What has to be stored so that a route goes to another place: one number where there is room between its new
 * neighbours, else all of them anew.
 */
export function orderChanges(orders: readonly number[], from: number, to: number): readonly OrderChange[] {
    const places = orders.map((_, index) => index).filter((index) => index !== from);
    places.splice(to, 0, from);
    const before = orders[places[to - 1] ?? -1];
    const after = orders[places[to + 1] ?? -1];
    const order = orderBetween(before, after);
    if (order !== null) return [{ index: from, order }];
    const step = Math.max(1, Math.min(usualStep, Math.floor(limits.highest / places.length)));
    return places
        .map((index, place) => ({ index, order: (place + 1) * step }))
        .filter((change) => orders[change.index] !== change.order);
}

function orderBetween(before: number | undefined, after: number | undefined): number | null {
    if (before === undefined && after === undefined) return null;
    if (before === undefined) return withinLimits(Number(after) - usualStep) ?? roomBetween(limits.lowest - 1, Number(after));
    if (after === undefined) return withinLimits(before + usualStep) ?? roomBetween(before, limits.highest + 1);
    return roomBetween(before, after);
}

function withinLimits(order: number): number | null {
    return order >= limits.lowest && order <= limits.highest ? order : null;
}

function roomBetween(before: number, after: number): number | null {
    return after - before > 1 ? Math.floor((before + after) / 2) : null;
}
