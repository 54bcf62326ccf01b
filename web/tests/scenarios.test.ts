import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MenuKey, ScenarioAction, ScenarioMenu } from "../src/api/scenarios";
import { actionFaults, actionFrom, valuesOf } from "../src/features/scenarios/actionDialog";
import { nodeID, placeOf, scenarioScheme } from "../src/features/scenarios/scenarioScheme";
import type { Place } from "../src/features/scenarios/scenarioScheme";
import {
    branchesTo,
    defaultName,
    freeKeys,
    newMenu,
    placesOf,
    slotsOf,
    usedAndUnused,
    withAction,
    withKeyMoved,
    withoutKey,
    withoutMenu,
} from "../src/features/scenarios/scenarioTree";
import { listNodes } from "../src/parts/scheme/scheme";
import { ru } from "../src/texts/ru";

const to = (menu: string): ScenarioAction => ({ kind: "menu", menu });
const plain: ScenarioAction = { kind: "hang-up" };

function menu(id: string, keys: Partial<Record<MenuKey, ScenarioAction>> = {}, more: Partial<ScenarioMenu> = {}): ScenarioMenu {
    return {
        ...newMenu([], id),
        id,
        keys: Object.entries(keys).map(([key, action]) => ({ key: key as MenuKey, action })),
        ...more,
    };
}

const nothingAround = { directory: null, prompts: null };

describe("IVR-01 names", () => {
    const write = ru.scenarios.defaultName;
    test("a new scenario is numbered by its place in the list, and on when that is taken", () => {
        assert.equal(defaultName([], write), "Голосовой сценарий 1");
        assert.equal(defaultName(["Приёмная", "Склад"], write), "Голосовой сценарий 3");
        assert.equal(defaultName(["Голосовой сценарий 2"], write), "Голосовой сценарий 3");
        assert.equal(defaultName(["Голосовой сценарий 3", "Голосовой сценарий 4"], write), "Голосовой сценарий 5");
    });
});

describe("IVR-02 the tree of menus", () => {
    test("a menu is drawn as near to the start as possible, though a longer way comes first", () => {
        const menus = [menu("main", { 1: to("a"), 5: to("b") }), menu("a", { 1: to("b") }), menu("b")];
        assert.deepEqual(placesOf(menus).get("b"), { menu: "main", slot: "5" });
    });

    test("menus that nothing leads to are unused, also those that only unused ones lead to", () => {
        const menus = [menu("main", { 1: to("a") }), menu("a"), menu("x", { 1: to("y") }), menu("y", { 1: to("x") })];
        const { used, unused } = usedAndUnused(menus);
        assert.deepEqual(used.map(({ id }) => id), ["main", "a"]);
        assert.deepEqual(unused.map(({ id }) => id), ["x", "y"]);
    });

    test("other keys and the timeout lead to menus as well", () => {
        const menus = [menu("main", {}, { otherKeys: to("a"), timeout: to("b") }), menu("a"), menu("b")];
        assert.deepEqual(usedAndUnused(menus).unused, []);
    });

    test("loops end in references, and every menu is drawn once", () => {
        const menus = [
            menu("main", { 1: to("a"), 2: to("a"), 3: to("main") }),
            menu("a", { 1: to("main"), 2: to("a"), 3: to("b") }),
            menu("b", {}, { timeout: to("a") }),
        ];
        const listed = listNodes(scenarioScheme(menus, nothingAround, 5, ru)).map(({ node }) => node);
        assert.equal(new Set(listed.map(({ id }) => id)).size, listed.length, "ids are unique");
        const drawn = listed.filter(({ id }) => placeOf(id)?.kind === "menu").map(({ id }) => id);
        assert.deepEqual(drawn, ["menu main", "menu a", "menu b"]);
        const references = listed.filter(({ kind }) => kind === "link").map(({ leadsTo }) => leadsTo);
        assert.deepEqual(references.sort(), ["menu a", "menu a", "menu a", "menu main", "menu main"]);
    });

    test("levels go across and down in turn", () => {
        const menus = [menu("main", { 1: to("a") }), menu("a", { 1: to("b") }), menu("b")];
        const listed = listNodes(scenarioScheme(menus, nothingAround, 5, ru)).map(({ node }) => node);
        const arrangements = ["main", "a", "b"].map((id) => listed.find((each) => each.id === `menu ${id}`)?.arrangement);
        assert.deepEqual(arrangements, ["across", "down", "across"]);
    });

    test("a hundred menus in a row are drawn, one below the other", () => {
        const menus = Array.from({ length: 100 }, (_, index) =>
            menu(`m${index}`, index < 99 ? { 1: to(`m${index + 1}`) } : { 1: to("m0") }),
        );
        const listed = listNodes(scenarioScheme(menus, nothingAround, 5, ru));
        assert.equal(listed.filter(({ node }) => node.id.startsWith("menu ")).length, 100);
        assert.equal(listed.filter(({ node }) => node.kind === "link").length, 1);
    });
});

