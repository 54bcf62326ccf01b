import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { emptySelection, toggled, toggledAll } from "../src/parts/table/selection";
import { rowWindow, scrollTopShowing } from "../src/parts/table/window";

describe("rows in sight", () => {
    test("of 10 000 rows a screenful and some more are drawn, wherever one has scrolled to", () => {
        for (let top = 0; top <= 10_000 * 44; top += 997) {
            const { first, end } = rowWindow(top, 600, 44, 10_000);
            assert.ok(end - first <= 45, `${end - first} rows at ${top}`);
            const visible = Math.min(9_999, Math.floor(top / 44));
            assert.ok(first <= visible && visible < end, `row ${visible} at ${top}`);
        }
    });

    test("odd measures draw nothing or everything, never out of bounds", () => {
        assert.deepEqual(rowWindow(0, 600, 44, 0), { first: 0, end: 0 });
        assert.deepEqual(rowWindow(0, 600, 0, 10), { first: 0, end: 0 });
        assert.deepEqual(rowWindow(-50, 600, 44, 3), { first: 0, end: 3 });
        assert.deepEqual(rowWindow(1e9, 600, 44, 3), { first: 0, end: 3 });
    });

    test("a row is scrolled to only when it is out of sight", () => {
        assert.equal(scrollTopShowing(0, 0, 440, 44, 40), null);
        assert.equal(scrollTopShowing(0, 100, 440, 44, 40), 0);
        assert.equal(scrollTopShowing(20, 0, 440, 44, 40), 21 * 44 + 40 - 440);
    });
});

describe("choosing rows", () => {
    const order = ["a", "b", "c", "d", "e"];
    const keys = (selection: { keys: ReadonlySet<string> }): string => [...selection.keys].sort().join("");

    test("shift takes everything between, both ways, and can take it back", () => {
        const second = toggled(emptySelection, "b", order, false);
        const range = toggled(second, "d", order, true);
        assert.equal(keys(range), "bcd");
        assert.equal(keys(toggled(range, "b", order, true)), "");
        assert.equal(keys(toggled(toggled(emptySelection, "e", order, false), "c", order, true)), "cde");
    });

    test("shift without a row before, or with one that is gone, takes one", () => {
        assert.equal(keys(toggled(emptySelection, "c", order, true)), "c");
        assert.equal(keys(toggled({ keys: new Set(["x"]), anchor: "x" }, "c", order, true)), "cx");
    });

    test("the box in the head chooses all and nothing", () => {
        const all = toggledAll(emptySelection, order);
        assert.equal(keys(all), "abcde");
        assert.equal(keys(toggledAll(all, order)), "");
    });
});
