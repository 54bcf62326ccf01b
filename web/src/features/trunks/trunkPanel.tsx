import { api } from "../../api/endpoints";
import type { Trunk } from "../../api/schema";
import { Menu } from "../../parts/dialog/menu";
import { Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useTellChanged } from "../shell/useAct";
import { TrunkForm } from "./trunkForm";
import { TrunkDot } from "./trunksPage";

/** The card of one trunk, or of the one to be added (`new`). */
export function TrunkPanel({
    id,
    back,
    onSaved,
    onGone,
}: {
    id: string;
    back: string;
    onSaved: (trunk: Trunk) => void;
    onGone: () => void;
}): JSX.Element {
    const texts = useTexts();
    const askAndRemove = useRemoval(back, onGone);
    const tellChanged = useTellChanged();
    const loaded = useLoad<Trunk | null>(`trunk ${id}`, async () => (id === "new" ? null : api.trunks.find(id)));
    if (loaded.state !== "ready") {
        return <WaitingPanel title={texts.trunks.title} icon="trunk" back={back} loaded={loaded} />;
    }

    const trunk = loaded.value;
    const keep = (saved: Trunk): void => {
        if (trunk) loaded.set(saved);
        tellChanged((trunk ? texts.trunks.saved : texts.trunks.added)(saved.name), "trunk", () => {
            loaded.reload();
            onGone();
        });
        onSaved(saved);
    };
    const remove = (removed: Trunk): Promise<void> =>
        askAndRemove({
            title: texts.trunks.removeTitle(removed.name),
            text: texts.trunks.removeText,
            done: texts.trunks.removed(removed.name),
            objectKind: "trunk",
            remove: () => api.trunks.remove(removed),
        });
    return (
        <Panel
            title={trunk?.name ?? texts.trunks.addTitle}
            subtitle={
                trunk && (
                    <>
                        <TrunkDot trunk={trunk} />
                        {trunk.stateReason && <span>{trunk.stateReason}</span>}
                    </>
                )
            }
            back={back}
            closeLabel={texts.common.close}
            actions={
                trunk && (
                    <Menu
                        label={texts.common.more}
                        items={[
                            {
                                title: texts.common.remove,
                                icon: "trash",
                                isDangerous: true,
                                run: () => void remove(trunk),
                            },
                        ]}
                    />
                )
            }
        >
            <TrunkForm key={trunk?.version ?? "new"} trunk={trunk} back={back} onSaved={keep} />
        </Panel>
    );
}
