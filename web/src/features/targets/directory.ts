import { useCallback, useState } from "react";
import { routing } from "../../api/routing";
import { all, groups, scenarios } from "../../api/scenarios";
import type { Group, RouteTarget, Scenario } from "../../api/scenarios";
import type { User } from "../../api/schema";
import { useLoad } from "../../parts/page/useLoad";
import { findUser } from "../users/userName";

/** Whom calls can be sent to, by id; `null` for users who are gone. */
export interface Directory {
    readonly groups: ReadonlyMap<string, Group>;
    readonly scenarios: ReadonlyMap<string, Scenario>;
    readonly users: ReadonlyMap<string, User | null>;
    /** By number: the name of the private route that takes it, `null` when none does. */
    readonly routes: ReadonlyMap<string, string | null>;
}

export function userIDs(targets: readonly RouteTarget[]): readonly string[] {
    const named = targets.flatMap(({ kind, name }) =>
        (kind === "user" || kind === "user-voicemail") && name !== null ? [name] : [],
    );
    return [...new Set(named)].sort();
}

export function numbersOf(targets: readonly RouteTarget[]): readonly string[] {
    const named = targets.flatMap(({ kind, name }) => (kind === "number" && name !== null ? [name] : []));
    return [...new Set(named)].sort();
}

/** The name of the private route that takes the number; nothing is known of what cannot be asked. */
async function routeOf(domain: string, number: string): Promise<string | null> {
    return (await routing.attemptNumber(domain, number)).outcome.privateRoute;
}

function byID<Entry extends { readonly id: string }>(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
    return new Map(entries.map((entry) => [entry.id, entry]));
}

/**
 * The groups and scenarios of a domain (empty: of all that one may see), the users that the targets name and the private
 * routes that take their numbers; `null` until they are there. What was known stays while more is asked for.
 */
export function useDirectory(
    domain: string,
    targets: readonly RouteTarget[],
): { readonly directory: Directory | null; reload(): void } {
    const [round, setRound] = useState(0);
    const entries = useLoad(`targets ${domain} ${round}`, async () => {
        const [everyGroup, everyScenario] = await Promise.all([
            all((cursor) => groups.page(domain, cursor)),
            all((cursor) => scenarios.page(domain, cursor)),
        ]);
        return { groups: byID(everyGroup), scenarios: byID(everyScenario) };
    });
    const wanted = userIDs(targets);
    const people = useLoad(`users ${wanted.join()} ${round}`, async () => {
        const found = await Promise.all(wanted.map((id) => findUser(id).catch(() => null)));
        return new Map(wanted.map((id, index) => [id, found[index] ?? null]));
    });
    const numbers = numbersOf(targets);
    const taken = useLoad(`routes ${domain} ${numbers.join()} ${round}`, async () => {
        const found = await Promise.all(numbers.map((number) => routeOf(domain, number).catch(() => null)));
        return new Map(numbers.map((number, index) => [number, found[index] ?? null]));
    });
    const [known, setKnown] = useState<Directory | null>(null);
    if (entries.state === "ready" && people.state === "ready" && taken.state === "ready") {
        const next = { ...entries.value, users: people.value, routes: taken.value };
        const isNew = known?.groups !== next.groups || known.users !== next.users || known.routes !== next.routes;
        if (isNew) setKnown(next);
    }
    const reload = useCallback(() => setRound((former) => former + 1), []);
    return { directory: known, reload };
}
