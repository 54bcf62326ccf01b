import type { Forwarding, ForwardingTerms, SchedulePeriod } from "../../api/routing";
import type { FMCState } from "../../api/schema";
import { searchedNumber, shownNumber } from "../../parts/format/phoneNumber";
import type { IconName } from "../../parts/page/icon";
import type { SchemeBranch, SchemeNode } from "../../parts/scheme/scheme";
import type { Texts } from "../../texts";
import { isAlways, scheduleWords } from "../schedules/schedule";
import { intervalsOf } from "../schedules/week";

/** A number of the scheme: the user's own phones, or one of the others by its place in their list. */
export interface ForwardingRule extends ForwardingTerms {
    readonly place: number | "own";
    readonly title: string;
    readonly icon: IconName;
    /** A mobile number as a phone of the extension (FWD-04). */
    readonly fmc: FMCState | null;
}

/** Whether the number is joined with the extension, whatever its SIM's state. */
export const isJoined = (state: FMCState | null): boolean =>
    state !== null && state !== "switched-off" && state !== "refused";

/** `FMC`, and what is the matter with it. */
export function fmcWords(state: FMCState | null, texts: Texts): readonly string[] {
    if (state === null) return [];
    return [state === "on" ? "FMC" : `FMC: ${texts.forwarding.fmcStates[state]}`];
}

export function forwardingRules(forwarding: Forwarding, extension: string, texts: Texts): readonly ForwardingRule[] {
    const icons = { mobile: "phone", landline: "line", sip: "person" } as const;
    const own: ForwardingRule = {
        ...forwarding.own,
        place: "own",
        title: texts.forwarding.ownNumber(extension),
        icon: "ring",
        fmc: null,
    };
    const others = forwarding.others.map((number, place): ForwardingRule => ({
        ...number,
        place,
        title: shownNumber(searchedNumber(number.dialled)),
        icon: isJoined(number.fmc) ? "mobile" : icons[number.kind],
    }));
    return [own, ...others];
}

/** The numbers by priority, equal ones together (FWD-02). */
export function byPriority(rules: readonly ForwardingRule[]): readonly (readonly ForwardingRule[])[] {
    const priorities = [...new Set(rules.map(({ priority }) => priority))].sort((left, right) => left - right);
    return priorities.map((priority) => rules.filter((rule) => rule.priority === priority));
}

/** The ids of the drawing's nodes. */
export const forwardingIDs = {
    split: "split",
    greeting: "greeting",
    /** With the column after it. */
    voicemail: "voicemail",
    rule: (column: number, place: ForwardingRule["place"]) => `number ${column} ${place}`,
    /** Which number a node shows. */
    placeOf: (id: string): ForwardingRule["place"] | null => {
        const parts = /^number \d+ (own|\d+)$/.exec(id);
        if (!parts) return null;
        return parts[1] === "own" ? "own" : Number(parts[1]);
    },
};

/** What else a call meets on its way. */
export interface Surroundings {
    readonly extension: string;
    readonly hasGreeting: boolean;
    readonly hasVoicemail: boolean;
}

/**
 * FWD-03: a call from the internal number to voicemail or the end: the greeting if there is one, the times when it
 * matters what time it is, and the numbers one after another.
 */
export function forwardingScheme(forwarding: Forwarding, around: Surroundings, texts: Texts): SchemeNode {
    const words = texts.forwarding;
    const rules = forwardingRules(forwarding, around.extension, texts);
    const active = rules.filter(({ isActive }) => isActive);
    const intervals = intervalsOf(active.map(({ schedule }) => schedule));
    const columns = intervals.map(({ holding }, column) => {
        const on = new Set(holding.map((index) => active[index]));
        // Those that are off are shown where they would ring, so that they can be switched on again.
        const shown = rules.filter((rule) => on.has(rule) || (!rule.isActive && column === 0));
        return chain(byPriority(shown), column, around, texts);
    });
    const split: SchemeNode = {
        id: forwardingIDs.split,
        kind: "split",
        icon: "clock",
        title: words.split,
        detail: words.splitHint,
        opens: true,
        next: columns.flatMap((to, column): readonly SchemeBranch[] => {
            const interval = intervals[column];
            return interval ? [{ to, words: intervalWords(interval, texts) }] : [];
        }),
    };
    const first = columns.length === 1 ? columns[0] : split;
    const next = first ? [{ to: first }] : [];
    const greeting: SchemeNode = {
        id: forwardingIDs.greeting,
        kind: "step",
        icon: "wave",
        title: words.greeting,
        opens: true,
        next,
    };
    return {
        id: "start",
        kind: "start",
        tone: "accent",
        icon: "incoming",
        title: words.start(around.extension),
        next: around.hasGreeting ? [{ to: greeting }] : next,
    };
}

function intervalWords(
    { periods, isRest }: { readonly periods: readonly SchedulePeriod[]; readonly isRest: boolean },
    texts: Texts,
): string {
    return isRest ? texts.schedules.rest : scheduleWords(periods, texts.schedules);
}

/** The numbers of one time, one step after another, and what comes when nobody answers. */
function chain(
    steps: readonly (readonly ForwardingRule[])[],
    column: number,
    around: Surroundings,
    texts: Texts,
): SchemeNode {
    const words = texts.forwarding;
    const [step, ...rest] = steps;
    if (!step) {
        return around.hasVoicemail
            ? {
                  id: `${forwardingIDs.voicemail} ${column}`,
                  kind: "end",
                  tone: "good",
                  icon: "mail",
                  title: words.voicemail,
                  opens: true,
              }
            : { id: `end ${column}`, kind: "end", tone: "bad", icon: "hangUp", title: words.end };
    }
    const next = [{ to: chain(rest, column, around, texts), isOff: false }];
    const cells = step.map((rule) => numberNode(rule, column, texts));
    const [only] = cells;
    if (only && cells.length === 1) return { ...only, next };
    return { id: `together ${column} ${step[0]?.priority}`, kind: "frame", title: words.together, cells, next };
}

function numberNode(rule: ForwardingRule, column: number, texts: Texts): SchemeNode {
    const words = texts.forwarding;
    const terms = [words.priorityOf(rule.priority), words.seconds(rule.seconds)].join(" · ");
    // What is off says its own time: no column does.
    const time = rule.isActive || isAlways(rule.schedule) ? [] : [scheduleWords(rule.schedule, texts.schedules)];
    return {
        id: forwardingIDs.rule(column, rule.place),
        kind: "step",
        tone: rule.place === "own" ? "accent" : rule.fmc === "on" ? "good" : "neutral",
        icon: rule.icon,
        title: rule.title,
        detail: [terms, ...fmcWords(rule.fmc, texts), ...time, ...(rule.isActive ? [] : [words.off])].join("\n"),
        opens: true,
        isOff: !rule.isActive,
    };
}
