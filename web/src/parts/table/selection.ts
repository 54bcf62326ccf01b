/** Rows chosen for a group operation, by key. */
export interface Selection {
    readonly keys: ReadonlySet<string>;
    /** Where a shift click starts from. */
    readonly anchor: string | null;
}

export const emptySelection: Selection = { keys: new Set(), anchor: null };

/** A click on one row's box; with `extend` (shift) every row between the last click and this one gets its new state. */
export function toggled(selection: Selection, key: string, order: readonly string[], extend: boolean): Selection {
    const willBeChosen = !selection.keys.has(key);
    const keys = new Set(selection.keys);
    const set = (each: string): unknown => (willBeChosen ? keys.add(each) : keys.delete(each));
    const start = extend && selection.anchor !== null ? order.indexOf(selection.anchor) : -1;
    const end = order.indexOf(key);
    if (start >= 0 && end >= 0) {
        order.slice(Math.min(start, end), Math.max(start, end) + 1).forEach(set);
    } else {
        set(key);
    }
    return { keys, anchor: key };
}

/** The box in the head: everything loaded, or nothing when everything was chosen. */
export function toggledAll(selection: Selection, order: readonly string[]): Selection {
    return order.every((key) => selection.keys.has(key)) ? emptySelection : { keys: new Set(order), anchor: null };
}
