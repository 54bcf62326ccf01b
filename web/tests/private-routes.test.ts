import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sipNumber } from "../src/features/lines/sipNumber";
import { routeName } from "../src/features/privateRoutes/routeName";
import { orderChanges } from "../src/features/privateRoutes/routeOrder";
import { moved } from "../src/parts/scheme/scheme";

/** The orders after the changes, where the routes stand then. */
function after(orders: readonly number[], from: number, to: number): readonly number[] {
    const changed = [...orders];
    for (const { index, order } of orderChanges(orders, from, to)) changed[index] = order;
    return moved(changed, from, to);
}

describe("TRK-01 the order of private routes", () => {
    test("one number is stored where there is room between the neighbours", () => {
        assert.deepEqual(orderChanges([10, 20, 30], 2, 1), [{ index: 2, order: 15 }]);
        assert.deepEqual(orderChanges([10, 20, 30], 0, 2), [{ index: 0, order: 40 }]);
        assert.deepEqual(orderChanges([10, 20, 30], 2, 0), [{ index: 2, order: 0 }]);
        assert.deepEqual(orderChanges([5, 20], 1, 0), [{ index: 1, order: 2 }]);
    });

    test("routes of one order, as they are made, all get numbers of their own", () => {
        assert.deepEqual(orderChanges([100, 100, 100], 2, 1), [
            { index: 0, order: 10 },
            { index: 2, order: 20 },
            { index: 1, order: 30 },
        ]);
    });

    test("wherever a route goes, it stands there afterwards, and no number leaves its limits", () => {
        const cases = [[100, 100], [0, 1, 2], [999, 1_000], [0, 0, 1_000, 1_000], [0, 500, 1_000], [1, 2, 3, 4, 5]];
        for (const orders of cases) {
            for (const from of orders.keys()) {
                for (const to of orders.keys()) {
                    if (from === to) continue;
                    const result = after(orders, from, to);
                    const isRising = result.every((order, place) => place === 0 || order >= (result[place - 1] ?? 0));
                    const isMoved = result.every((order, place) => Math.abs(place - to) !== 1 || order !== result[to]);
                    const isLegal = result.every((order) => order >= 0 && order <= 1_000);
                    assert.ok(isRising && isMoved && isLegal, `${orders.join()} ${from} → ${to}: ${result.join()}`);
                }
            }
        }
    });
});

describe("TRK-01 the technical name of a route", () => {
    test("is made from the shown one and the domain, and is one that a trunk may have", () => {
        assert.equal(routeName("Офис на Щукинской", "acme.example"), "ofis-na-schukinskoy-acme.example");
        assert.equal(routeName("  Plant №2! ", "acme.example"), "plant-2-acme.example");
        assert.equal(routeName("Офис", "acme.example", 2), "ofis-acme.example-2");
        assert.equal(routeName("本社", "acme.example"), "office-acme.example");
        for (const name of ["", "Я", "x".repeat(200), "Ъ ь", "ÄÖ"]) {
            for (const domain of ["acme.example", `${"d".repeat(200)}.example`]) {
                assert.ok(/^[a-z0-9._-]{1,64}$/.test(routeName(name, domain, 9)), routeName(name, domain, 9));
            }
        }
    });
});

describe("RTE-01 the SIP number of a line", () => {
    test("is its number at its domain", () => {
        assert.equal(sipNumber({ number: "+74951234567", domain: "acme.example" }), "74951234567@acme.example");
    });
});
