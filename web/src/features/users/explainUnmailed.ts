import { Problem } from "../../api/problem";
import type { Texts } from "../../texts";

/** Why credentials could not be mailed; `null` when that is not what went wrong. */
export function explainUnmailed(
    texts: Texts,
    problem: unknown,
): { readonly fields: Record<string, never>; readonly general: string } | null {
    if (!(problem instanceof Problem) || problem.code !== "conflict") return null;
    const { noEmail, noMail } = texts.access.credentials;
    if (problem.field === "email") return { fields: {}, general: noEmail };
    return problem.field === "sendCredentials" ? { fields: {}, general: noMail } : null;
}
