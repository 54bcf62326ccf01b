import { useState } from "react";
import { privateRoutes } from "../../api/privateRoutes";
import type { PrivateRoute } from "../../api/privateRoutes";
import { Menu } from "../../parts/dialog/menu";
import type { MenuItem } from "../../parts/dialog/menu";
import { Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { useSession } from "../session/session";
import type { CardPlace } from "../shell/listPage";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useTellChanged } from "../shell/useAct";
import { NewRouteForm } from "./newRouteForm";
import { PrivateRouteForm } from "./privateRouteForm";

/** The card of one private route, or of the one to be made (`new`). */
export function PrivateRoutePanel({ id, back, onSaved, onGone }: CardPlace<PrivateRoute>): JSX.Element {
    const texts = useTexts();
    const words = texts.privateRoutes;
    const router = useRouter();
    const { me } = useSession();
    const askAndRemove = useRemoval(back, onGone);
    const tellChanged = useTellChanged();
    const [round, setRound] = useState(0);
    const loaded = useLoad<PrivateRoute | null>(`private route ${id}`, async () =>
        id === "new" ? null : privateRoutes.find(id),
    );
    if (loaded.state !== "ready") {
        return <WaitingPanel title={words.title} icon="route" back={back} loaded={loaded} />;
    }
    const route = loaded.value;
    const keep = (saved: PrivateRoute): void => {
        tellChanged(words.saved(saved.shownName), "trunk", () => {
            loaded.reload();
            onGone();
        });
        if (route) loaded.set(saved);
        onSaved(saved);
    };
    const remove = (removed: PrivateRoute): Promise<void> =>
        askAndRemove({
            title: words.removeTitle(removed.shownName),
            text: words.removeText,
            done: words.removed(removed.shownName),
            conflict: words.removeConflict,
            objectKind: "trunk",
            remove: () => privateRoutes.remove(removed),
        });
    // How the office is reached is the system administrator's, and so is taking the route away.
    const items: readonly MenuItem[] | null = route && me.role === "system-administrator" ? [
        {
            title: words.connection,
            icon: "trunk",
            run: () => router.go(`/system/trunks/${encodeURIComponent(route.id)}`),
        },
        { title: texts.common.remove, icon: "trash", isDangerous: true, run: () => void remove(route) },
    ] : null;
    return (
        <Panel
            title={route?.shownName ?? words.add}
            subtitle={route && words.subtitle}
            back={back}
            closeLabel={texts.common.close}
            actions={items && <Menu label={texts.common.more} items={items} />}
        >
            {route ? (
                <PrivateRouteForm
                    key={`${route.version} ${round}`}
                    route={route}
                    onSaved={keep}
                    onReset={() => setRound(round + 1)}
                />
            ) : (
                <NewRouteForm back={back} onSaved={keep} />
            )}
        </Panel>
    );
}
