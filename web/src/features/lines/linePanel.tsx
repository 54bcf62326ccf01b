import { api } from "../../api/endpoints";
import type { Line, Trunk, User } from "../../api/schema";
import { Menu } from "../../parts/dialog/menu";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { useSession } from "../session/session";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useTellChanged } from "../shell/useAct";
import { findUser } from "../users/userName";
import { LineForm } from "./lineForm";

interface Loaded {
    readonly line: Line | null;
    readonly user: User | null;
    readonly trunks: readonly Trunk[];
}

/** The card of one line, or of the one to be added (`new`). Numbers and trunks are the system administrator's. */
export function LinePanel({
    id,
    back,
    onSaved,
    onGone,
}: {
    id: string;
    back: string;
    onSaved: (line: Line) => void;
    onGone: () => void;
}): JSX.Element {
    const texts = useTexts();
    const askAndRemove = useRemoval(back, onGone);
    const tellChanged = useTellChanged();
    const { me } = useSession();
    const isSystem = me.role === "system-administrator";

    const loaded = useLoad<Loaded>(`line ${id}`, async () => {
        const [line, trunks] = await Promise.all([
            id === "new" ? null : api.lines.find(id),
            isSystem ? api.trunks.page({ limit: 200 }, undefined) : null,
        ]);
        const user = line ? await findUser(line.user).catch(() => null) : null;
        return { line, user, trunks: trunks?.items ?? [] };
    });
    if (loaded.state !== "ready") {
        return <WaitingPanel title={texts.lines.title} icon="line" back={back} loaded={loaded} />;
    }

    const { line, user, trunks } = loaded.value;
    const number = line ? shownNumber(line.number) : "";
    const keep = (saved: Line): void => {
        const text = line ? texts.lines.saved : texts.lines.added;
        tellChanged(text(shownNumber(saved.number)), "line", () => {
            loaded.reload();
            onGone();
        });
        if (line) loaded.reload();
        onSaved(saved);
    };
    const remove = (removed: Line): Promise<void> =>
        askAndRemove({
            title: texts.lines.removeTitle(number),
            text: texts.lines.removeText,
            done: texts.lines.removed(number),
            objectKind: "line",
            remove: () => api.lines.remove(removed),
        });
    return (
        <Panel
            title={line ? number : texts.lines.addTitle}
            subtitle={line?.shownName}
            back={back}
            closeLabel={texts.common.close}
            actions={
                line &&
                isSystem && (
                    <Menu
                        label={texts.common.more}
                        items={[
                            {
                                title: texts.common.remove,
                                icon: "trash",
                                isDangerous: true,
                                run: () => void remove(line),
                            },
                        ]}
                    />
                )
            }
        >
            <LineForm
                key={line?.version ?? "new"}
                line={line}
                user={user}
                trunks={isSystem ? trunks : null}
                back={back}
                onSaved={keep}
            />
        </Panel>
    );
}
