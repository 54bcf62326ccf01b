import { request } from "./client";
import { Problem } from "./problem";
import type { ProblemCode } from "./problem";
import type { Usage } from "./scenarios";

export type UserOperation =
    /** Moved: out of all other groups as well. */
    | { readonly operation: "add-to-group" | "move-to-group"; readonly group: string }
    /** `null`: out of all of them. */
    | { readonly operation: "set-pickup-group"; readonly group: string | null }
    | { readonly operation: "switch-fmc-off" }
    | { readonly operation: "remove" };

/** What became of one user. */
export interface UserResult {
    readonly user: string;
    /** `partly`: moved, and still the last one of the groups in `reasons`. */
    readonly result: "done" | "unchanged" | "partly" | "refused";
    readonly code: ProblemCode | null;
    /** What stands in the way. */
    readonly reasons: readonly Usage[];
}

/** The same for one user; what the server refuses is a problem. */
export async function changeOne(user: string, change: UserOperation): Promise<void> {
    const refused = (await changeUsers([user], change, () => undefined)).find(({ result }) => result === "refused");
    if (refused) throw new Problem(refused.code ?? "conflict");
}

/** The server takes as many at once. */
const most = 1_000;

/** USR-02: does one thing to many users; `onProgress` is told how many are done. */
export async function changeUsers(
    users: readonly string[],
    change: UserOperation,
    onProgress: (done: number) => void,
): Promise<readonly UserResult[]> {
    const results: UserResult[] = [];
    for (let from = 0; from < users.length; from += most) {
        onProgress(from);
        const body = { users: users.slice(from, from + most), ...change };
        const answer = await request<{ items: readonly UserResult[] }>("POST", "/users/bulk", { body });
        results.push(...answer.items);
    }
    return results;
}
