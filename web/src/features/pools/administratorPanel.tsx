import { useState } from "react";
import { pools } from "../../api/pools";
import type { PoolAdministrator, Subgroup } from "../../api/pools";
import { Menu } from "../../parts/dialog/menu";
import { useTell } from "../../parts/dialog/notices";
import { useForm } from "../../parts/form/useForm";
import { Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { explainForm } from "../../texts/explain";
import { useSession } from "../session/session";
import { CardForm } from "../shell/cardForm";
import type { CardPlace } from "../shell/listPage";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useCreate } from "../shell/useCreate";
import {
    AdministratorFields,
    administratorPatch,
    administratorSentences,
    administratorValues,
    checkAdministrator,
    newAdministrator,
} from "./administratorFields";
import type { AdministratorValues } from "./administratorFields";

interface PanelProps extends CardPlace<PoolAdministrator> {
    readonly pool: string;
    readonly subgroups: readonly Subgroup[];
}

/** The card of one administrator of the pool, or of the one to be made (`new`). */
export function AdministratorPanel({ pool, subgroups, id, back, onSaved, onGone }: PanelProps): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const tell = useTell();
    const { me } = useSession();
    const askAndRemove = useRemoval(back, onGone);
    const [round, setRound] = useState(0);
    const loaded = useLoad<PoolAdministrator | null>(`administrator ${id}`, async () =>
        id === "new" ? null : pools.administrator(pool, id),
    );
    if (loaded.state !== "ready") {
        return <WaitingPanel title={words.administrators.title} icon="people" back={back} loaded={loaded} />;
    }
    const administrator = loaded.value;
    const isOwn = administrator?.id === me.id;
    const remove = (removed: PoolAdministrator): Promise<void> =>
        askAndRemove({
            title: words.removeAdministratorTitle(removed.shownName || removed.login),
            text: words.removeAdministratorText,
            done: words.administratorRemoved(removed.shownName || removed.login),
            objectKind: "user",
            remove: () => pools.removeAdministrator(pool, removed),
        });
    return (
        <Panel
            title={administrator ? administrator.shownName || administrator.login : words.administrators.add}
            subtitle={
                administrator &&
                `${administrator.login} · ${
                    texts.roles[administrator.isSupervisor ? "pool-supervisor" : "subgroup-administrator"]
                }`
            }
            back={back}
            closeLabel={texts.common.close}
            actions={
                administrator &&
                !isOwn && (
                    <Menu
                        label={texts.common.more}
                        items={[
                            {
                                title: texts.common.remove,
                                icon: "trash",
                                isDangerous: true,
                                run: () => void remove(administrator),
                            },
                        ]}
                    />
                )
            }
        >
            <AdministratorForm
                key={`${administrator?.version ?? "new"} ${round}`}
                pool={pool}
                administrator={administrator}
                isOwn={isOwn}
                subgroups={subgroups}
                back={back}
                onSaved={(saved) => {
                    if (administrator) loaded.set(saved);
                    tell({ text: words.administratorSaved(saved.shownName || saved.login) });
                    onSaved(saved);
                }}
                onReset={() => setRound(round + 1)}
            />
        </Panel>
    );
}

function AdministratorForm({
    pool,
    administrator,
    isOwn,
    subgroups,
    back,
    onSaved,
    onReset,
}: {
    pool: string;
    administrator: PoolAdministrator | null;
    isOwn: boolean;
    subgroups: readonly Subgroup[];
    back: string;
    onSaved: (saved: PoolAdministrator) => void;
    onReset: () => void;
}): JSX.Element {
    const texts = useTexts();
    const create = useCreate();
    const form = useForm<AdministratorValues>({
        initial: administratorValues(administrator),
        check: (values) => checkAdministrator(values, administrator === null, texts),
        save: async (values) =>
            onSaved(
                administrator
                    ? await pools.changeAdministrator(pool, administrator, administratorPatch(values, isOwn))
                    : await create((key) => pools.addAdministrator(pool, newAdministrator(values), key)),
            ),
        explain: (problem) => explainForm<AdministratorValues>(texts, problem, administratorSentences(texts)),
    });
    return (
        <CardForm
            form={form}
            submitTitle={administrator ? texts.common.save : texts.pools.createAdministrator}
            back={back}
            isNew={administrator === null}
            onReset={onReset}
        >
            <AdministratorFields form={form} isNew={administrator === null} isOwn={isOwn} subgroups={subgroups} />
        </CardForm>
    );
}
