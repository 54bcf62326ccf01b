import { useEffect, useState } from "react";
import { api } from "../../api/endpoints";
import { all, groups, scenarios } from "../../api/scenarios";
import type { Group } from "../../api/scenarios";
import type { Line, User } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { SearchBox } from "../../parts/form/search";
import { shownNumber } from "../../parts/format/phoneNumber";
import { useLoad } from "../../parts/page/useLoad";
import { useRouter } from "../../parts/routing/router";
import { usePages } from "../../parts/table/usePages";
import { useFormats, useTexts } from "../../texts";
import { LoadFailed } from "../shell/loadFailed";
import { useDomainLink } from "../shell/useDomainLink";
import { NewGroupDialog, NewUserDialog } from "./newTarget";
import { linesOfScenario } from "./rowWords";

interface ListProps {
    readonly domain: string;
    readonly chosen: string | null;
    readonly onChoose: (id: string) => void;
}

/** How many pixels before the end of the list the next page is asked for. */
const askAhead = 120;

/** Users whom calls can be sent to, page after page, with their groups (004 §9.4). */
export function UserRows({ domain, chosen, onChoose }: ListProps): JSX.Element {
    const { targets: words } = useTexts();
    const [search, setSearch] = useState("");
    const [isMaking, setIsMaking] = useState(false);
    const pages = usePages<User>(`targets ${domain} ${search}`, (cursor, signal) =>
        api.users.page({ domain, search: search.trim(), hasExtension: "true", limit: 50, cursor }, signal),
    );
    const known = useLoad(`groups ${domain}`, () => all<Group>((cursor) => groups.page(domain, cursor)));
    const groupsOf = (id: string): string =>
        (known.value ?? []).flatMap(({ name, members }) => (members.includes(id) ? [name] : [])).join(", ");
    const rows = pages.rows.map((user) => ({
        id: user.id,
        title: user.shownName || user.login,
        detail: [user.extension, `${user.login}@${user.domain}`].filter(Boolean).join(" · "),
        aside: groupsOf(user.id),
    }));
    return (
        <>
            <Rows
                rows={rows}
                state={pages.state}
                problem={pages.problem}
                total={pages.total}
                search={search}
                chosen={chosen}
                empty={words.noUsers}
                make={{ title: words.newUser, run: () => setIsMaking(true) }}
                onMore={pages.loadMore}
                onRetry={pages.retry}
                onSearch={setSearch}
                onChoose={onChoose}
            />
            {isMaking && <NewUserDialog domain={domain} onMade={onChoose} onClose={() => setIsMaking(false)} />}
        </>
    );
}

/** Call-handling groups with their members and how calls are handed to them. */
export function GroupRows({ domain, chosen, onChoose }: ListProps): JSX.Element {
    const { targets: words } = useTexts();
    const [search, setSearch] = useState("");
    const [isMaking, setIsMaking] = useState(false);
    const loaded = useLoad(`groups ${domain}`, () => all<Group>((cursor) => groups.page(domain, cursor)));
    const rows = (loaded.value ?? [])
        .map(({ id, name, extension, members, ringSeconds }) => ({
            id,
            title: name,
            detail: [extension, words.members(members.length)].filter(Boolean).join(" · "),
            aside: words.distribution(ringSeconds),
        }))
        .filter(found(search));
    return (
        <>
            <Rows
                rows={rows}
                state={loaded.state === "ready" ? "done" : loaded.state}
                problem={loaded.state === "failed" ? loaded.problem : null}
                total={loaded.value?.length ?? null}
                search={search}
                chosen={chosen}
                empty={words.noGroups}
                make={{ title: words.newGroup, run: () => setIsMaking(true) }}
                onRetry={loaded.reload}
                onSearch={setSearch}
                onChoose={onChoose}
            />
            {isMaking && <NewGroupDialog domain={domain} onMade={onChoose} onClose={() => setIsMaking(false)} />}
        </>
    );
}

