import type { CallerFilter, LineRule } from "../../api/routing";
import { isAlways, scheduleWords } from "../schedules/schedule";
import type { ScheduleWords } from "../schedules/schedule";

/** Whether it takes every call: no rule after it is ever asked. */
export function isUnconditional({ isActive, prefixes, schedule }: LineRule): boolean {
    return isActive && prefixes.length === 0 && isAlways(schedule);
}

/** How many rules calls can come to; from there on none is ever asked (RTE-03). */
export function reachedCount(rules: readonly LineRule[]): number {
    const first = rules.findIndex(isUnconditional);
    return first < 0 ? rules.length : first + 1;
}

/** The condition of a rule in words, one line for each part of it. */
export function conditionWords(
    { schedule, prefixes }: LineRule,
    words: ScheduleWords & { readonly allCalls: string },
): readonly string[] {
    const lines = [
        ...(isAlways(schedule) ? [] : [scheduleWords(schedule, words)]),
        ...(prefixes.length > 0 ? [prefixes.join(", ")] : []),
    ];
    return lines.length > 0 ? lines : [words.allCalls];
}

/** What was typed as prefixes: separated by spaces or commas, each once, without the `+7` of the country (RTE-05). */
export function readPrefixes(text: string): readonly string[] {
    const typed = text.split(/[\s,;]+/).filter((each) => each !== "");
    return [...new Set(typed.map((each) => each.replace(/^\+7(?=\d)/, "").replace(/[()-]/g, "")))];
}

/** As one types: the space after a prefix becomes a comma, as in the source. */
export function typedPrefixes(former: string, text: string): string {
    const isSeparated = text.length > former.length && /[\d)][\s,;]$/.test(text);
    return isSeparated ? `${readPrefixes(text).join(", ")}, ` : text;
}

export const prefixLimit = 100;

export function isPrefix(text: string): boolean {
    return /^\d{1,15}$/.test(text);
}

/** A white list without numbers blocks all calls. */
export function isBlockingAll({ kind, numbers }: CallerFilter): boolean {
    return kind === "white" && numbers.length === 0;
}

/** Callers do not pay for these; they cannot be shown on outgoing calls (RTE-07). */
export function isFreeForCallers(number: string): boolean {
    return /^(\+7|8)800\d{7}$/.test(number);
}
