import { useState } from "react";
import { cabinetAddress } from "../../api/base";
import { pools } from "../../api/pools";
import type { Pool, PoolDomainCard } from "../../api/pools";
import { Problem } from "../../api/problem";
import { useTell } from "../../parts/dialog/notices";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Icon } from "../../parts/page/icon";
import { Badge, Facts, Panel, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import { checkName, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { WaitingPanel } from "../shell/objectPanel";
import { dialExpression } from "./poolRows";

/** TEN-06, TEN-08, TEN-09: one domain of the pool, its names for those who may give them, and the way into its cabinet. */
export function PoolDomainPanel({
    pool,
    settings,
    domain,
    back,
    onChanged,
}: {
    pool: string;
    /** `null` until it is there. */
    settings: Pool | null;
    domain: string;
    back: string;
    onChanged: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const formats = useFormats();
    const tell = useTell();
    const [round, setRound] = useState(0);
    const loaded = useLoad(`domain ${domain} of ${pool}`, () => pools.domain(pool, domain));
    if (loaded.state !== "ready") {
        return <WaitingPanel title={words.domain} icon="building" back={back} loaded={loaded} />;
    }
    const card = loaded.value;
    const name = card.shownName || card.id;
    return (
        <Panel
            title={name}
            subtitle={card.id}
            back={back}
            closeLabel={texts.common.close}
            actions={
                card.mayManage && (
                    <a className="button plain" href={cabinetAddress(card.id)} target="_blank" rel="noreferrer">
                        <Icon name="external" /> {words.enter}
                    </a>
                )
            }
        >
            <Section title={words.main}>
                <Facts
                    facts={[
                        [
                            texts.domains.state,
                            <Badge key="state" tone={card.isBlocked ? "bad" : "good"}>
                                {card.isBlocked ? texts.domains.blocked : texts.domains.working}
                            </Badge>,
                        ],
                        [words.domainName, card.id],
                        card.accountNumber === null ? null : [words.accountNumber, card.accountNumber],
                        [words.routingNumber, card.routingNumber],
                        settings && [words.dialled, dialExpression(settings, card.routingNumber, "101")],
                        [texts.users.email, card.email ?? texts.common.notSet],
                    ]}
                />
            </Section>
            <Section title={words.counters}>
                <Facts
                    facts={[
                        [words.users, formats.count(card.users)],
                        [words.operators, formats.count(card.operators)],
                        [words.lines, formats.count(card.lines)],
                        [words.freeLines, formats.count(card.freeLines)],
                    ]}
                />
            </Section>
            {card.mayManage ? (
                <NamesForm
                    key={`${card.version} ${round}`}
                    pool={pool}
                    length={settings?.routingLength ?? null}
                    card={card}
                    onSaved={(saved) => {
                        loaded.set(saved);
                        tell({ text: texts.domains.saved(saved.shownName || saved.id) });
                        onChanged();
                    }}
                    onReset={() => setRound(round + 1)}
                />
            ) : (
                <p className="soft">{words.onlySeenText}</p>
            )}
        </Panel>
    );
}

function NamesForm({
    pool,
    length,
    card,
    onSaved,
    onReset,
}: {
    pool: string;
    /** Of routing numbers; `null` until it is known. */
    length: number | null;
    card: PoolDomainCard;
    onSaved: (card: PoolDomainCard) => void;
    onReset: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const form = useForm<{ readonly shownName: string; readonly routingNumber: string }>({
        initial: { shownName: card.shownName, routingNumber: card.routingNumber },
        check: (values) => ({
            shownName: checkRequired(values.shownName, texts) ?? checkName(values.shownName, texts),
            routingNumber:
                length !== null && !new RegExp(`^\\d{${length}}$`).test(values.routingNumber)
                    ? words.routingRule(length)
                    : undefined,
        }),
        save: async (values) =>
            onSaved(
                await pools.changeDomain(pool, card, { ...values, shownName: values.shownName.trim() }),
            ),
        explain: (problem) => {
            const isNumber = problem instanceof Problem && problem.field === "routingNumber";
            return isNumber
                ? { fields: { routingNumber: problem.code === "taken" ? words.routingTaken : words.routingWrong }, general: null }
                : explainForm<{ shownName: string }>(texts, problem, { shownName: texts.checks.name });
        },
    });
    return (
        <CardForm form={form} submitTitle={texts.common.save} onReset={onReset}>
            <TextField
                label={words.shownName}
                value={form.values.shownName}
                error={form.errors.shownName}
                onChange={(value) => form.set("shownName", value)}
            />
            <TextField
                label={words.routingNumber}
                hint={length === null ? undefined : words.routingRule(length)}
                value={form.values.routingNumber}
                error={form.errors.routingNumber}
                onChange={(value) => form.set("routingNumber", value.trim())}
                inputMode="numeric"
                maxLength={10}
            />
        </CardForm>
    );
}
