import { Problem } from "../api/problem";
import type { SubmitFailure } from "../parts/form/useForm";
import type { Change } from "../api/schema";
import { fieldNames, fieldValue } from "./fieldNames";
import type { Texts } from "./ru";

/** One sentence on what went wrong and what to do. */
export function explain(texts: Texts, problem: unknown): string {
    if (!(problem instanceof Problem)) return texts.problems.internal;
    if (problem.code === "slow-down" && problem.retryAfter !== null) return texts.slowDownFor(problem.retryAfter);
    if (problem.changes.length > 0) return missed(texts, problem.changes);
    return texts.problems[problem.code];
}

/** Longer values are not told: whoever opens the thing anew sees them. */
const longest = 60;

/** 'Ivan changed this: Name: A → B.' Of a field that was changed more than once the first and the last value count. */
function missed(texts: Texts, changes: readonly Change[]): string {
    const authors = new Set([...changes].reverse().map((change) => change.authorShownName || change.author));
    const fields = new Map<string, { before: string | null; after: string | null }>();
    for (const field of [...changes].reverse().flatMap((change) => change.fields)) {
        const known = fields.get(field.name);
        fields.set(field.name, { before: known ? known.before : field.before, after: field.after });
    }
    const names = fieldNames(texts);
    const told = [...fields].map(([name, { before, after }]) => {
        const title = names[name] ?? name;
        const [former, present] = [fieldValue(texts, before), fieldValue(texts, after)];
        return former.length + present.length > longest ? title : `${title}: ${former} → ${present}`;
    });
    return texts.missedChanges([...authors].join(", "), told.join("; "));
}

/** What a form shows: at the field the server named, when it is one of the form's, else above the buttons. */
export function explainForm<Values extends object>(
    texts: Texts,
    problem: unknown,
    sentences: Partial<Record<keyof Values, string>>,
): SubmitFailure<Values> {
    const field = problem instanceof Problem ? problem.field : null;
    if (!(problem instanceof Problem) || field === null || !(field in sentences)) {
        return { fields: {}, general: explain(texts, problem) };
    }
    const name = field as keyof Values;
    // Of a field of the form these say that its value will not do; who came too late is told by `If-Match`.
    const isOfField = ["invalid", "limit-reached", "conflict"].includes(problem.code);
    const sentence = isOfField ? sentences[name] : undefined;
    const fields = { [name]: sentence ?? explain(texts, problem) } as SubmitFailure<Values>["fields"];
    return { fields, general: null };
}
