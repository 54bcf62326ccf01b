/**
 * What the cell of a row under the pointer says, when it does not fit into the cell; `""`: all of it can be read. The link
 * of a row covers the row, so the cell is found by its place.
 */
export function cutText(row: Element, x: number): string {
    const cell = [...row.children].find((each) => {
        const { left, right } = each.getBoundingClientRect();
        return left <= x && x < right;
    });
    if (!cell) return "";
    // What is said and not shown is one pixel wide.
    const isCut = [cell, ...cell.querySelectorAll("*")].some(
        ({ clientWidth, scrollWidth }) => clientWidth > 1 && scrollWidth > clientWidth,
    );
    return isCut && cell instanceof HTMLElement ? cell.innerText : "";
}
