import { useState } from "react";
import { pools } from "../../api/pools";
import type { Pool } from "../../api/pools";
import { Problem } from "../../api/problem";
import { Menu } from "../../parts/dialog/menu";
import { useTell } from "../../parts/dialog/notices";
import { SelectField, SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { checkCount, checkName, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import type { CardPlace } from "../shell/listPage";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useCreate } from "../shell/useCreate";
import { dialExpression } from "./poolRows";
import { SystemPoolAdministrators } from "./systemPoolAdministrators";
import { SystemPoolDomains } from "./systemPoolDomains";

/** The card of one pool for the system administrator, or of the one to be made (`new`). */
export function SystemPoolPanel({ id, back, onSaved, onGone }: CardPlace<Pool>): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const tell = useTell();
    const askAndRemove = useRemoval(back, onGone);
    const [round, setRound] = useState(0);
    const loaded = useLoad<Pool | null>(`pool ${id}`, async () => (id === "new" ? null : pools.find(id)));
    if (loaded.state !== "ready") {
        return <WaitingPanel title={words.list.title} icon="pool" back={back} loaded={loaded} />;
    }
    const pool = loaded.value;
    const remove = (removed: Pool): Promise<void> =>
        askAndRemove({
            title: words.removeTitle(removed.shownName),
            text: words.removeText,
            done: words.removed(removed.shownName),
            conflict: words.removeConflict,
            objectKind: "domain",
            remove: () => pools.remove(removed),
        });
    const reload = (): void => {
        loaded.reload();
        onGone();
    };
    return (
        <Panel
            title={pool?.shownName ?? words.list.add}
            subtitle={pool?.id}
            back={back}
            closeLabel={texts.common.close}
            actions={
                pool && (
                    <Menu
                        label={texts.common.more}
                        items={[
                            {
                                title: texts.common.remove,
                                icon: "trash",
                                isDangerous: true,
                                run: () => void remove(pool),
                            },
                        ]}
                    />
                )
            }
        >
            <PoolForm
                key={`${pool?.version ?? "new"} ${round}`}
                pool={pool}
                back={back}
                onSaved={(saved) => {
                    if (pool) loaded.set(saved);
                    tell({ text: words.saved(saved.shownName) });
                    onSaved(saved);
                }}
                onReset={() => setRound(round + 1)}
            />
            {pool && <SystemPoolDomains pool={pool} onChanged={reload} />}
            {pool && <SystemPoolAdministrators pool={pool.id} />}
        </Panel>
    );
}

interface Values {
    readonly name: string;
    readonly shownName: string;
    readonly routingLength: string;
    readonly before: string;
    readonly between: string;
    readonly language: Pool["language"];
    readonly isBlocked: boolean;
}

function PoolForm({
    pool,
    back,
    onSaved,
    onReset,
}: {
    pool: Pool | null;
    back: string;
    onSaved: (pool: Pool) => void;
    onReset: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const create = useCreate();
    const checkSigns = (value: string): string | undefined =>
        /^[*#]{0,4}$/.test(value) ? undefined : words.signsRule;
    const form = useForm<Values>({
        initial: {
            name: "",
            shownName: pool?.shownName ?? "",
            routingLength: String(pool?.routingLength ?? 4),
            before: pool?.before ?? "",
            between: pool?.between ?? "",
            language: pool?.language ?? "ru",
            isBlocked: pool?.isBlocked ?? false,
        },
        check: (values) => ({
            name: pool || /^[a-z0-9-]{1,60}$/.test(values.name) ? undefined : words.nameRule,
            shownName: checkRequired(values.shownName, texts) ?? checkName(values.shownName, texts),
            routingLength: checkCount(1, 10)(values.routingLength, texts),
            before: checkSigns(values.before),
            between: checkSigns(values.between),
        }),
        save: async ({ name, isBlocked, ...values }) => {
            const body = {
                ...values,
                shownName: values.shownName.trim(),
                routingLength: Number(values.routingLength),
            };
            onSaved(
                pool
                    ? await pools.change(pool, { ...body, isBlocked })
                    : await create((key) => pools.add({ ...body, name }, key)),
            );
        },
        explain: (problem) =>
            problem instanceof Problem && problem.code === "conflict" && problem.field === "routingLength"
                ? { fields: { routingLength: words.lengthConflict }, general: null }
                : explainForm<Values>(texts, problem, {
                      name: words.nameRule,
                      shownName: texts.checks.name,
                      routingLength: texts.checks.count(1, 10),
                      before: words.signsRule,
                      between: words.signsRule,
                  }),
    });
    const { values, errors, set } = form;
    const length = /^\d{1,2}$/.test(values.routingLength) ? Math.min(Number(values.routingLength), 10) : 0;
    return (
        <CardForm
            form={form}
            submitTitle={pool ? texts.common.save : words.createPool}
            back={back}
            isNew={pool === null}
            onReset={onReset}
        >
            {!pool && (
                <TextField
                    label={words.id}
                    hint={words.nameRule}
                    value={values.name}
                    error={errors.name}
                    onChange={(value) => set("name", value.trim().toLowerCase())}
                    maxLength={60}
                />
            )}
            <TextField
                label={words.poolName}
                value={values.shownName}
                error={errors.shownName}
                onChange={(value) => set("shownName", value)}
            />
            <div className="form-pair">
                <TextField
                    label={words.routingLengthLabel}
                    value={values.routingLength}
                    error={errors.routingLength}
                    onChange={(value) => set("routingLength", value.trim())}
                    inputMode="numeric"
                />
                <SelectField
                    label={words.language}
                    value={values.language}
                    options={(["ru", "en"] as const).map((value) => ({ value, title: texts.voice.languages[value] }))}
                    onChange={(value) => set("language", value)}
                />
            </div>
            <div className="form-pair">
                <TextField
                    label={words.before}
                    hint={words.signsHint}
                    value={values.before}
                    error={errors.before}
                    onChange={(value) => set("before", value.trim())}
                    maxLength={4}
                />
                <TextField
                    label={words.between}
                    hint={words.signsHint}
                    value={values.between}
                    error={errors.between}
                    onChange={(value) => set("between", value.trim())}
                    maxLength={4}
                />
            </div>
            <p className="soft">{words.dialExample(dialExpression(values, "4".repeat(length), "101"))}</p>
            {pool && (
                <SwitchField
                    label={texts.domains.isBlocked}
                    hint={words.isPoolBlockedHint}
                    value={values.isBlocked}
                    onChange={(value) => set("isBlocked", value)}
                />
            )}
        </CardForm>
    );
}
