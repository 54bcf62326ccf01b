/** Which rows of a long list are worth being in the document. */
export interface RowWindow {
    /** The first row drawn. */
    readonly first: number;
    /** The one after the last row drawn. */
    readonly end: number;
}

/** Rows beyond the visible ones on either side, so that a quick scroll does not show gaps. */
const overscan = 12;

/** All lengths in pixels; every row has the same height. */
export function rowWindow(scrollTop: number, viewport: number, rowHeight: number, count: number): RowWindow {
    if (count <= 0 || rowHeight <= 0) return { first: 0, end: 0 };
    const visible = Math.ceil(Math.max(viewport, 0) / rowHeight) + 1;
    const top = Math.min(Math.max(0, Math.floor(scrollTop / rowHeight)), count - 1);
    return { first: Math.max(0, top - overscan), end: Math.min(count, top + visible + overscan) };
}

/** Where to scroll so that `index` is seen below a sticky head; `null` when it is seen already. */
export function scrollTopShowing(
    index: number,
    scrollTop: number,
    viewport: number,
    rowHeight: number,
    head: number,
): number | null {
    const top = index * rowHeight;
    if (top < scrollTop) return top;
    const bottom = top + rowHeight + head;
    return bottom > scrollTop + viewport ? bottom - viewport : null;
}
