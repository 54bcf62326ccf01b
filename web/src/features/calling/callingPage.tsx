import { calling, outgoingLimits } from "../../api/calling";
import type { OutgoingLimit } from "../../api/calling";
import { useTell } from "../../parts/dialog/notices";
import { SelectField } from "../../parts/form/field";
import { Empty, Page, PanelSkeleton, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { LoadFailed } from "../shell/loadFailed";
import { useAct } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";
import { CodesForm } from "./codesForm";
import { DomainSounds } from "./soundFields";

/** ADM-01, ADM-02, ADM-04: how the domain's users call, what is dialled for features, what callers hear. */
export default function CallingPage(): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling;
    const domain = useChosenDomain();
    return (
        <Page title={words.title}>
            <div className="page-body">
                {domain.id === "" ? (
                    <Empty icon="phone" title={words.chooseDomain} />
                ) : (
                    <Settings key={domain.id} domain={domain.id} />
                )}
            </div>
        </Page>
    );
}

function Settings({ domain }: { domain: string }): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling;
    const act = useAct();
    const tell = useTell();
    const loaded = useLoad(`calling ${domain}`, () => calling.rules(domain));
    if (loaded.state === "loading") return <PanelSkeleton label={texts.common.loading} />;
    if (loaded.state === "failed") return <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />;
    return (
        <>
            <Section title={words.outgoing}>
                <div className="form">
                    <SelectField<OutgoingLimit>
                        label={words.outgoingOfDomain}
                        hint={words.outgoingHint}
                        value={loaded.value.outgoing ?? "none"}
                        options={outgoingLimits.map((value) => ({ value, title: words.limits[value] }))}
                        onChange={(outgoing) =>
                            void act(async () => {
                                // The codes and sounds of the domain have its version as well.
                                const rules = await calling.rules(domain);
                                loaded.set(await calling.changeRules(domain, rules, { outgoing }));
                                tell({ text: texts.common.saved });
                            })
                        }
                    />
                </div>
            </Section>
            <DomainSounds domain={domain} />
            <CodesForm domain={domain} />
        </>
    );
}
