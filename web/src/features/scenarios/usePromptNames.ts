import type { ScenarioMenu } from "../../api/scenarios";
import { voice } from "../../api/voice";
import { useLoad } from "../../parts/page/useLoad";
import { actionsOf } from "./scenarioTree";

/** The names of a domain's sounds by id; `null` until they are there. What was just uploaded is asked for anew. */
export function usePromptNames(
    domain: string,
    menus: readonly ScenarioMenu[],
): ReadonlyMap<string, string> | null {
    const ofActions = actionsOf(menus).flatMap((action) => (action.kind === "message" ? [action.prompt] : []));
    const ofMenus = menus.flatMap(({ prompt }) => (prompt === null ? [] : [prompt]));
    const loaded = useLoad(`prompt names ${domain} ${[...ofMenus, ...ofActions].sort().join()}`, async () => {
        const { items } = await voice.prompts(domain);
        return new Map(items.map(({ id, name }) => [id, name]));
    });
    return loaded.value;
}
