import { useState } from "react";
import { pools } from "../../api/pools";
import type { DomainMove, PoolDomainGroup, Subgroup } from "../../api/pools";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { emptySelection } from "../../parts/table/selection";
import type { Selection } from "../../parts/table/selection";
import { useTexts } from "../../texts";
import { useAct } from "../shell/useAct";
import { NameDialog } from "../shell/nameDialog";
import { GroupDialog } from "../users/groupDialog";

/** TEN-07: what a supervisor does with the chosen domains at once. */
export function PoolDomainsBar({
    pool,
    selection,
    subgroups,
    groups,
    onSelect,
    onFinished,
}: {
    pool: string;
    selection: Selection;
    subgroups: readonly Subgroup[];
    groups: readonly PoolDomainGroup[];
    onSelect: (selection: Selection) => void;
    onFinished: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();
    const [asked, setAsked] = useState<"new" | "other" | null>(null);
    const chosen = [...selection.keys];
    // From no sub-group nothing can be taken out.
    const grouped = groups.some(({ id, domains }) => id !== null && domains.some((each) => selection.keys.has(each.id)));

    /** Who was refused stays chosen. */
    const move = async (target: DomainMove): Promise<void> => {
        const { items } = await pools.moveDomains(pool, chosen, target);
        const refused = items.filter(({ code }) => code !== null).map(({ domain }) => domain);
        setAsked(null);
        onSelect(refused.length > 0 ? { keys: new Set(refused), anchor: null } : emptySelection);
        onFinished();
        tell(
            refused.length > 0
                ? { text: words.movedPartly(items.length - refused.length, refused.length), kind: "problem" }
                : { text: words.moved(items.length) },
        );
    };
    const takeOut = async (): Promise<void> => {
        const goesOn = await ask({
            title: words.takeOutTitle(chosen.length),
            text: words.takeOutText,
            goOn: words.takeOut,
            cancel: texts.common.cancel,
        });
        if (goesOn) await act(() => move({ subgroup: null }));
    };
    const title = words.chosen(chosen.length);
    return (
        <div className="group-bar" role="toolbar" aria-label={title}>
            <strong aria-live="polite">{title}</strong>
            <Button onClick={() => setAsked("new")}>{words.toNewSubgroup}</Button>
            <Button onClick={() => setAsked("other")}>{words.toOtherSubgroup}</Button>
            {grouped && <Button onClick={() => void takeOut()}>{words.takeOut}</Button>}
            <Button kind="quiet" onClick={() => onSelect(emptySelection)}>
                {texts.selection.drop}
            </Button>
            {asked === "new" && (
                <NameDialog
                    title={words.toNewSubgroup}
                    label={words.subgroupName}
                    submitTitle={words.create}
                    name=""
                    onSave={(name) => move({ newSubgroup: name })}
                    onClose={() => setAsked(null)}
                />
            )}
            {asked === "other" && (
                <GroupDialog
                    title={words.toOtherSubgroup}
                    groups={subgroups}
                    without={null}
                    onChoose={(subgroup) => move({ subgroup })}
                    onClose={() => setAsked(null)}
                />
            )}
        </div>
    );
}
