import type { RouteTarget } from "../../api/scenarios";
import { searchedNumber, shownNumber } from "../../parts/format/phoneNumber";
import type { IconName } from "../../parts/page/icon";
import type { Tone } from "../../parts/scheme/scheme";
import type { Texts } from "../../texts";
import type { Directory } from "./directory";

/** How a target looks in a drawing or a list. */
export interface TargetFace {
    readonly title: string;
    readonly detail: string;
    readonly icon: IconName;
    readonly tone: Tone;
    /** The path of its own page. */
    readonly path: string | null;
    /** It was removed: calls that come to it fail. */
    readonly isGone: boolean;
}

const looks = {
    user: { icon: "person", tone: "accent", path: "/users" },
    group: { icon: "people", tone: "good", path: "/groups" },
    scenario: { icon: "keypad", tone: "warn", path: "/scenarios" },
    "user-voicemail": { icon: "mail", tone: "neutral", path: "/users" },
    "group-voicemail": { icon: "mail", tone: "neutral", path: "/groups" },
    number: { icon: "outgoing", tone: "accent", path: null },
    end: { icon: "hangUp", tone: "bad", path: null },
} as const;

/** The face of a target; without a directory names are on their way. */
export function targetFace({ kind, name }: RouteTarget, directory: Directory | null, texts: Texts): TargetFace {
    const look = looks[kind];
    const detail = texts.targets.names[kind];
    const face = (title: string, more: string | null = null): TargetFace => ({
        ...look,
        title,
        detail: more ? `${detail} · ${more}` : detail,
        path: look.path && name !== null ? `${look.path}/${encodeURIComponent(name)}` : null,
        isGone: false,
    });
    if (kind === "end") return face(texts.targets.end);
    if (name === null) return face("—");
    if (kind === "number") {
        const route = directory?.routes.get(name);
        return face(shownNumber(searchedNumber(name)), route ? texts.targets.ofRoute(route) : null);
    }
    if (!directory) return face("…");

    const gone: TargetFace = { ...face("—"), detail: texts.targets.gone, tone: "bad", path: null, isGone: true };
    if (kind === "user" || kind === "user-voicemail") {
        const user = directory.users.get(name);
        if (user === undefined) return face("…");
        return user ? face(user.shownName || user.login, user.extension) : gone;
    }
    if (kind === "scenario") {
        const scenario = directory.scenarios.get(name);
        return scenario ? face(scenario.name) : gone;
    }
    const group = directory.groups.get(name);
    return group ? face(group.name, group.extension) : gone;
}
