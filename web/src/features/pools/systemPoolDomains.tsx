import { useState } from "react";
import { api } from "../../api/endpoints";
import { pools } from "../../api/pools";
import type { Pool, PoolDomain } from "../../api/pools";
import { Problem } from "../../api/problem";
import { all } from "../../api/scenarios";
import type { Domain } from "../../api/schema";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button, IconButton } from "../../parts/form/button";
import { SelectField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { DialogForm } from "../shell/dialogForm";
import { useAct } from "../shell/useAct";

/** TEN-04: which domains are in a pool, and by which numbers they are called there. */
export function SystemPoolDomains({ pool, onChanged }: { pool: Pool; onChanged: () => void }): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();
    const [edited, setEdited] = useState<PoolDomain | "new" | null>(null);
    const loaded = useLoad(`domains in ${pool.id}`, () => pools.domains(pool.id, ""));
    const domains = (loaded.value?.groups ?? []).flatMap((group) => group.domains);
    const reload = (): void => {
        loaded.reload();
        onChanged();
    };
    const takeOut = async (domain: PoolDomain): Promise<void> => {
        const name = domain.shownName || domain.id;
        const goesOn = await ask({
            title: words.leaveTitle(name),
            text: words.leaveText,
            goOn: words.leave,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (!goesOn || !(await act(() => pools.takeDomainOut(pool.id, domain.id)))) return;
        tell({ text: words.left(name) });
        reload();
    };
    return (
        <Section
            title={texts.domains.title}
            after={
                <Button kind="quiet" icon="add" onClick={() => setEdited("new")}>
                    {words.addDomain}
                </Button>
            }
        >
            {loaded.state === "failed" && <p className="soft">{explain(texts, loaded.problem)}</p>}
            {loaded.state === "ready" && domains.length === 0 && <p className="soft">{words.noDomains}</p>}
            {domains.length > 0 && (
                <ul className="cards" aria-label={texts.domains.title}>
                    {domains.map((domain) => (
                        <li key={domain.id} className="card">
                            <div>
                                <Link to={`/system/domains/${encodeURIComponent(domain.id)}`}>
                                    {domain.shownName || domain.id}
                                </Link>
                                <span className="soft">
                                    {domain.routingNumber} · {domain.id}
                                </span>
                            </div>
                            <IconButton
                                icon="pencil"
                                label={words.changeNumberOf(domain.shownName || domain.id)}
                                onClick={() => setEdited(domain)}
                            />
                            <IconButton
                                icon="close"
                                label={words.leaveOf(domain.shownName || domain.id)}
                                onClick={() => void takeOut(domain)}
                            />
                        </li>
                    ))}
                </ul>
            )}
            {edited && (
                <DomainNumberDialog
                    pool={pool}
                    domain={edited === "new" ? null : edited}
                    onSaved={() => {
                        setEdited(null);
                        tell({ text: texts.common.saved });
                        reload();
                    }}
                    onClose={() => setEdited(null)}
                />
            )}
        </Section>
    );
}

/** Puts a domain into the pool, or gives it another number there. */
function DomainNumberDialog({
    pool,
    domain,
    onSaved,
    onClose,
}: {
    pool: Pool;
    domain: PoolDomain | null;
    onSaved: () => void;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const free = useLoad(`domains in no pool ${domain?.id ?? ""}`, async () => {
        const every = domain ? [] : await all<Domain>((cursor) => api.domains.page({ cursor, limit: 200 }, undefined));
        return every.filter((each) => !each.pool);
    });
    const form = useForm<{ readonly domain: string; readonly routingNumber: string }>({
        initial: { domain: domain?.id ?? "", routingNumber: domain?.routingNumber ?? "" },
        check: (values) => ({
            domain: values.domain === "" ? words.chooseDomain : undefined,
            routingNumber: new RegExp(`^\\d{${pool.routingLength}}$`).test(values.routingNumber)
                ? undefined
                : words.routingRule(pool.routingLength),
        }),
        save: async (values) => {
            await pools.putDomain(pool.id, values.domain, values.routingNumber);
            onSaved();
        },
        explain: (problem) =>
            problem instanceof Problem && problem.code === "taken"
                ? { fields: { routingNumber: words.routingTaken }, general: null }
                : { fields: {}, general: explain(texts, problem) },
    });
    return (
        <DialogForm
            title={domain ? words.changeNumberOf(domain.shownName || domain.id) : words.addDomain}
            form={form}
            submitTitle={texts.common.save}
            onClose={onClose}
        >
            {!domain && (
                <SelectField
                    label={words.domain}
                    value={form.values.domain}
                    error={form.errors.domain}
                    autoFocus
                    options={[
                        { value: "", title: free.value?.length === 0 ? words.noFreeDomains : words.chooseDomain },
                        ...(free.value ?? []).map(({ id, shownName }) => ({ value: id, title: shownName || id })),
                    ]}
                    onChange={(value) => form.set("domain", value)}
                />
            )}
            <TextField
                label={words.routingNumber}
                hint={words.routingRule(pool.routingLength)}
                value={form.values.routingNumber}
                error={form.errors.routingNumber}
                onChange={(value) => form.set("routingNumber", value.trim())}
                inputMode="numeric"
                maxLength={10}
            />
        </DialogForm>
    );
}
