import { useMemo, useState } from "react";
import { drafts } from "../../api/scenarios";
import type { Scenario, ScenarioMenu, ScenarioVersion } from "../../api/scenarios";
import { useAsk } from "../../parts/dialog/asking";
import { Modal } from "../../parts/dialog/modal";
import { Button } from "../../parts/form/button";
import { Badge, PanelSkeleton } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { Scheme } from "../../parts/scheme/schemeView";
import { useFormats, useTexts } from "../../texts";
import { LoadFailed } from "../shell/loadFailed";
import { useAct, useTellChanged } from "../shell/useAct";
import { useDirectory } from "../targets/directory";
import { asPicture } from "./draftPlaces";
import { scenarioScheme } from "./scenarioScheme";
import { actionsOf } from "./scenarioTree";
import { usePromptNames } from "./usePromptNames";

/** IVR-07: what was published, when, by whom and why; looked at as a picture, and published anew. */
export function VersionsDialog({
    scenario,
    timeoutSeconds,
    onSaved,
    onReload,
    onClose,
}: {
    scenario: Scenario;
    timeoutSeconds: number;
    onSaved: (scenario: Scenario) => void;
    onReload: () => void;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.drafts;
    const formats = useFormats();
    const ask = useAsk();
    const act = useAct();
    const tellChanged = useTellChanged();
    const loaded = useLoad(`versions ${scenario.id} ${scenario.version}`, () => drafts.versions(scenario.id));
    const [seen, setSeen] = useState<ScenarioVersion | null>(null);
    const versions = loaded.value?.items ?? [];
    const rollBack = async (version: ScenarioVersion): Promise<void> => {
        const moment = formats.moment(version.at);
        const goesOn = await ask({
            title: words.rollBackTitle(moment),
            text: words.rollBackText,
            goOn: words.rollBack,
            cancel: texts.common.cancel,
        });
        if (!goesOn) return;
        const isDone = await act(async () =>
            onSaved(await drafts.rollBack(scenario, version.version, words.rollBackComment(moment))),
        );
        if (!isDone) return;
        tellChanged(words.rolledBack, "scenario", onReload);
        onClose();
    };
    const isInForce = (version: ScenarioVersion): boolean => version === versions[0];
    const actions = (version: ScenarioVersion): JSX.Element => (
        <>
            {seen === null && (
                <Button
                    aria-label={words.lookAt(formats.moment(version.at, "seconds"))}
                    onClick={() => setSeen(version)}
                >
                    {words.look}
                </Button>
            )}
            {!isInForce(version) && <Button onClick={() => void rollBack(version)}>{words.rollBack}</Button>}
        </>
    );
    return (
        <Modal title={seen ? words.picture(formats.moment(seen.at)) : words.versionsTitle} isWide onClose={onClose}>
            {loaded.state === "loading" && <PanelSkeleton label={texts.common.loading} />}
            {loaded.state === "failed" && <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />}
            {loaded.state === "ready" && versions.length === 0 && <p className="soft">{words.noVersions}</p>}
            {seen === null ? (
                <ol className="versions">
                    {versions.map((version) => (
                        <li key={version.version}>
                            <div>
                                <strong>{formats.moment(version.at)}</strong>
                                {isInForce(version) && <Badge tone="good">{words.inForce}</Badge>}
                                <p>{version.comment ?? <span className="soft">{words.noComment}</span>}</p>
                                <p className="soft">
                                    {words.by(version.authorShownName || version.author)} ·{" "}
                                    {texts.scenarios.menuCount(version.menuCount)}
                                </p>
                            </div>
                            <div className="button-row">{actions(version)}</div>
                        </li>
                    ))}
                </ol>
            ) : (
                <VersionPicture scenario={scenario} version={seen} timeoutSeconds={timeoutSeconds} />
            )}
            <div className="modal-actions">
                {seen && <Button onClick={() => setSeen(null)}>{words.back}</Button>}
                {seen && actions(seen)}
                <Button onClick={onClose}>{texts.common.close}</Button>
            </div>
        </Modal>
    );
}

function VersionPicture({
    scenario,
    version,
    timeoutSeconds,
}: {
    scenario: Scenario;
    version: ScenarioVersion;
    timeoutSeconds: number;
}): JSX.Element {
    const texts = useTexts();
    const loaded = useLoad(`version ${scenario.id} ${version.version}`, () =>
        drafts.version(scenario.id, version.version),
    );
    if (loaded.state === "failed") return <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />;
    if (loaded.state === "loading") return <PanelSkeleton label={texts.common.loading} />;
    return (
        <MenusPicture
            domain={scenario.domain}
            menus={loaded.value.menus}
            label={texts.drafts.picture(version.at)}
            timeoutSeconds={timeoutSeconds}
        />
    );
}

function MenusPicture({
    domain,
    menus,
    label,
    timeoutSeconds,
}: {
    domain: string;
    menus: readonly ScenarioMenu[];
    label: string;
    timeoutSeconds: number;
}): JSX.Element {
    const texts = useTexts();
    const targets = useMemo(
        () => actionsOf(menus).flatMap((action) => (action.kind === "forward" ? [action.target] : [])),
        [menus],
    );
    const { directory } = useDirectory(domain, targets);
    const prompts = usePromptNames(domain, menus);
    const root = useMemo(
        () => asPicture(scenarioScheme(menus, { directory, prompts }, timeoutSeconds, texts)),
        [menus, directory, prompts, timeoutSeconds, texts],
    );
    return <Scheme label={label} root={root} onOpen={() => undefined} zoom={texts.scenarios.zoom} />;
}
