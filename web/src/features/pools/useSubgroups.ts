import { pools } from "../../api/pools";
import type { Subgroup } from "../../api/pools";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { useAct } from "../shell/useAct";

/** The sub-groups of a pool, none until they are there, and how one is taken away (TEN-07). */
export function useSubgroups(pool: string): {
    readonly items: readonly Subgroup[];
    reload(): void;
    /** Asks first. Resolves to whether it is gone. */
    remove(subgroup: Subgroup): Promise<boolean>;
} {
    const texts = useTexts();
    const words = texts.pools;
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();
    const loaded = useLoad(`subgroups of ${pool}`, () => pools.subgroups(pool));
    return {
        items: loaded.value?.items ?? [],
        reload: loaded.reload,
        remove: async (subgroup) => {
            const goesOn = await ask({
                title: words.removeSubgroupTitle(subgroup.name),
                text: words.removeSubgroupText,
                goOn: texts.common.remove,
                cancel: texts.common.cancel,
                isDangerous: true,
            });
            if (!goesOn || !(await act(() => pools.removeSubgroup(pool, subgroup)))) return false;
            tell({ text: words.subgroupRemoved(subgroup.name) });
            return true;
        },
    };
}
