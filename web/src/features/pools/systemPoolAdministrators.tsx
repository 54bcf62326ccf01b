import { useState } from "react";
import { pools } from "../../api/pools";
import type { PoolAdministrator, Subgroup } from "../../api/pools";
import { useTell } from "../../parts/dialog/notices";
import { Button, IconButton } from "../../parts/form/button";
import { useForm } from "../../parts/form/useForm";
import { Badge, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { explain, explainForm } from "../../texts/explain";
import { DialogForm } from "../shell/dialogForm";
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
import { useSubgroups } from "./useSubgroups";

/** Who manages the pool, for the system administrator, who makes the first supervisor. */
export function SystemPoolAdministrators({ pool }: { pool: string }): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const tell = useTell();
    const [edited, setEdited] = useState<PoolAdministrator | "new" | null>(null);
    const loaded = useLoad(`administrators of ${pool}`, () => pools.administrators(pool));
    const subgroups = useSubgroups(pool);
    const administrators = loaded.value?.items ?? [];
    return (
        <Section
            title={words.administrators.title}
            after={
                <Button kind="quiet" icon="add" onClick={() => setEdited("new")}>
                    {words.administrators.add}
                </Button>
            }
        >
            {loaded.state === "failed" && <p className="soft">{explain(texts, loaded.problem)}</p>}
            {loaded.state === "ready" && administrators.length === 0 && (
                <p className="soft">{words.noAdministrators}</p>
            )}
            {administrators.length > 0 && (
                <ul className="cards" aria-label={words.administrators.title}>
                    {administrators.map((each) => (
                        <li key={each.id} className="card">
                            <div>
                                <strong>{each.shownName || each.login}</strong>
                                <span className="soft">
                                    {each.login} ·{" "}
                                    {texts.roles[each.isSupervisor ? "pool-supervisor" : "subgroup-administrator"]}
                                </span>
                            </div>
                            {each.isBlocked && <Badge tone="bad">{words.blocked}</Badge>}
                            <IconButton
                                icon="pencil"
                                label={words.changeAdministrator(each.shownName || each.login)}
                                onClick={() => setEdited(each)}
                            />
                        </li>
                    ))}
                </ul>
            )}
            {edited && (
                <AdministratorDialog
                    pool={pool}
                    administrator={edited === "new" ? null : edited}
                    subgroups={subgroups.items}
                    onSaved={(saved) => {
                        setEdited(null);
                        tell({ text: words.administratorSaved(saved.shownName || saved.login) });
                        loaded.reload();
                    }}
                    onClose={() => setEdited(null)}
                />
            )}
        </Section>
    );
}

function AdministratorDialog({
    pool,
    administrator,
    subgroups,
    onSaved,
    onClose,
}: {
    pool: string;
    administrator: PoolAdministrator | null;
    subgroups: readonly Subgroup[];
    onSaved: (saved: PoolAdministrator) => void;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const create = useCreate();
    const form = useForm<AdministratorValues>({
        // The first one has to be able to do everything.
        initial: { ...administratorValues(administrator), ...(administrator ? {} : { isSupervisor: true }) },
        check: (values) => checkAdministrator(values, administrator === null, texts),
        save: async (values) =>
            onSaved(
                administrator
                    ? await pools.changeAdministrator(pool, administrator, administratorPatch(values, false))
                    : await create((key) => pools.addAdministrator(pool, newAdministrator(values), key)),
            ),
        explain: (problem) => explainForm<AdministratorValues>(texts, problem, administratorSentences(texts)),
    });
    return (
        <DialogForm
            title={
                administrator
                    ? words.changeAdministrator(administrator.shownName || administrator.login)
                    : words.administrators.add
            }
            form={form}
            submitTitle={administrator ? texts.common.save : words.createAdministrator}
            onClose={onClose}
        >
            <AdministratorFields form={form} isNew={administrator === null} isOwn={false} subgroups={subgroups} />
        </DialogForm>
    );
}
