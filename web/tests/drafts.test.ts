import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MenuStatistics, ScenarioMenu } from "../src/api/scenarios";
import { asPicture, placeOfField, withFault } from "../src/features/scenarios/draftPlaces";
import { daysIn, isAsPublished, visitsBy, visitsByKeys, withFigures } from "../src/features/scenarios/menuFigures";
import { nodeID, scenarioScheme } from "../src/features/scenarios/scenarioScheme";
import { newMenu } from "../src/features/scenarios/scenarioTree";
import { listNodes, spokenWords } from "../src/parts/scheme/scheme";
import { ru } from "../src/texts/ru";

const menus: readonly ScenarioMenu[] = [
    {
        ...newMenu([], "main"),
        id: "main",
        keys: [
            { key: "1", action: { kind: "menu", menu: "more" } },
            { key: "9", action: { kind: "hang-up" } },
        ],
    },
    { ...newMenu([], "Ещё"), id: "more", keys: [{ key: "*", action: { kind: "back" } }] },
];
const drawn = scenarioScheme(menus, { directory: null, prompts: null }, 5, ru);
const find = (root: typeof drawn, id: string) => listNodes(root).find(({ node }) => node.id === id)?.node;

describe("IVR-07 what is published that leads nowhere is marked where it stands", () => {
    test("the server's field is a place of the drawing", () => {
        assert.deepEqual(placeOfField("menus[0].prompt", menus), { kind: "menu", menu: "main" });
        assert.deepEqual(placeOfField("menus[0].keys[1].action", menus), { kind: "action", menu: "main", slot: "9" });
        assert.deepEqual(placeOfField("menus[1].timeout", menus), { kind: "action", menu: "more", slot: "timeout" });
        for (const field of [null, "menus", "menus[7].prompt", "menus[0].keys[5].action", "name"]) {
            assert.equal(placeOfField(field, menus), null);
        }
    });
    test("that place alone is marked", () => {
        const marked = withFault(drawn, { kind: "action", menu: "main", slot: "9" });
        const lit = listNodes(marked).filter(({ node }) => node.isLit).map(({ node }) => node.id);
        assert.deepEqual(lit, [nodeID({ kind: "action", menu: "main", slot: "9" })]);
    });
    test("a picture of a version is for looking: nothing opens, nothing is added", () => {
        const nodes = listNodes(asPicture(drawn)).map(({ node }) => node);
        assert.ok(nodes.length > 8);
        assert.ok(nodes.every(({ kind, opens }) => kind !== "add" && opens !== true));
    });
});

describe("IVR-07 what callers do, on the drawing", () => {
    const figures: readonly MenuStatistics[] = [
        {
            menu: "main",
            name: "Основное",
            entered: 20,
            hungUp: 4,
            averageSeconds: 7.5,
            exits: [
                { exit: "1", visits: 10 },
                { exit: "9", visits: 1 },
                { exit: "other-keys", visits: 3 },
                { exit: "timeout", visits: 2 },
                { exit: "hung-up", visits: 4 },
            ],
        },
    ];
    const write = { count: String, decimal: (value: number, digits: number) => value.toFixed(digits) };
    test("menus and keys have their figures; a menu without any stays as it is", () => {
        const counted = withFigures(drawn, figures, menus, menus, ru, write);
        assert.ok(/вошли 20 · положили трубку 4 · в среднем 7\.5 с$/.test(find(counted, "menu main")?.detail ?? ""));
        assert.equal(find(counted, "key main 1")?.detail, "10 · 50 %");
        assert.ok(/3 · 15 %$/.test(find(counted, "key main otherKeys")?.detail ?? ""));
        assert.ok(/2 · 10 %$/.test(find(counted, "key main timeout")?.detail ?? ""));
        const one = listNodes(counted).find(({ node }) => node.id === "key main 1");
        assert.ok(/Клавиша 1, 10 · 50 %/.test(one ? spokenWords(one) : ""));
        assert.equal(find(counted, "menu more")?.detail, find(drawn, "menu more")?.detail);
    });
    test("a key of the draft that does something else now, or did not exist, has none", () => {
        const published: readonly ScenarioMenu[] = menus.map((menu) =>
            menu.id === "main"
                ? { ...menu, keys: [{ key: "1", action: { kind: "back" } }], timeout: { kind: "hang-up" } }
                : menu,
        );
        const counted = withFigures(drawn, figures, menus, published, ru, write);
        for (const id of ["key main 1", "key main 9", "key main timeout"]) {
            assert.equal(find(counted, id)?.detail, find(drawn, id)?.detail, id);
        }
        assert.ok(/3 · 15 %$/.test(find(counted, "key main otherKeys")?.detail ?? ""));
        assert.ok(/вошли 20/.test(find(counted, "menu main")?.detail ?? ""));
    });
    test("actions are the same whatever the order of what they are made of", () => {
        const target = { kind: "group", name: "sales" } as const;
        const drawnMenus = [{ ...newMenu([], "m"), id: "m", keys: [{ key: "1", action: { kind: "forward", target } }] }];
        const other = JSON.parse(
            '[{"id":"m","keys":[{"key":"1","action":{"prompt":null,"target":{"name":"sales","kind":"group"},"kind":"forward"}}]}]',
        );
        assert.equal(isAsPublished("1", "m", drawnMenus as readonly ScenarioMenu[], other), true);
        other[0].keys[0].action.target.name = "support";
        assert.equal(isAsPublished("1", "m", drawnMenus as readonly ScenarioMenu[], other), false);
    });
    test("the ways out add up to who came in", () => {
        for (const main of figures) {
            const rest = (["other-keys", "timeout", "limit", "hung-up"] as const).map((exit) => visitsBy(main, exit));
            assert.equal(visitsByKeys(main) + rest.reduce((sum, visits) => sum + visits, 0), main.entered);
        }
    });
    test("days end today by the company's clock, not by the browser's", () => {
        const night = new Date("2026-11-22T22:30:00Z");
        assert.deepEqual(daysIn("today", night, "Europe/Moscow"), { from: "2026-11-23", until: "2026-11-23" });
        assert.deepEqual(daysIn("week", night, "Europe/Moscow"), { from: "2026-11-17", until: "2026-11-23" });
        assert.deepEqual(daysIn("longer", night, "UTC"), { from: "2026-10-09", until: "2026-11-22" });
    });
});
