import { useState } from "react";
import { api } from "../../api/endpoints";
import type { PickupGroup } from "../../api/schema";
import { Menu } from "../../parts/dialog/menu";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { NameDialog } from "../shell/nameDialog";
import { useRemoval } from "../shell/objectPanel";
import { useTellChanged } from "../shell/useAct";
import { useDomainLink } from "../shell/useDomainLink";

/** PKP-01: what can be done with a pickup group in its row of the tree, and what its members dial. */
export function PickupGroupActions({
    group,
    number,
    back,
    onChanged,
}: {
    group: PickupGroup;
    /** `null`: it is switched off. */
    number: string | null;
    /** The address of the tree. */
    back: string;
    onChanged: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.usersTree;
    const kindWords = texts.features.pickupGroups;
    const [isRenaming, setIsRenaming] = useState(false);
    const askAndRemove = useRemoval(back, onChanged);
    const tellChanged = useTellChanged();
    const link = useDomainLink();
    const rename = async (name: string): Promise<void> => {
        const saved = await api.pickupGroups.change(group, { name, members: group.members });
        setIsRenaming(false);
        onChanged();
        tellChanged(kindWords.saved(saved.name), "pickup-group", onChanged);
    };
    const remove = (): Promise<void> =>
        askAndRemove({
            title: kindWords.removeTitle(group.name),
            text: kindWords.removeText,
            done: kindWords.removed(group.name),
            objectKind: "pickup-group",
            remove: () => api.pickupGroups.remove(group),
        });
    return (
        <>
            <span className="pickup-number soft">
                {words.pickupNumber}{" "}
                <Link to={link("/calling")} title={words.changeNumber}>
                    {number ?? words.noPickupNumber}
                </Link>
            </span>
            <Menu
                label={`${texts.common.more}: ${group.name}`}
                items={[
                    { title: words.rename, icon: "pencil", run: () => setIsRenaming(true) },
                    { title: texts.common.remove, icon: "trash", isDangerous: true, run: () => void remove() },
                ]}
            />
            {isRenaming && (
                <NameDialog
                    title={words.renameTitle}
                    label={kindWords.name}
                    submitTitle={words.rename}
                    name={group.name}
                    onSave={rename}
                    onClose={() => setIsRenaming(false)}
                />
            )}
        </>
    );
}
