import { api } from "../../api/endpoints";
import { recordingStorages } from "../../api/schema";
import type { RecordingRules, RecordingStorage } from "../../api/schema";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { SelectField, SwitchField } from "../../parts/form/field";
import { Icon } from "../../parts/page/icon";
import { Empty, Page, PanelSkeleton, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { Link } from "../../parts/routing/router";
import { useFormats, useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { useAct } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";

/** REC-01: whose calls are recorded, for all or for selected with counts, and how long recordings are kept. */
export default function RecordingPage(): JSX.Element {
    const texts = useTexts();
    const domain = useChosenDomain();
    return (
        <Page title={texts.recordings.title}>
            <div className="page-body">
                {domain.id === "" ? (
                    <Empty icon="wave" title={texts.recordings.chooseDomain} />
                ) : (
                    <Rules key={domain.id} domain={domain.id} query={domain.query} />
                )}
            </div>
        </Page>
    );
}

function Rules({ domain, query }: { domain: string; query: { readonly domain: string } }): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();
    const loaded = useLoad(`recording ${domain}`, () => api.recordingRules.find(domain));
    if (loaded.state === "loading") return <PanelSkeleton label={texts.common.loading} />;
    if (loaded.state === "failed") return <Empty icon="alert" title={explain(texts, loaded.problem)} />;

    const rules = loaded.value;
    const change = (body: Partial<Pick<RecordingRules, "storageTime" | "areEncrypted">>): Promise<boolean> =>
        act(async () => {
            loaded.set(await api.recordingRules.change(domain, rules, body));
            tell({ text: texts.common.saved });
        });
    const storage = async (storageTime: RecordingStorage): Promise<void> => {
        // What is older than the new time goes with the next round of the job: nobody is to lose it by a slip.
        const isShorter = recordingStorages.indexOf(storageTime) < recordingStorages.indexOf(rules.storageTime);
        const goesOn =
            !isShorter ||
            (await ask({
                title: texts.recordings.shorterTitle,
                text: texts.recordings.shorterText,
                goOn: texts.common.save,
                cancel: texts.common.cancel,
                isDangerous: true,
            }));
        if (goesOn) await change({ storageTime });
    };
    const switchAll = async (recordsCalls: boolean): Promise<void> => {
        const goesOn = await ask({
            title: recordsCalls ? texts.recordings.allTitle(rules.users) : texts.recordings.noneTitle(rules.recordedUsers),
            text: recordsCalls ? texts.recordings.allText : texts.recordings.noneText,
            goOn: recordsCalls ? texts.recordings.forAll : texts.recordings.forNone,
            cancel: texts.common.cancel,
        });
        if (!goesOn) return;
        await act(async () => {
            loaded.set(await api.recordingRules.switchUsers(domain, { recordsCalls }));
            tell({ text: texts.common.saved });
        });
    };
    return (
        <>
            {rules.isStopped && (
                <p className="alarm" role="alert">
                    <Icon name="alert" /> {rules.isQuotaReached ? texts.recordings.quotaReached : texts.recordings.stopped}
                </p>
            )}
            <Section title={texts.recordings.whose}>
                <p>{texts.recordings.counts(rules.recordedUsers, rules.users)}</p>
                <div className="buttons">
                    {rules.recordedUsers < rules.users && (
                        <Button kind="primary" onClick={() => void switchAll(true)}>
                            {texts.recordings.forAll}
                        </Button>
                    )}
                    {rules.recordedUsers > 0 && (
                        <Button onClick={() => void switchAll(false)}>{texts.recordings.forNone}</Button>
                    )}
                    <Link className="button plain" to={writeAddress({ path: "/users", query })}>
                        {texts.recordings.forSelected}
                    </Link>
                </div>
            </Section>
            <Section title={texts.recordings.keeping}>
                <p>
                    {rules.quotaMegabytes === null
                        ? texts.recordings.kept(formats.count(rules.keptMegabytes))
                        : texts.recordings.keptOf(formats.count(rules.keptMegabytes), formats.count(rules.quotaMegabytes))}
                </p>
                <div className="form">
                    <SelectField<RecordingStorage>
                        label={texts.recordings.storageTime}
                        hint={texts.recordings.storageTimeHint}
                        value={rules.storageTime}
                        options={recordingStorages.map((value) => ({
                            value,
                            title: texts.recordings.storageTimes[value],
                        }))}
                        onChange={(value) => void storage(value)}
                    />
                    <SwitchField
                        label={texts.recordings.areEncrypted}
                        hint={texts.recordings.areEncryptedHint}
                        value={rules.areEncrypted}
                        onChange={(value) => void change({ areEncrypted: value })}
                    />
                </div>
            </Section>
            <p>
                <Link to={writeAddress({ path: "/history", query })}>{texts.recordings.toHistory}</Link>
            </p>
        </>
    );
}
