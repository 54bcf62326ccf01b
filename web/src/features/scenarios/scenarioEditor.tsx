import { useMemo, useState } from "react";
import { api } from "../../api/endpoints";
import { scenarios } from "../../api/scenarios";
import type { Scenario } from "../../api/scenarios";
import { Button, IconButton } from "../../parts/form/button";
import { Page, PanelSkeleton } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { Link } from "../../parts/routing/router";
import { Scheme } from "../../parts/scheme/schemeView";
import { useFormats, useTexts } from "../../texts";
import { LoadFailed } from "../shell/loadFailed";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useDirectory } from "../targets/directory";
import { DraftBar } from "./draftBar";
import { withFault } from "./draftPlaces";
import { EditorDialogs } from "./editorDialogs";
import type { OpenDialog } from "./editorDialogs";
import { LeadingHere } from "./leadingHere";
import { withFigures } from "./menuFigures";
import { FiguresBar, FiguresTable, useFigures } from "./menuFiguresView";
import { placeOf, scenarioScheme } from "./scenarioScheme";
import type { Place } from "./scenarioScheme";
import { actionsOf, isKey } from "./scenarioTree";
import { usePromptNames } from "./usePromptNames";
import { useScenarioRemoval, useScenarioSaving } from "./useScenario";
import { VersionsDialog } from "./versionsDialog";

/** IVR-02 to IVR-05: one scenario, drawn; whatever is pressed is changed in a dialog and saved at once. */
export function ScenarioEditor({ id, back }: { id: string; back: string }): JSX.Element {
    const texts = useTexts();
    const loaded = useLoad(`scenario ${id}`, async () => {
        const scenario = await scenarios.find(id);
        const domain = await api.domains.find(scenario.domain);
        return { scenario, timeoutSeconds: domain.menuTimeoutSeconds, zone: domain.timeZone };
    });
    if (loaded.state === "ready") {
        const { value } = loaded;
        const keep = (scenario: Scenario): void => loaded.set({ ...value, scenario });
        return <Editor {...value} back={back} onSaved={keep} onReload={loaded.reload} />;
    }
    return (
        <Page title={texts.scenarios.title} filters={<ToAll back={back} />}>
            <div className="page-body">
                {loaded.state === "failed" ? (
                    <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />
                ) : (
                    <PanelSkeleton label={texts.common.loading} />
                )}
            </div>
        </Page>
    );
}

function ToAll({ back }: { back: string }): JSX.Element {
    return <Link to={back}>← {useTexts().scenarios.all}</Link>;
}

/** What pressing a node of the drawing opens. */
function dialogOf(place: Place): OpenDialog {
    switch (place.kind) {
        case "menu":
            return { kind: "menu", menu: place.menu };
        case "add":
            return { kind: "digit", menu: place.menu, key: null };
        case "action":
            return { kind: "action", menu: place.menu, slot: place.slot };
        case "key":
            return isKey(place.slot)
                ? { kind: "digit", menu: place.menu, key: place.slot }
                : { kind: "action", menu: place.menu, slot: place.slot };
    }
}

function Editor({
    scenario,
    timeoutSeconds,
    zone,
    back,
    onSaved,
    onReload,
}: {
    scenario: Scenario;
    timeoutSeconds: number;
    /** The domain's: statistics are of its days. */
    zone: string;
    back: string;
    onSaved: (scenario: Scenario) => void;
    onReload: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.scenarios;
    const domain = useChosenDomain();
    const [open, setOpen] = useState<OpenDialog | null>(null);
    const [fault, setFault] = useState<Place | null>(null);
    const [showsVersions, setShowsVersions] = useState(false);
    const [showsFigures, setShowsFigures] = useState(false);
    const formats = useFormats();
    const figures = useFigures(scenario, zone, showsFigures);
    const counted = showsFigures ? figures.loaded.value?.menus : undefined;
    // What is drawn is what is worked on; callers hear what is published.
    const edited = useMemo(() => ({ ...scenario, menus: scenario.draft ?? scenario.menus }), [scenario]);
    const { menus } = edited;
    const actions = useMemo(() => actionsOf(menus), [menus]);
    const targets = actions.flatMap((action) => (action.kind === "forward" ? [action.target] : []));
    const { directory } = useDirectory(scenario.domain, targets);
    const prompts = usePromptNames(scenario.domain, menus);
    const save = useScenarioSaving(scenario, onSaved, onReload);
    const remove = useScenarioRemoval(back, () => undefined);
    const root = useMemo(() => {
        const drawn = scenarioScheme(menus, { directory, prompts }, timeoutSeconds, texts);
        const marked = fault ? withFault(drawn, fault) : drawn;
        return counted ? withFigures(marked, counted, menus, scenario.menus, texts, formats) : marked;
    }, [menus, scenario.menus, directory, prompts, timeoutSeconds, texts, fault, counted, formats]);
    const lines = writeAddress({ path: "/lines", query: domain.isChoosable ? domain.query : {} });
    return (
        <Page
            title={scenario.name}
            actions={
                <>
                    <IconButton icon="pencil" label={words.rename} onClick={() => setOpen({ kind: "name" })} />
                    {menus.length > 1 && (
                        <Button icon="menu" onClick={() => setOpen({ kind: "menus" })}>
                            {words.menusOf(menus.length)}
                        </Button>
                    )}
                    <Button icon="gauge" aria-pressed={showsFigures} onClick={() => setShowsFigures(!showsFigures)}>
                        {texts.menuFigures.show}
                    </Button>
                    <Button icon="history" onClick={() => setShowsVersions(true)}>
                        {texts.drafts.versions}
                    </Button>
                    <IconButton
                        icon="trash"
                        label={words.remove(scenario.name)}
                        onClick={() => void remove(scenario)}
                    />
                </>
            }
            filters={
                <>
                    <ToAll back={back} />
                    <span className="leading-here">
                        <LeadingHere scenario={scenario.id} label={words.leads} nothing={words.notUsed} />
                    </span>
                    <Link to={lines}>{words.setRouting}</Link>
                </>
            }
        >
            <div className="page-body">
                <DraftBar scenario={scenario} onSaved={onSaved} onReload={onReload} onFault={setFault} />
                {showsFigures && <FiguresBar figures={figures} zone={zone} />}
                <div className="scenario-body">
                    <Scheme
                        label={words.scheme(scenario.name)}
                        root={root}
                        onOpen={(node) => {
                            const place = placeOf(node);
                            if (place) setOpen(dialogOf(place));
                        }}
                        zoom={words.zoom}
                    />
                    {showsFigures && <FiguresTable figures={figures} scenario={scenario} />}
                </div>
            </div>
            {open && (
                <EditorDialogs
                    key={JSON.stringify(open)}
                    open={open}
                    scenario={edited}
                    timeoutSeconds={timeoutSeconds}
                    save={async (change, said) => {
                        await save(change, said);
                        setFault(null);
                    }}
                    onOpen={setOpen}
                />
            )}
            {showsVersions && (
                <VersionsDialog
                    scenario={scenario}
                    timeoutSeconds={timeoutSeconds}
                    onSaved={onSaved}
                    onReload={onReload}
                    onClose={() => setShowsVersions(false)}
                />
            )}
        </Page>
    );
}
