import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dropPlace } from "../src/parts/scheme/dragging";
import { layoutAcross, layoutScheme } from "../src/parts/scheme/layout";
import type { Drawing, PlacedNode } from "../src/parts/scheme/layout";
import { listNodes, moved, orderedIDs, schemeLines } from "../src/parts/scheme/scheme";
import type { SchemeBranch, SchemeNode } from "../src/parts/scheme/scheme";
import { linePath, outline } from "../src/parts/scheme/shapes";
import { textStyles, wrapped } from "../src/parts/scheme/text";
import type { Measure } from "../src/parts/scheme/text";

/** Every character is half as wide as the letters are high. */
const measure: Measure = (text, { size }) => text.length * size * 0.5;

function node(id: string, next: readonly (SchemeNode | SchemeBranch)[] = [], more: Partial<SchemeNode> = {}): SchemeNode {
    const branches = next.map((each) => ("to" in each ? each : { to: each }));
    return { id, kind: "step", title: `Узел ${id}`, next: branches, ...more };
}

function find(drawing: Drawing, id: string): PlacedNode {
    const found = drawing.nodes.find((each) => each.node.id === id);
    if (!found) throw new Error(`${id} is not drawn`);
    return found;
}

const middle = (placed: PlacedNode): number => placed.x + placed.width / 2;

/** Nothing lies over another or out of the drawing, save cells in their frames; lines run upright or level. */
function assertSound(drawing: Drawing): void {
    for (const each of drawing.nodes) {
        assert.ok(each.x >= 0 && each.y >= 0, each.node.id);
        assert.ok(each.x + each.width <= drawing.width + 0.01, `${each.node.id} sticks out`);
        assert.ok(each.y + each.height <= drawing.height + 0.01, `${each.node.id} sticks out below`);
        for (const other of drawing.nodes) {
            if (each === other || each.node.cells?.includes(other.node) || other.node.cells?.includes(each.node)) continue;
            const isApart =
                each.x + each.width <= other.x + 0.01 ||
                other.x + other.width <= each.x + 0.01 ||
                each.y + each.height <= other.y + 0.01 ||
                other.y + other.height <= each.y + 0.01;
            assert.ok(isApart, `${each.node.id} lies over ${other.node.id}`);
        }
    }
    for (const { points, from, to } of drawing.edges) {
        for (const [index, point] of points.slice(1).entries()) {
            const former = points[index];
            assert.ok(former && (Math.abs(former.x - point.x) < 0.01 || Math.abs(former.y - point.y) < 0.01), from + to);
        }
    }
}