/** Voice scenarios with the lines that lead to them; one is made in another tab, for it is more than a form. */
export function ScenarioRows({ domain, chosen, onChoose }: ListProps): JSX.Element {
    const { targets: words } = useTexts();
    const router = useRouter();
    const link = useDomainLink();
    const [search, setSearch] = useState("");
    const loaded = useLoad(`scenarios ${domain}`, async () => {
        const [known, lines] = await Promise.all([
            all((cursor) => scenarios.page(domain, cursor)),
            all<Line>((cursor) => api.lines.page({ domain, cursor }, undefined)),
        ]);
        return { known, lines };
    });
    const { reload } = loaded;
    // What was made in another tab is there on return.
    useEffect(() => {
        window.addEventListener("focus", reload);
        return () => window.removeEventListener("focus", reload);
    }, [reload]);
    const rows = (loaded.value?.known ?? [])
        .map(({ id, name, menus }) => ({
            id,
            title: name,
            detail: words.menus(menus.length),
            aside:
                linesOfScenario(id, loaded.value?.lines ?? [])
                    .map(({ number }) => shownNumber(number))
                    .join(", ") || words.noLine,
        }))
        .filter(found(search));
    return (
        <Rows
            rows={rows}
            state={loaded.state === "ready" ? "done" : loaded.state}
            problem={loaded.state === "failed" ? loaded.problem : null}
            total={loaded.value?.known.length ?? null}
            search={search}
            chosen={chosen}
            empty={words.noScenarios}
            make={{ title: words.newScenario, href: router.href(link("/scenarios/new")) }}
            onRetry={reload}
            onSearch={setSearch}
            onChoose={onChoose}
        />
    );
}

interface Row {
    readonly id: string;
    readonly title: string;
    readonly detail: string;
    /** At the other side of a wide row, below on a narrow one. */
    readonly aside: string;
}

const found = (search: string) => (row: Row) =>
    `${row.title} ${row.detail} ${row.aside}`.toLowerCase().includes(search.trim().toLowerCase());

/** What can be chosen: searched for, read on while one scrolls, and made when it is missing. */
function Rows({
    rows,
    state,
    problem,
    total,
    search,
    chosen,
    empty,
    make,
    onMore,
    onRetry,
    onSearch,
    onChoose,
}: {
    rows: readonly Row[];
    state: "loading" | "more" | "done" | "failed";
    problem: unknown;
    /** How many there are, shown or not. */
    total: number | null;
    search: string;
    chosen: string | null;
    empty: string;
    make: { readonly title: string } & ({ run(): void } | { readonly href: string });
    onMore?: () => void;
    onRetry: () => void;
    onSearch: (text: string) => void;
    onChoose: (id: string) => void;
}): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const words = texts.targets;
    return (
        <>
            {/* Enter in the search is no wish to save the form around it. */}
            <div onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}>
                <SearchBox label={words.search} clearLabel={texts.common.clear} value={search} onSearch={onSearch} />
            </div>
            {state === "failed" && <LoadFailed problem={problem} onRetry={onRetry} />}
            <ul
                className="choice-list"
                aria-busy={state === "loading"}
                onScroll={({ currentTarget: list }) => {
                    const rest = list.scrollHeight - list.scrollTop - list.clientHeight;
                    if (state === "more" && rest < askAhead) onMore?.();
                }}
            >
                {rows.map((row) => (
                    <li key={row.id}>
                        <button
                            type="button"
                            className={row.id === chosen ? "has-aside is-chosen" : "has-aside"}
                            aria-pressed={row.id === chosen}
                            onClick={() => onChoose(row.id)}
                        >
                            <strong>{row.title}</strong>
                            <span>{row.detail}</span>
                            {row.aside && <span className="aside">{row.aside}</span>}
                        </button>
                    </li>
                ))}
            </ul>
            {state === "done" && rows.length === 0 && (
                <p className="soft">{search === "" ? empty : texts.common.nothingFound}</p>
            )}
            {total !== null && rows.length > 0 && rows.length < total && (
                <p className="field-hint">{words.shownOf(formats.count(rows.length), formats.count(total))}</p>
            )}
            {"run" in make ? (
                <Button kind="quiet" icon="add" onClick={() => make.run()}>
                    {make.title}
                </Button>
            ) : (
                <a href={make.href} target="_blank" rel="noreferrer" title={words.opensElsewhere}>
                    + {make.title}
                </a>
            )}
        </>
    );
}
