import type { LineRule, Trial } from "../../api/routing";
import type { Line } from "../../api/schema";
import { shownNumber } from "../../parts/format/phoneNumber";
import type { SchemeBranch, SchemeNode } from "../../parts/scheme/scheme";
import type { Texts } from "../../texts";
import type { Directory } from "../targets/directory";
import { targetFace } from "../targets/face";
import { conditionWords, isBlockingAll, isUnconditional, reachedCount } from "./rules";

/** The ids of a line's nodes. */
export const schemeIDs = {
    line: "line",
    add: "add",
    rule: (index: number) => `rule ${index}`,
    target: (index: number) => `target ${index}`,
    /** The place of the rule whose condition or target a node is. */
    ruleOf: (id: string): number | null => {
        const parts = /^(?:rule|target) (\d+)$/.exec(id);
        return parts ? Number(parts[1]) : null;
    },
};

/** How far a tried call comes: the number of rules that were asked, and whether one of them took it. */
interface Lit {
    readonly asked: number;
    readonly taken: number | null;
    /** It came past the filter to the rules. */
    readonly isIn: boolean;
}

function litBy(trial: Trial | null, line: Line): Lit | null {
    if (!trial) return null;
    if (trial.rule !== null) return { asked: trial.rule + 1, taken: trial.rule, isIn: true };
    // Without a rule either none held, or the call did not come to them at all.
    const isStopped = trial.steps.some(({ rule }) => rule === "domain" || / list of the line$/.test(rule));
    return { asked: isStopped ? 0 : line.rules.length, taken: null, isIn: !isStopped };
}

/** RTE-01: a number, its rules in their order, and where each leads; on a trial the path that the call takes. */
export function lineScheme(line: Line, directory: Directory | null, texts: Texts, trial: Trial | null): SchemeNode {
    const words = texts.lines;
    const lit = litBy(trial, line);
    const reached = reachedCount(line.rules);
    const rules = line.rules.map((rule, index): SchemeBranch => {
        const isUnreached = index >= reached;
        return {
            // The line to the rules below is on the path as soon as this one was asked.
            isLit: lit !== null && index < lit.asked,
            isOff: false,
            to: ruleNode(rule, index, isUnreached, lit?.taken === index, directory, texts),
        };
    });
    const isOthersLit = lit !== null && lit.isIn && lit.taken === null;
    const end: SchemeNode = {
        id: "end",
        kind: "end",
        tone: "bad",
        icon: "hangUp",
        title: line.rules.length > 0 ? words.otherCalls : words.allCalls,
        detail: words.isBusy,
        isFixed: true,
        isUnreached: line.rules.some(isUnconditional),
        isLit: isOthersLit,
    };
    const add: SchemeNode = {
        id: schemeIDs.add,
        kind: "add",
        icon: "add",
        title: words.newRule,
        opens: true,
        isFixed: true,
    };
    return {
        id: schemeIDs.line,
        kind: "start",
        tone: line.isActive && !isBlockingAll(line.filter) ? "accent" : "bad",
        icon: "line",
        title: shownNumber(line.number),
        detail: lineMarks(line, texts).join("\n"),
        opens: true,
        isOff: !line.isActive,
        isLit: lit !== null,
        isOrdered: true,
        arrangement: "down",
        next: [...rules, { to: end }, { to: add }],
    };
}

function ruleNode(
    rule: LineRule,
    index: number,
    isUnreached: boolean,
    isLit: boolean,
    directory: Directory | null,
    texts: Texts,
): SchemeNode {
    const words = texts.lines;
    const face = targetFace(rule.target, directory, texts);
    const [title = "", ...more] = conditionWords(rule, { ...texts.schedules, allCalls: words.allCalls });
    const said = [
        words.rule(index + 1),
        title,
        ...more,
        ...(rule.isActive ? [] : [words.ruleOff]),
        ...(isUnreached ? [words.ruleUnreached] : []),
        ...(isLit ? [words.tried] : []),
    ];
    const state = { isOff: !rule.isActive, isUnreached, isLit };
    return {
        id: schemeIDs.rule(index),
        kind: "condition",
        tone: "neutral",
        badge: String(index + 1),
        title,
        detail: more.join("\n"),
        label: said.join(", "),
        opens: true,
        ...state,
        arrangement: "beside",
        next: [
            {
                to: {
                    id: schemeIDs.target(index),
                    kind: rule.target.kind === "end" ? "end" : "step",
                    tone: face.tone,
                    icon: face.icon,
                    title: face.title,
                    detail: face.detail,
                    opens: true,
                    ...state,
                },
            },
        ],
    };
}

/** What is to be known of a line besides its rules. */
export function lineMarks(line: Line, { lines: words }: Texts): readonly string[] {
    const { kind, numbers } = line.filter;
    return [
        ...(line.isActive ? [] : [words.inactive]),
        ...(line.isDefaultOutgoing ? [words.defaultOutgoing] : []),
        ...(kind === "off" ? [] : [words.filters[kind](numbers.length)]),
    ];
}

/** Whether a line is found by its number, its name, or what it leads to. */
export function isFound(line: Line, search: string, directory: Directory | null, texts: Texts): boolean {
    const wanted = search.trim().toLowerCase();
    if (wanted === "") return true;
    const digits = wanted.replace(/\D/g, "");
    const isNumber = /^[+\d\s().-]+$/.test(wanted) && digits !== "";
    // Eight and seven both begin a number of the country.
    const wantedDigits = digits.length === 11 ? digits.slice(1) : digits;
    if (isNumber && line.number.replace(/\D/g, "").includes(wantedDigits)) return true;
    const targets = line.rules.map(({ target }) => targetFace(target, directory, texts).title);
    return [line.shownName, ...targets].some((text) => text.toLowerCase().includes(wanted));
}
