import type { MenuExit, MenuStatistics, ScenarioMenu } from "../../api/scenarios";
import { civilTime } from "../../parts/format/zone";
import type { SchemeNode } from "../../parts/scheme/scheme";
import type { Texts } from "../../texts";
import { mapNodes } from "./draftPlaces";
import { placeOf } from "./scenarioScheme";
import { actionOf, isKey } from "./scenarioTree";
import type { Slot } from "./scenarioTree";

export const figurePeriods = ["today", "week", "month", "longer", "free"] as const;
export type FigurePeriod = (typeof figurePeriods)[number];
const daysOf = { today: 1, week: 7, month: 30, longer: 45 } as const;

/** The days of a period that ends today, by the clocks of the zone. */
export function daysIn(
    period: Exclude<FigurePeriod, "free">,
    now: Date,
    zone: string,
): { readonly from: string; readonly until: string } {
    const until = civilTime(now, zone).date;
    const first = new Date(`${until}T00:00:00Z`);
    first.setUTCDate(first.getUTCDate() - (daysOf[period] - 1));
    return { from: first.toISOString().slice(0, 10), until };
}

export function exitOf(slot: Slot): MenuExit {
    return isKey(slot) || slot === "timeout" ? slot : "other-keys";
}

export function visitsBy(figures: MenuStatistics, exit: MenuExit): number {
    return figures.exits.find((each) => each.exit === exit)?.visits ?? 0;
}

/** How often by a key that has an action. */
export function visitsByKeys(figures: MenuStatistics): number {
    const rest: readonly MenuExit[] = ["other-keys", "timeout", "limit", "hung-up"];
    return figures.exits.reduce((sum, { exit, visits }) => (rest.includes(exit) ? sum : sum + visits), 0);
}

interface Writing {
    count(value: number): string;
    decimal(value: number, digits: number): string;
}

/** Whether callers who pressed the key, or none, were led as the drawn menus lead; a draft may do something else by now. */
export function isAsPublished(
    slot: Slot,
    menu: string,
    drawn: readonly ScenarioMenu[],
    published: readonly ScenarioMenu[],
): boolean {
    const [now, then] = [drawn, published].map((menus) => {
        const found = menus.find(({ id }) => id === menu);
        return found ? actionOf(found, slot) : undefined;
    });
    return now !== undefined && then !== undefined && isSame(now, then);
}

/** Of values as they come in JSON, whatever the order of their members; one that is missing is one that is null. */
function isSame(one: unknown, other: unknown): boolean {
    if (typeof one !== "object" || typeof other !== "object" || !one || !other) return (one ?? null) === (other ?? null);
    const [left, right] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
    return [...left.keys(), ...right.keys()].every((name) => isSame(left.get(name), right.get(name)));
}

/** The drawing of some menus with figures of what is published on its menus and keys. */
export function withFigures(
    root: SchemeNode,
    menus: readonly MenuStatistics[],
    drawn: readonly ScenarioMenu[],
    published: readonly ScenarioMenu[],
    texts: Texts,
    write: Writing,
): SchemeNode {
    const words = texts.menuFigures;
    return mapNodes(root, (node) => {
        const place = placeOf(node.id);
        const figures = menus.find(({ menu }) => menu === place?.menu);
        if (!place || !figures) return node;
        if (place.kind === "menu") {
            const seconds = write.decimal(figures.averageSeconds, 1);
            const line = words.onNode(write.count(figures.entered), write.count(figures.hungUp), seconds);
            return { ...node, detail: [node.detail, line].filter(Boolean).join("\n") };
        }
        if (place.kind !== "key" || !isAsPublished(place.slot, place.menu, drawn, published)) return node;
        const visits = visitsBy(figures, exitOf(place.slot));
        const share = figures.entered === 0 ? 0 : (visits / figures.entered) * 100;
        const line = words.onSlot(write.count(visits), write.decimal(share, 0));
        return {
            ...node,
            detail: [node.detail, line].filter(Boolean).join("\n"),
            ...(node.label ? { label: `${node.label}, ${line}` } : {}),
        };
    });
}
