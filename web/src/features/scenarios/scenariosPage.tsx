import { all, scenarios } from "../../api/scenarios";
import type { Scenario } from "../../api/scenarios";
import { IconButton } from "../../parts/form/button";
import { writeAddress } from "../../parts/routing/address";
import { Link, useRouter } from "../../parts/routing/router";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useTexts } from "../../texts";
import { ListPage } from "../shell/listPage";
import type { CardPlace } from "../shell/listPage";
import { useSearched } from "../shell/listSearch";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCreate } from "../shell/useCreate";
import { LeadingHere } from "./leadingHere";
import { NameDialog } from "../shell/nameDialog";
import { ScenarioEditor } from "./scenarioEditor";
import { defaultName } from "./scenarioTree";
import { useScenarioRemoval } from "./useScenario";
import "./scenarios.css";

/** IVR-01: the voice scenarios of the domain; each opens on a page of its own. */
export default function ScenariosPage({ parameters }: PageProps): JSX.Element {
    const { query } = useRouter().address;
    const open = parameters["scenario"];
    if (open !== undefined && open !== "new") {
        return <ScenarioEditor key={open} id={open} back={writeAddress({ path: "/scenarios", query })} />;
    }
    return <ScenarioList open={open} />;
}

function ScenarioList({ open }: { open: string | undefined }): JSX.Element {
    const texts = useTexts();
    const words = texts.scenarios;
    const router = useRouter();
    const domain = useChosenDomain();
    const search = useSearched();
    // By name only: the server would find what their menus say as well. A company has few, they are read whole.
    const pages = usePages<Scenario>(`${domain.query.domain}|${search}`, async (_, signal) => {
        const found = await all<Scenario>((cursor) => scenarios.page(domain.query.domain, cursor, signal));
        const wanted = search.toLocaleLowerCase();
        const items = found.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
        return { items, next: null, total: items.length };
    });
    const back = writeAddress({ path: "/scenarios", query: router.address.query });
    const remove = useScenarioRemoval(back, pages.reload);
    const lines = writeAddress({ path: "/lines", query: domain.isChoosable ? domain.query : {} });

    const columns: readonly Column<Scenario>[] = [
        {
            key: "name",
            title: words.name,
            cell: (scenario) => (
                <span className="two-lines">
                    {scenario.name}
                    <small>
                        {words.menuCount(scenario.menus.length)}
                        {scenario.draft !== null && ` · ${texts.drafts.draft}`}
                    </small>
                </span>
            ),
        },
        {
            key: "menus",
            title: words.menus,
            width: "104px",
            from: "medium",
            cell: (scenario) => words.menuCount(scenario.menus.length),
        },
        {
            key: "lines",
            title: words.lines,
            from: "medium",
            cell: (scenario) => <LeadingHere scenario={scenario.id} nothing={null} />,
        },
        {
            key: "routing",
            title: words.setRouting,
            isTitleHidden: true,
            width: "212px",
            from: "wide",
            cell: () => <Link to={lines}>{words.setRouting}</Link>,
        },
        {
            key: "remove",
            title: words.actions,
            isTitleHidden: true,
            width: "72px",
            align: "end",
            cell: (scenario) => (
                <IconButton icon="trash" label={words.remove(scenario.name)} onClick={() => void remove(scenario)} />
            ),
        },
    ];
    return (
        <ListPage
            path="/scenarios"
            open={open}
            list={pages}
            words={words}
            icon="keypad"
            columns={columns}
            nameOf={(scenario) => scenario.name}
            mayAdd={domain.id !== ""}
            search={texts.common.searchIn(words.name)}
            card={(place) => <NewScenario {...place} />}
        />
    );
}

function NewScenario({ back, onSaved }: CardPlace<Scenario>): JSX.Element | null {
    const texts = useTexts();
    const words = texts.scenarios;
    const router = useRouter();
    const create = useCreate();
    const domain = useChosenDomain();
    // The name counts all of them, also those that a search hides.
    const known = usePages<Scenario>(domain.id, async () => ({
        items: await all<Scenario>((cursor) => scenarios.page(domain.query.domain, cursor)),
        next: null,
        total: null,
    }));
    if (known.state === "loading") return null;
    return (
        <NameDialog
            label={texts.scenarios.name}
            title={words.addTitle}
            submitTitle={words.create}
            name={defaultName(known.rows.map(({ name }) => name), words.defaultName)}
            onSave={async (name) => {
                onSaved(await create((key) => scenarios.add(domain.query.domain || domain.id, { name }, key)));
            }}
            onClose={() => router.go(back)}
        />
    );
}
