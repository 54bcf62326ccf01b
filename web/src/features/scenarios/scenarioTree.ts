import { menuKeys } from "../../api/scenarios";
import type { MenuKey, ScenarioAction, ScenarioMenu } from "../../api/scenarios";

/** What a menu has an action for: a key, any other key, no key at all. */
export type Slot = MenuKey | "otherKeys" | "timeout";

export function isKey(slot: Slot): slot is MenuKey {
    return slot !== "otherKeys" && slot !== "timeout";
}

type Menus = readonly ScenarioMenu[];

/** The name of a new scenario: numbered by its place in the list, and on when that is taken. */
export function defaultName(names: readonly string[], write: (number: number) => string): string {
    const taken = new Set(names);
    let number = names.length + 1;
    while (taken.has(write(number))) number += 1;
    return write(number);
}

/** The slots of a menu in the order in which they are drawn: its keys as on a phone, then the rest. */
export function slotsOf(menu: ScenarioMenu): readonly Slot[] {
    const used = menuKeys.filter((key) => menu.keys.some((each) => each.key === key));
    return [...used, "otherKeys", "timeout"];
}

export function actionOf(menu: ScenarioMenu, slot: Slot): ScenarioAction | undefined {
    if (!isKey(slot)) return menu[slot];
    return menu.keys.find(({ key }) => key === slot)?.action;
}

/** Everything that the menus do, branch by branch. */
export function actionsOf(menus: readonly ScenarioMenu[]): readonly ScenarioAction[] {
    return menus.flatMap((menu) => [...menu.keys.map(({ action }) => action), menu.otherKeys, menu.timeout]);
}

/** Keys that have no action yet. */
export function freeKeys(menu: ScenarioMenu): readonly MenuKey[] {
    return menuKeys.filter((key) => !menu.keys.some((each) => each.key === key));
}

/** Where each menu is drawn: the slot of the menu above it that is nearest to the start; the main menu has none. */
export type Places = ReadonlyMap<string, { readonly menu: string; readonly slot: Slot } | null>;

/**
 * Goes through the menus level by level, so that each is drawn as near to the start as possible and once; every other
 * way to it is a reference. Menus that are missing here lead nowhere from the start: they are not used.
 */
export function placesOf(menus: Menus): Places {
    const byID = new Map(menus.map((menu) => [menu.id, menu]));
    const places = new Map<string, { menu: string; slot: Slot } | null>();
    const main = menus[0];
    if (!main) return places;
    places.set(main.id, null);
    const queue = [main];
    for (let menu = queue.shift(); menu; menu = queue.shift()) {
        for (const slot of slotsOf(menu)) {
            const action = actionOf(menu, slot);
            const target = action?.kind === "menu" ? byID.get(action.menu) : undefined;
            if (target && !places.has(target.id)) {
                places.set(target.id, { menu: menu.id, slot });
                queue.push(target);
            }
        }
    }
    return places;
}

/** The menus that callers can come to, and those that nobody comes to, in the order of the scenario. */
export function usedAndUnused(menus: Menus): { readonly used: Menus; readonly unused: Menus } {
    const places = placesOf(menus);
    return {
        used: menus.filter((menu) => places.has(menu.id)),
        unused: menus.filter((menu) => !places.has(menu.id)),
    };
}

/** How many branches lead to a menu. */
export function branchesTo(menus: Menus, id: string): number {
    return actionsOf(menus).filter((action) => action.kind === "menu" && action.menu === id).length;
}

const changed = (menus: Menus, id: string, change: (menu: ScenarioMenu) => ScenarioMenu): Menus =>
    menus.map((menu) => (menu.id === id ? change(menu) : menu));

/** Gives a slot of a menu an action; a key that has none yet is added. */
export function withAction(menus: Menus, id: string, slot: Slot, action: ScenarioAction): Menus {
    return changed(menus, id, (menu) => {
        if (!isKey(slot)) return { ...menu, [slot]: action };
        return { ...menu, keys: inOrder([...menu.keys.filter(({ key }) => key !== slot), { key: slot, action }]) };
    });
}

/** Moves the action of one key to another that is free. */
export function withKeyMoved(menus: Menus, id: string, from: MenuKey, to: MenuKey): Menus {
    return changed(menus, id, (menu) => ({
        ...menu,
        keys: inOrder(menu.keys.map((each) => (each.key === from ? { ...each, key: to } : each))),
    }));
}

export function withoutKey(menus: Menus, id: string, key: MenuKey): Menus {
    return changed(menus, id, (menu) => ({ ...menu, keys: menu.keys.filter((each) => each.key !== key) }));
}

function inOrder(keys: ScenarioMenu["keys"]): ScenarioMenu["keys"] {
    return [...keys].sort((left, right) => menuKeys.indexOf(left.key) - menuKeys.indexOf(right.key));
}

/** A menu as the source begins it: other keys dial an extension, no key repeats. */
export function newMenu(menus: Menus, name: string, prompt: string | null = null): ScenarioMenu {
    const taken = new Set(menus.map(({ id }) => id));
    let number = menus.length + 1;
    while (taken.has(`menu-${number}`)) number += 1;
    return {
        id: `menu-${number}`,
        name,
        prompt,
        keys: [],
        otherKeys: { kind: "dial-extension" },
        timeout: { kind: "repeat" },
    };
}

/** Removes a menu; what led there repeats its own. The main menu stays. */
export function withoutMenu(menus: Menus, id: string): Menus {
    if (menus[0]?.id === id) return menus;
    const kept = (action: ScenarioAction): ScenarioAction =>
        action.kind === "menu" && action.menu === id ? { kind: "repeat" } : action;
    return menus
        .filter((menu) => menu.id !== id)
        .map((menu) => ({
            ...menu,
            keys: menu.keys.map((each) => ({ ...each, action: kept(each.action) })),
            otherKeys: kept(menu.otherKeys),
            timeout: kept(menu.timeout),
        }));
}
