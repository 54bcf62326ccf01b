import { useState } from "react";
import { toll } from "../../api/toll";
import type { TollCap, TollRules } from "../../api/toll";
import { useTell } from "../../parts/dialog/notices";
import { Button, IconButton } from "../../parts/form/button";
import { SelectField, SwitchField } from "../../parts/form/field";
import { Empty, Page, PanelSkeleton, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import type { Loaded } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { LoadFailed } from "../shell/loadFailed";
import { useAct } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";
import { CapDialog } from "./capDialog";
import { amountWords, reachWords } from "./capWords";
import { StopsSection } from "./stopsSection";

const hours = [1, 4, 12, 24, 72, 168];

/** BYD-18: how much is called outside before calls stop, and what has stopped. */
export default function TollPage(): JSX.Element {
    const texts = useTexts();
    const domain = useChosenDomain();
    return (
        <Page title={texts.toll.title}>
            <div className="page-body">
                {domain.id === "" ? (
                    <Empty icon="shield" title={texts.administration.settings.chooseDomain} />
                ) : (
                    <Brake key={domain.id} domain={domain.id} />
                )}
            </div>
        </Page>
    );
}

function Brake({ domain }: { domain: string }): JSX.Element {
    const texts = useTexts();
    const loaded = useLoad(`toll ${domain}`, () => toll.find(domain));
    if (loaded.state === "failed") return <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />;
    if (loaded.state !== "ready") return <PanelSkeleton label={texts.common.loading} />;
    return (
        <>
            <StopsSection domain={domain} />
            <Rules domain={domain} loaded={loaded} />
        </>
    );
}

function Rules({
    domain,
    loaded,
}: {
    domain: string;
    loaded: Extract<Loaded<TollRules>, { state: "ready" }> & { set(value: TollRules): void };
}): JSX.Element {
    const texts = useTexts();
    const words = texts.toll;
    const tell = useTell();
    const act = useAct();
    const [open, setOpen] = useState<{ readonly index: number | null } | null>(null);
    const rules = loaded.value;
    const change = (body: Partial<Omit<TollRules, "version">>, said: string, known = rules): Promise<boolean> =>
        act(async () => {
            // Other settings of the domain have its version as well; whoever has changed the caps is noticed.
            const present = await toll.find(domain);
            const isKnown = JSON.stringify({ ...present, version: 0 }) === JSON.stringify({ ...known, version: 0 });
            const changed = await toll.change(domain, isKnown ? present.version : known.version, body);
            loaded.set(changed);
            const { version: _, ...former } = known;
            const action = {
                title: texts.common.undo,
                run: () => void change(former, texts.changes.undone, changed),
            };
            tell(said === texts.changes.undone ? { text: said } : { text: said, action });
        });
    const save = (cap: TollCap): Promise<boolean> => {
        const index = open?.index ?? null;
        return index === null
            ? change({ caps: [...rules.caps, cap] }, words.added)
            : change({ caps: rules.caps.map((former, place) => (place === index ? cap : former)) }, words.changed);
    };
    return (
        <>
            <Section
                title={words.caps}
                after={
                    <Button icon="add" onClick={() => setOpen({ index: null })} disabled={rules.caps.length >= 20}>
                        {words.add}
                    </Button>
                }
            >
                <div className="form">
                    <p className="soft">{words.about}</p>
                    <SwitchField
                        label={words.isOn}
                        value={rules.isOn}
                        onChange={(isOn) => void change({ isOn }, isOn ? words.switchedOn : words.switchedOff)}
                    />
                    {rules.caps.length === 0 ? (
                        <p>{words.noCaps}</p>
                    ) : (
                        <ul className="cards" aria-label={words.caps}>
                            {rules.caps.map((cap, index) => {
                                const name = `${reachWords(cap, texts)}, ${words.countedFor[cap.counted]}`;
                                return (
                                    <li key={index} className="card">
                                        <div>
                                            <strong>{name}</strong>
                                            <span className="soft">
                                                {amountWords(cap, texts)} → {words.stopsShort[cap.measure]}
                                            </span>
                                        </div>
                                        <IconButton
                                            icon="pencil"
                                            label={words.edit(name)}
                                            onClick={() => setOpen({ index })}
                                        />
                                        <IconButton
                                            icon="trash"
                                            label={words.remove(name)}
                                            onClick={() =>
                                                void change(
                                                    { caps: rules.caps.filter((_, place) => place !== index) },
                                                    words.removed,
                                                )
                                            }
                                        />
                                    </li>
                                );
                            })}
                        </ul>
                    )}
                    <SelectField
                        label={words.hours}
                        hint={words.hoursHint}
                        value={String(rules.stopHours)}
                        options={[...new Set([...hours, rules.stopHours])]
                            .sort((one, other) => one - other)
                            .map((value) => ({ value: String(value), title: words.hoursTitle(value) }))}
                        onChange={(value) => void change({ stopHours: Number(value) }, words.saved)}
                    />
                </div>
            </Section>
            {open && (
                <CapDialog
                    cap={open.index === null ? null : rules.caps[open.index] ?? null}
                    others={rules.caps.filter((_, place) => place !== open.index)}
                    onSave={save}
                    onClose={() => setOpen(null)}
                />
            )}
        </>
    );
}
