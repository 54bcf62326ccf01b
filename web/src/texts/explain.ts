import { Problem } from "../api/problem";
import type { SubmitFailure } from "../parts/form/useForm";
import type { Texts } from "./ru";

/** One sentence on what went wrong and what to do. */
export function explain(texts: Texts, problem: unknown): string {
    if (!(problem instanceof Problem)) return texts.problems.internal;
    if (problem.code === "slow-down" && problem.retryAfter !== null) return texts.slowDownFor(problem.retryAfter);
    return texts.problems[problem.code];
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
    const sentence = problem.code === "invalid" ? sentences[name] : undefined;
    const fields = { [name]: sentence ?? explain(texts, problem) } as SubmitFailure<Values>["fields"];
    return { fields, general: null };
}
