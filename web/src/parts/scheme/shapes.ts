import type { PlacedNode, Point } from "./layout";

/** The outline of a node as a path, its upper left corner at 0, 0. */
export function outline({ node, width, height }: Pick<PlacedNode, "node" | "width" | "height">): string {
    switch (node.kind) {
        case "start":
        case "end":
            return rounded(width, height, height / 2);
        case "step":
        case "add":
            return rounded(width, height, 8);
        case "frame":
            return rounded(width, height, 12);
        case "condition":
            return polygon(width, height, 8, 8);
        case "split":
            return polygon(width, height, 16, height / 2);
        case "link":
            return `M0 0H${width - 12}L${width} ${height / 2}L${width - 12} ${height}H0Z`;
    }
}

function rounded(width: number, height: number, wished: number): string {
    const r = Math.min(wished, height / 2, width / 2, 22);
    const arc = (x: number, y: number): string => `a${r} ${r} 0 0 1 ${x} ${y}`;
    const across = width - 2 * r;
    const down = height - 2 * r;
    return `M${r} 0h${across}${arc(r, r)}v${down}${arc(-r, r)}h${-across}${arc(-r, -r)}v${-down}${arc(r, -r)}z`;
}

/** Corners cut off: `x` and `y` say how much. */
function polygon(width: number, height: number, x: number, y: number): string {
    return [
        `M${x} 0H${width - x}L${width} ${y}V${height - y}L${width - x} ${height}`,
        `H${x}L0 ${height - y}V${y}Z`,
    ].join("");
}

/** A line through corners, each of them a little rounded. */
export function linePath(points: readonly Point[]): string {
    const pieces: string[] = [];
    points.forEach((point, index) => {
        const former = points[index - 1];
        const next = points[index + 1];
        if (!former) {
            pieces.push(`M${point.x} ${point.y}`);
        } else if (!next) {
            pieces.push(`L${point.x} ${point.y}`);
        } else {
            const before = towards(point, former);
            const after = towards(point, next);
            pieces.push(`L${before.x} ${before.y}Q${point.x} ${point.y} ${after.x} ${after.y}`);
        }
    });
    return pieces.join("");
}

function towards(from: Point, to: Point): Point {
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const step = Math.min(8, length / 2) / length;
    return { x: from.x + (to.x - from.x) * step, y: from.y + (to.y - from.y) * step };
}