describe("RTE-01 schemes: layout", () => {
    test("IVR-02 rather wider than the frame than one under the other, where that is wished", () => {
        const keys = ["1", "2", "3", "4", "5"].map((key) =>
            node(`key ${key}`, [node(`action ${key}`)], { arrangement: "crosswise" }),
        );
        const root = node("start", [node("menu", keys, { arrangement: "across" })]);
        const rows = (drawing: Drawing): number => new Set(keys.map(({ id }) => find(drawing, id).y)).size;
        const width = 500;
        assert.equal(rows(layoutScheme(root, width, measure)), 5);
        const across = layoutAcross(root, width, measure);
        assertSound(across);
        assert.equal(rows(across), 1);
        assert.ok(across.width > width && across.width < 3 * width, String(across.width));
        // With room enough nothing is made wider, and what wishes to go down goes down.
        assert.deepEqual(layoutAcross(root, 3_000, measure), layoutScheme(root, 3_000, measure));
        const down = node("start", [node("menu", keys, { arrangement: "down" })]);
        assert.deepEqual(layoutAcross(down, width, measure), layoutScheme(down, width, measure));
    });

    test("crosswise stands below in a row and beside in a column", () => {
        const keys = ["1", "2", "3"].map((key) =>
            node(`key ${key}`, [node(`action ${key}`)], { arrangement: "crosswise" }),
        );
        const root = node("menu", keys);
        const wide = layoutScheme(root, 1_200, measure);
        const narrow = layoutScheme(root, 360, measure);
        for (const key of ["1", "2", "3"]) {
            const [below, above] = [find(wide, `action ${key}`), find(wide, `key ${key}`)];
            assert.ok(below.y > above.y + above.height && Math.abs(middle(below) - middle(above)) < 1, "below");
            const [right, left] = [find(narrow, `action ${key}`), find(narrow, `key ${key}`)];
            assert.ok(right.x > left.x + left.width && Math.abs(right.y - left.y) < 1, "beside");
        }
        assertSound(wide);
        assertSound(narrow);
    });

    test("one follower stands straight below, several side by side with the parent over their middle", () => {
        const chain = layoutScheme(node("a", [node("b", [node("c")])]), 600, measure);
        assert.equal(middle(find(chain, "a")), middle(find(chain, "c")));
        assert.ok(find(chain, "b").y > find(chain, "a").y + find(chain, "a").height);

        const fork = layoutScheme(node("a", [node("b"), node("c"), node("d")]), 600, measure);
        assert.equal(find(fork, "b").y, find(fork, "d").y);
        assert.equal(middle(find(fork, "a")), middle(find(fork, "c")));
        [chain, fork].forEach(assertSound);
    });

    test("what has no room across goes down along a line on the left", () => {
        const root = node("a", ["b", "c", "d"].map((id) => node(id)));
        const narrow = layoutScheme(root, 200, measure);
        assert.ok(find(narrow, "c").y > find(narrow, "b").y);
        assert.ok(find(narrow, "b").x > find(narrow, "a").x);
        assert.ok(narrow.width <= 200);
        assertSound(narrow);
    });

    test("going down, short words stand on the way, longer ones above what it leads to", () => {
        const fork = (words: string): SchemeNode =>
            node("a", [{ to: node("b"), words }, { to: node("c"), words }], { arrangement: "down" });
        const [short, long] = ["1", "пн–пт 10:00–19:00; сб 10:00–16:00"].map((words) => layoutScheme(fork(words), 220, measure));
        if (!short || !long) throw new Error("nothing is drawn");
        const gap = (drawing: Drawing): number => find(drawing, "b").y - find(drawing, "a").y - find(drawing, "a").height;
        assert.equal(gap(long) - gap(short), 2 * textStyles.words.lineHeight);
        assert.equal(long.edges[0]?.words?.lines.length, 2);
        [short, long].forEach(assertSound);
    });

    test("what stands beside makes one column, and goes below where it is narrow", () => {
        const rule = (id: string, title: string): SchemeNode =>
            node(id, [node(`${id} target`)], { title, arrangement: "beside" });
        const root = node("line", [rule("1", "пн–пт 10:00–19:00"), rule("2", "всегда")], { arrangement: "down" });
        const wide = layoutScheme(root, 700, measure);
        assert.equal(find(wide, "1 target").x, find(wide, "2 target").x);
        assert.equal(find(wide, "1").y + find(wide, "1").height / 2, find(wide, "1 target").y + find(wide, "1 target").height / 2);
        const narrow = layoutScheme(root, 260, measure);
        assert.ok(find(narrow, "1 target").y >= find(narrow, "1").y + find(narrow, "1").height);
        assert.ok(narrow.width <= 260);
        [wide, narrow].forEach(assertSound);
    });

    test("cells stand side by side in their frame, one under the other where it is narrow", () => {
        const frame: SchemeNode = { ...node("f", [node("end")], { kind: "frame", title: "" }), cells: [node("x"), node("y")] };
        const wide = layoutScheme(node("a", [frame]), 600, measure);
        assert.equal(find(wide, "x").y, find(wide, "y").y);
        const narrow = layoutScheme(node("a", [frame]), 140, measure);
        assert.equal(find(narrow, "x").x, find(narrow, "y").x);
        for (const drawing of [wide, narrow]) {
            assertSound(drawing);
            const [outer, inner] = [find(drawing, "f"), find(drawing, "y")];
            assert.ok(inner.y + inner.height < outer.y + outer.height && inner.x > outer.x);
        }
    });

    test("a way looks as the node it leads to, unless it says otherwise; words stand on it", () => {
        const root = node("a", [
            { to: node("b", [], { isLit: true }), words: "1" },
            { to: node("c", [], { isOff: true }) },
            { to: node("d", [], { isLit: true }), isLit: false, isUnreached: true },
        ]);
        const [b, c, d] = layoutScheme(root, 900, measure).edges;
        assert.deepEqual([b?.isLit, b?.words?.lines, c?.isOff, d?.isLit, d?.isUnreached], [true, ["1"], true, false, true]);
    });

    test("a tree of a hundred menus with twelve keys fits any width, quickly and without overlaps", () => {
        let count = 0;
        const menu = (depth: number): SchemeNode => {
            count += 1;
            const keys = Array.from({ length: depth === 0 ? 12 : 3 }, (_, key): SchemeBranch => {
                const to = depth > 0 ? menu(depth - 1) : node(`${count} ${key}`);
                return { words: String(key), to };
            });
            return node(`menu ${count} ${depth}`, keys, { arrangement: depth % 2 === 0 ? "across" : "down" });
        };
        const root = menu(3);
        for (const width of [320, 1_000, 4_000]) {
            const started = performance.now();
            const drawing = layoutScheme(root, width, measure);
            assert.ok(performance.now() - started < 500);
            assert.equal(drawing.nodes.length, listNodes(root).length);
            assertSound(drawing);
        }
    });
});

