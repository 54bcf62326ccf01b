import { drafts, scenarios, usages } from "../../api/scenarios";
import type { Scenario, Usage } from "../../api/scenarios";
import { Problem } from "../../api/problem";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { usageTitle } from "../groups/usages";
import { useRemoval } from "../shell/objectPanel";
import { useAct, useTellChanged } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";

export type ScenarioChange = Partial<Pick<Scenario, "name" | "menus">>;

/**
 * Saves a change and offers to take it back. Rejects with what the server says; after a conflict the present state is
 * shown.
 */
export function useScenarioSaving(
    scenario: Scenario,
    onSaved: (scenario: Scenario) => void,
    onReload: () => void,
): (change: ScenarioChange, said?: string) => Promise<void> {
    const texts = useTexts();
    const tell = useTell();
    const tellChanged = useTellChanged();
    return async (change, said) => {
        try {
            // Menus go into a draft until somebody publishes it; a name is nothing that callers hear.
            const saved = change.menus
                ? await drafts.save(scenario, change.menus)
                : await scenarios.change(scenario, change);
            onSaved(saved);
            tellChanged(said ?? texts.scenarios.saved(saved.name), "scenario", onReload);
        } catch (problem) {
            if (problem instanceof Problem && problem.code === "conflict") {
                tell({ text: texts.scenarios.changed, kind: "problem" });
                onReload();
            }
            throw problem;
        }
    };
}

/** Removes a scenario after a question; one that is in use says who uses it and shows the way there (IVR-01). */
export function useScenarioRemoval(back: string, onGone: () => void): (scenario: Scenario) => Promise<void> {
    const texts = useTexts();
    const words = texts.scenarios;
    const ask = useAsk();
    const act = useAct();
    const router = useRouter();
    const domain = useChosenDomain();
    const askAndRemove = useRemoval(back, onGone);
    return async (scenario) => {
        let used: readonly Usage[] = [];
        const isKnown = await act(async () => {
            used = (await usages("scenario", scenario.id)).items;
        });
        if (!isKnown) return;
        if (used.length === 0) {
            await askAndRemove({
                title: words.removeTitle(scenario.name),
                text: words.removeText,
                done: words.removed(scenario.name),
                conflict: words.conflict,
                objectKind: "scenario",
                remove: () => scenarios.remove(scenario),
            });
            return;
        }
        const goesOn = await ask({
            title: words.usedTitle(scenario.name),
            text: words.usedText(used.map((usage) => usageTitle(usage, texts)).join(", ")),
            goOn: words.usedGoOn,
            cancel: texts.common.cancel,
        });
        if (goesOn) router.go(writeAddress({ path: "/lines", query: domain.isChoosable ? domain.query : {} }));
    };
}
