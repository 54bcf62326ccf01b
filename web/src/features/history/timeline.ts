import type { ProtocolStep } from "../../api/schema";
import { shownNumber } from "../../parts/format/phoneNumber";

/** What a leg did for a while; times in milliseconds from the call's first step. */
export interface Span {
    readonly kind: "ringing" | "talking" | "held";
    readonly from: number;
    readonly to: number;
}

export interface LegTimeline {
    readonly leg: string;
    readonly title: string;
    readonly spans: readonly Span[];
}

export interface Timeline {
    readonly length: number;
    readonly legs: readonly LegTimeline[];
}

interface Draft {
    readonly title: string;
    readonly spans: Span[];
    state: Span["kind"] | null;
    since: number;
}

/** The legs of a call over time, in the order they came, out of its protocol. */
export function callTimeline(steps: readonly ProtocolStep[]): Timeline {
    const start = Date.parse(steps[0]?.at ?? "");
    const drafts = new Map<string, Draft>();
    let last = 0;

    const enter = (draft: Draft, state: Span["kind"] | null, at: number): void => {
        if (draft.state !== null && at > draft.since) {
            draft.spans.push({ kind: draft.state, from: draft.since, to: at });
        }
        draft.state = state;
        draft.since = at;
    };
    for (const step of steps) {
        const at = Math.max(last, Date.parse(step.at) - start);
        last = at;
        const { leg, name, number } = step.parameters;
        if (leg === undefined) continue;
        const known = drafts.get(leg);
        if (step.kind === "leg-started" && !known) {
            const title = name || shownNumber(number ?? "");
            drafts.set(leg, { title, spans: [], state: "ringing", since: at });
        }
        if (!known) continue;
        if (step.kind === "leg-answered" || step.kind === "resumed") enter(known, "talking", at);
        else if (step.kind === "held" && known.state === "talking") enter(known, "held", at);
        else if (step.kind === "leg-ended") enter(known, null, at);
    }
    for (const draft of drafts.values()) enter(draft, null, last);
    return {
        length: last,
        legs: [...drafts].map(([leg, { title, spans }]) => ({ leg, title, spans })),
    };
}

/** Marks for the time axis: a few round figures, in milliseconds, none so near the end that it would stick out. */
export function axisMarks(length: number): readonly number[] {
    const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];
    const step = (steps.find((seconds) => length / (seconds * 1_000) <= 6) ?? 86_400) * 1_000;
    const marks: number[] = [];
    for (let mark = 0; mark <= length * 0.9 && marks.length < 60; mark += step) marks.push(mark);
    return marks;
}