describe("schemes: words, order, shapes", () => {
    const root = node("a", [{ to: node("b", [], { badge: "1" }), words: "да" }, node("c"), node("d", [], { isFixed: true })], {
        isOrdered: true,
        arrangement: "down",
    });

    test("read out, a scheme is a list with levels", () => {
        assert.deepEqual(schemeLines(root), [
            { level: 1, text: "Узел a" },
            { level: 2, text: "да: 1, Узел b" },
            { level: 2, text: "Узел c" },
            { level: 2, text: "Узел d" },
        ]);
        assert.deepEqual(listNodes(root).map(({ position, siblings }) => `${position}/${siblings}`), ["1/1", "1/3", "2/3", "3/3"]);
    });

    test("RTE-03 what is fixed has no place in the order; things move up and down", () => {
        assert.deepEqual(orderedIDs(root), ["b", "c"]);
        assert.deepEqual(orderedIDs(node("x", [node("y")])), []);
        assert.deepEqual(moved(["a", "b", "c"], 0, 2), ["b", "c", "a"]);
        assert.deepEqual(moved(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
        assert.deepEqual(moved(["a"], 3, 0), ["a"]);
    });

    test("RTE-03 a dragged node takes the place that its middle has come to", () => {
        const middles = [20, 80, 140];
        assert.deepEqual([0, 79, 81, 500].map((y) => dropPlace(middles, 0, y)), [0, 0, 1, 2]);
        assert.deepEqual([0, 30, 100, 500].map((y) => dropPlace(middles, 2, y)), [0, 1, 2, 2]);
    });

    test("words are broken between words, cut when one is too long, and end in '…' when they are too many", () => {
        const lines = (text: string, most = 3): readonly string[] => wrapped(text, textStyles.title, 70, most, measure);
        assert.deepEqual(lines("пн–пт 10:00–19:00"), ["пн–пт", "10:00–19:0", "0"]);
        assert.deepEqual(lines("один два три четыре", 1), ["один два…"]);
        assert.deepEqual(lines("раз\nдва"), ["раз", "два"]);
        assert.deepEqual(lines(""), []);
    });

    test("every kind has an outline, lines have round corners", () => {
        for (const kind of ["start", "condition", "split", "step", "frame", "end", "link", "add"] as const) {
            assert.ok(/^M.*[zZ]$/.test(outline({ node: { id: "a", kind, title: "" }, width: 100, height: 40 })), kind);
        }
        assert.equal(linePath([{ x: 0, y: 0 }, { x: 0, y: 40 }, { x: 40, y: 40 }]), "M0 0L0 32Q0 40 8 40L40 40");
    });
});