describe("IVR-03, IVR-05 keys", () => {
    test("keys are drawn as on a phone; with all twelve taken none can be added, and other keys are out of reach", () => {
        assert.deepEqual(slotsOf(menu("main", { "#": plain, 1: plain, "0": plain, "*": plain })), [
            "1", "*", "0", "#", "otherKeys", "timeout",
        ]);
        const all = Object.fromEntries([..."1234567890*#"].map((key) => [key, plain]));
        const full = menu("main", all);
        assert.deepEqual(freeKeys(full), []);
        const listed = listNodes(scenarioScheme([full], nothingAround, 5, ru)).map(({ node }) => node);
        assert.ok(!listed.some(({ kind }) => kind === "add"));
        assert.ok(listed.find(({ id }) => id === "key main otherKeys")?.isUnreached);
    });

    test("a key is added, changed, moved to a free one and removed; other menus stay as they are", () => {
        const other = menu("other", { 1: plain });
        const added = withAction([menu("main", { 9: plain }), other], "main", "1", { kind: "repeat" });
        assert.deepEqual(added[0]?.keys.map(({ key }) => key), ["1", "9"]);
        const moved = withKeyMoved(added, "main", "1", "#");
        assert.deepEqual(moved[0]?.keys, [{ key: "9", action: plain }, { key: "#", action: { kind: "repeat" } }]);
        assert.deepEqual(withoutKey(moved, "main", "9")[0]?.keys.map(({ key }) => key), ["#"]);
        assert.equal(moved[1], other);
        assert.deepEqual(withAction(added, "main", "timeout", plain)[0]?.timeout, plain);
    });

    test("the branches to a menu that is removed repeat their own; the main menu stays", () => {
        const menus = [menu("main", { 1: to("a"), 2: to("b") }, { timeout: to("a") }), menu("a"), menu("b")];
        assert.equal(branchesTo(menus, "a"), 2);
        const left = withoutMenu(menus, "a");
        assert.deepEqual(left.map(({ id }) => id), ["main", "b"]);
        assert.deepEqual(left[0]?.keys.map(({ action }) => action.kind), ["repeat", "menu"]);
        assert.equal(left[0]?.timeout.kind, "repeat");
        assert.equal(withoutMenu(menus, "main"), menus);
    });

    test("a new menu has an id of its own, whatever was removed before", () => {
        assert.equal(newMenu([menu("main"), menu("menu-3")], "A").id, "menu-4");
    });
});

describe("IVR-04 actions", () => {
    test("an action comes back from the dialog as it went in", () => {
        const actions: readonly ScenarioAction[] = [
            { kind: "forward", target: { kind: "group-voicemail", name: "g" } },
            { kind: "message", prompt: "p" },
            to("a"),
            { kind: "back" },
            { kind: "dial-extension" },
            plain,
            { kind: "repeat" },
        ];
        for (const action of actions) assert.deepEqual(actionFrom(valuesOf(action), "new"), action);
        assert.deepEqual(actionFrom({ ...valuesOf(null), kind: "menu" }, "new"), to("new"));
    });

    test("what is missing is told at its field", () => {
        const words = ru.scenarios;
        const empty = valuesOf(null);
        assert.deepEqual(actionFaults(empty, [], ru), { target: words.chooseTarget });
        assert.deepEqual(actionFaults({ ...empty, kind: "message" }, [], ru), { prompt: words.choosePrompt });
        const named = { ...empty, kind: "menu" as const, menuName: "Склад" };
        assert.deepEqual(actionFaults(named, ["Склад"], ru), { menuName: words.menuNameTaken });
        assert.deepEqual(actionFaults({ ...named, menuName: " " }, [], ru), { menuName: ru.checks.required });
        assert.deepEqual(actionFaults(named, [], ru), { menuName: undefined });
    });

    test("a node knows what it stands for", () => {
        const places: readonly Place[] = [
            { kind: "menu", menu: "main" },
            { kind: "key", menu: "m-1", slot: "*" },
            { kind: "action", menu: "m-1", slot: "otherKeys" },
            { kind: "add", menu: "a" },
        ];
        for (const place of places) assert.deepEqual(placeOf(nodeID(place)), place);
        assert.equal(placeOf("start"), null);
    });
});
