import type { RouteTarget, ScenarioAction, ScenarioMenu } from "../../api/scenarios";
import type { SchemeNode } from "../../parts/scheme/scheme";
import type { Texts } from "../../texts";
import type { Directory } from "../targets/directory";
import { targetFace } from "../targets/face";
import { actionOf, freeKeys, isKey, placesOf, slotsOf } from "./scenarioTree";
import type { Places, Slot } from "./scenarioTree";

/** The names of what is outside of the scenario; `null` while they are on their way. */
export interface Surroundings {
    readonly directory: Directory | null;
    readonly prompts: ReadonlyMap<string, string> | null;
}

/** What a node of the drawing stands for. */
export type Place =
    | { readonly kind: "menu"; readonly menu: string }
    | { readonly kind: "key"; readonly menu: string; readonly slot: Slot }
    | { readonly kind: "action"; readonly menu: string; readonly slot: Slot }
    | { readonly kind: "add"; readonly menu: string };

export function nodeID(place: Place): string {
    return [place.kind, place.menu, ...("slot" in place ? [place.slot] : [])].join(" ");
}

export function placeOf(id: string): Place | null {
    const [kind, menu = "", slot = ""] = id.split(" ");
    if (kind === "menu" || kind === "add") return { kind, menu };
    if (kind === "key" || kind === "action") return { kind, menu, slot: slot as Slot };
    return null;
}

export function menuTitle(menus: readonly ScenarioMenu[], menu: ScenarioMenu, texts: Texts): string {
    return menus[0]?.id === menu.id ? texts.scenarios.mainMenu : menu.name;
}

/** What a slot is called: 'Key 1', 'By default', 'Timeout'. */
export function slotTitle(slot: Slot, texts: Texts): string {
    const words = texts.scenarios;
    if (slot === "otherKeys") return words.byDefault;
    return slot === "timeout" ? words.timeout : words.key(slot);
}

/** IVR-02: the scenario as a tree from its start: menus across and down in turn, each drawn once. */
export function scenarioScheme(
    menus: readonly ScenarioMenu[],
    around: Surroundings,
    timeoutSeconds: number,
    texts: Texts,
): SchemeNode {
    const main = menus[0];
    const drawer = new Drawer(menus, placesOf(menus), around, timeoutSeconds, texts);
    return {
        id: "start",
        kind: "start",
        tone: "good",
        icon: "phone",
        title: texts.scenarios.start,
        next: main ? [{ to: drawer.menu(main, 1) }] : [],
    };
}

class Drawer {
    constructor(
        private readonly menus: readonly ScenarioMenu[],
        private readonly places: Places,
        private readonly around: Surroundings,
        private readonly timeoutSeconds: number,
        private readonly texts: Texts,
    ) {}

    menu(menu: ScenarioMenu, level: number): SchemeNode {
        const words = this.texts.scenarios;
        const title = menuTitle(this.menus, menu, this.texts);
        const prompt = menu.prompt === null ? words.noPrompt : this.promptName(menu.prompt);
        const isAcross = level % 2 === 1;
        const slots = slotsOf(menu).map((slot) => ({ to: this.slot(menu, slot, level) }));
        const add: SchemeNode = {
            id: nodeID({ kind: "add", menu: menu.id }),
            kind: "add",
            icon: "add",
            title: words.addKey,
            label: words.addKeyLabel(title),
            opens: true,
        };
        return {
            id: nodeID({ kind: "menu", menu: menu.id }),
            kind: "step",
            tone: "accent",
            icon: "keypad",
            title,
            detail: prompt,
            opens: true,
            arrangement: isAcross ? "across" : "down",
            next: [...slots, ...(freeKeys(menu).length > 0 ? [{ to: add }] : [])],
        };
    }

    /** The key, and what it does: below it where keys stand side by side, else beside it. */
    private slot(menu: ScenarioMenu, slot: Slot, level: number): SchemeNode {
        const words = this.texts.scenarios;
        const isUnreached = slot === "otherKeys" && freeKeys(menu).length === 0;
        const detail = { otherKeys: words.byDefaultDetail, timeout: words.seconds(this.timeoutSeconds) };
        const shown = isKey(slot) ? slot : slotTitle(slot, this.texts);
        return {
            id: nodeID({ kind: "key", menu: menu.id, slot }),
            kind: "condition",
            title: shown,
            ...(isKey(slot) ? { label: slotTitle(slot, this.texts) } : { detail: detail[slot] }),
            ...(isUnreached ? { isUnreached, label: `${shown}: ${words.allKeysTaken}` } : {}),
            opens: true,
            arrangement: "crosswise",
            next: [{ to: this.action(menu, slot, level) }],
        };
    }

    private action(menu: ScenarioMenu, slot: Slot, level: number): SchemeNode {
        const action = actionOf(menu, slot) ?? { kind: "repeat" };
        if (action.kind === "menu") return this.toMenu(menu, slot, action.menu, level);
        const id = nodeID({ kind: "action", menu: menu.id, slot });
        const isUnreached = slot === "otherKeys" && freeKeys(menu).length === 0;
        return { id, opens: true, ...this.drawn(action), ...(isUnreached ? { isUnreached } : {}) };
    }

    private toMenu(menu: ScenarioMenu, slot: Slot, target: string, level: number): SchemeNode {
        const words = this.texts.scenarios;
        const place = this.places.get(target);
        const found = this.menus.find(({ id }) => id === target);
        const isHere = place?.menu === menu.id && place.slot === slot;
        if (found && isHere) return this.menu(found, level + 1);
        const title = found ? menuTitle(this.menus, found, this.texts) : words.targetGone;
        return {
            id: nodeID({ kind: "action", menu: menu.id, slot }),
            kind: "link",
            tone: "accent",
            title: words.toMenu(title),
            label: words.toMenuLabel(title),
            leadsTo: nodeID({ kind: "menu", menu: target }),
        };
    }

    private drawn(action: Exclude<ScenarioAction, { kind: "menu" }>): Omit<SchemeNode, "id"> {
        const words = this.texts.scenarios;
        const title = words.actionTitles[action.kind];
        switch (action.kind) {
            case "forward":
                return this.forward(action.target);
            case "message":
                return { kind: "step", icon: "wave", title: this.promptName(action.prompt), detail: title };
            case "back":
                return { kind: "step", icon: "undo", title };
            case "dial-extension":
                return { kind: "step", icon: "keypad", title };
            case "hang-up":
                return { kind: "end", tone: "bad", icon: "hangUp", title };
            case "repeat":
                return { kind: "step", icon: "refresh", title };
        }
    }

    private forward(target: RouteTarget): Omit<SchemeNode, "id"> {
        const { title, detail, icon, tone } = targetFace(target, this.around.directory, this.texts);
        return { kind: target.kind === "end" ? "end" : "step", title, detail, icon, tone };
    }

    private promptName(id: string): string {
        if (!this.around.prompts) return "…";
        return this.around.prompts.get(id) ?? this.texts.scenarios.promptGone;
    }
}
