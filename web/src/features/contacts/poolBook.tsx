import { poolDirectory } from "../../api/pools";
import type { PoolDirectory, PoolUser } from "../../api/pools";
import { SelectField } from "../../parts/form/field";
import { Badge, Empty, Page } from "../../parts/page/page";
import { Table } from "../../parts/table/table";
import type { Column, Heading } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import { useTexts } from "../../texts";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { NumberLines } from "./numberLines";

type Row =
    | { readonly kind: "heading"; readonly id: string; readonly title: string }
    | { readonly kind: "user"; readonly id: string; readonly user: PoolUser };

/** ME-05: the colleagues of all domains of the pool, by the numbers at which they are dialled. */
export function PoolBook({
    directory,
    domain,
    search,
    filters,
    onDomain,
}: {
    directory: PoolDirectory;
    /** Whose people; empty: those of one's own, and while searching everybody. */
    domain: string;
    search: string;
    filters: JSX.Element;
    onDomain: (domain: string) => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.pools.book;
    const list = usePages<PoolUser>(`${domain} ${search}`, (cursor, signal) =>
        poolDirectory.users(domain, search, cursor, signal),
    );
    const listTexts = useListTexts(list);
    const countText = useCountText();
    const nameOf = (id: string): string => directory.items.find((each) => each.id === id)?.shownName || id;
    const columns: readonly Column<Row>[] = [
        {
            key: "name",
            title: words.name,
            cell: (row) =>
                row.kind === "user" && (
                    <span className="two-lines">
                        <span className="with-icon">
                            <span className="text">{row.user.shownName || row.user.login}</span>
                            {row.user.isOperator && <Badge tone="neutral">{words.operator}</Badge>}
                        </span>
                        <small>{[row.user.extension, nameOf(row.user.domain)].filter(Boolean).join(" · ")}</small>
                    </span>
                ),
        },
        {
            key: "extension",
            title: words.extension,
            width: "112px",
            from: "medium",
            cell: (row) => row.kind === "user" && row.user.extension,
        },
        { key: "login", title: words.login, from: "wide", cell: (row) => row.kind === "user" && row.user.login },
        {
            key: "domain",
            title: words.domain,
            from: "medium",
            cell: (row) => row.kind === "user" && nameOf(row.user.domain),
        },
        {
            key: "numbers",
            title: words.numbers,
            width: "172px",
            from: "wide",
            cell: (row) => row.kind === "user" && <NumberLines numbers={row.user.numbers} />,
        },
        { key: "dialled", title: words.dialled, width: "108px", cell: (row) => row.kind === "user" && row.user.dialled },
    ];
    const headingOf = (row: Row): Heading | null =>
        row.kind === "heading" ? { title: row.title, isOpen: true, onToggle: () => undefined } : null;
    const { pool } = directory;
    return (
        <Page
            title={texts.features.calling.contacts.title}
            count={countText(list, words.count)}
            filters={
                <>
                    {filters}
                    <SelectField
                        label={words.domain}
                        value={domain}
                        options={[
                            { value: "", title: search === "" ? words.ownDomain : words.everywhere },
                            ...directory.items.map(({ id, shownName, routingNumber }) => ({
                                value: id,
                                title: `${shownName || id} (${routingNumber})`,
                            })),
                        ]}
                        onChange={onDomain}
                    />
                    {pool && (
                        <span className="soft">{words.howToCall(words.expression(pool.before, pool.between))}</span>
                    )}
                </>
            }
        >
            <Table
                label={words.tab}
                rows={search === "" ? rowsByGroup(list.rows, words.noGroup) : list.rows.map(userRow)}
                columns={columns}
                keyOf={(row) => row.id}
                nameOf={(row) => (row.kind === "user" ? row.user.shownName || row.user.login : row.title)}
                headingOf={headingOf}
                total={list.total}
                state={list.state}
                isStale={list.isStale}
                texts={listTexts}
                onMore={list.loadMore}
                onRetry={list.retry}
                empty={<Empty icon="search" title={search === "" ? words.empty : texts.common.nothingFound} />}
            />
        </Page>
    );
}

const userRow = (user: PoolUser): Row => ({ kind: "user", id: user.id, user });

/** The users come by groups; each group's name stands before them, when there is more than one. */
function rowsByGroup(users: readonly PoolUser[], noGroup: string): readonly Row[] {
    const hasGroups = users.some(({ group }) => group !== null);
    return users.flatMap((user, index): readonly Row[] => {
        const isFirst = hasGroups && (index === 0 || users[index - 1]?.group !== user.group);
        const heading: Row = { kind: "heading", id: `heading ${user.group ?? ""}`, title: user.group ?? noGroup };
        return isFirst ? [heading, userRow(user)] : [userRow(user)];
    });
}
