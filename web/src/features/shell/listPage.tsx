import type { ReactNode } from "react";
import { Button } from "../../parts/form/button";
import type { IconName } from "../../parts/page/icon";
import { Empty, Page } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import type { Selection } from "../../parts/table/selection";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import type { Pages } from "../../parts/table/usePages";
import { ListSearch, NothingFound, useSearched } from "./listSearch";
import { useCountText, useListTexts } from "./useListTexts";

/** The words every list has. */
export interface ListWords {
    readonly title: string;
    readonly add: string;
    readonly emptyTitle: string;
    readonly emptyText: string;
    count(count: number): string;
}

/** What the card of one object is given by its list. */
export interface CardPlace<Row> {
    /** The object's id, or `new`. */
    readonly id: string;
    /** The list's address. */
    readonly back: string;
    /** The object was made or changed: the list is read anew, and the card of what was just made is opened. */
    onSaved(saved: Row): void;
    onGone(): void;
}

/** A list that reads itself page by page, the button that makes something new, and the card of what is open. */
export function ListPage<Row extends { readonly id: string }>({
    path,
    open,
    list,
    words,
    icon,
    columns,
    nameOf,
    mayAdd = true,
    actions,
    search,
    filters,
    nothingFound,
    selection,
    onSelect,
    bar,
    card,
}: {
    /** The list's address without filters. */
    path: string;
    /** Whose card is open. */
    open: string | undefined;
    list: Pages<Row>;
    words: ListWords;
    icon: IconName;
    columns: readonly Column<Row>[];
    nameOf: (row: Row) => string;
    mayAdd?: boolean;
    /** What can be done besides adding one. */
    actions?: ReactNode;
    /** The name of the field to search in; without it the list has none. */
    search?: string;
    filters?: ReactNode;
    /** What an empty list says while it is narrowed by filters; a search that finds nothing says so by itself. */
    nothingFound?: ReactNode;
    /** Rows that are chosen, and who is told of others; without it none can be. */
    selection?: Selection;
    onSelect?: (selection: Selection) => void;
    /** What can be done with the chosen rows. */
    bar?: ReactNode;
    card: (place: CardPlace<Row>) => JSX.Element;
}): JSX.Element {
    const router = useRouter();
    const { query } = router.address;
    const isSearched = useSearched() !== "" && search !== undefined;
    const listTexts = useListTexts(list);
    const countText = useCountText();
    const link = (id?: string): string =>
        writeAddress({ path: id === undefined ? path : `${path}/${encodeURIComponent(id)}`, query });

    const add = mayAdd && (
        <Button kind="primary" icon="add" onClick={() => router.go(link("new"))}>
            {words.add}
        </Button>
    );
    const place = (id: string): CardPlace<Row> => ({
        id,
        back: link(),
        onSaved: (saved) => {
            list.reload();
            if (id === "new") router.go(link(saved.id), { replace: true });
        },
        onGone: list.reload,
    });
    return (
        <Page
            title={words.title}
            count={countText(list, (count) => words.count(count))}
            actions={
                <>
                    {actions}
                    {add}
                </>
            }
            filters={
                search === undefined ? (
                    filters
                ) : (
                    <>
                        <ListSearch label={search} />
                        {filters}
                    </>
                )
            }
            panel={open && (mayAdd || open !== "new") && card(place(open))}
        >
            <Table
                label={words.title}
                rows={list.rows}
                columns={columns}
                keyOf={(row) => row.id}
                nameOf={nameOf}
                linkOf={(row) => link(row.id)}
                openKey={open}
                total={list.total}
                state={list.state}
                isStale={list.isStale}
                texts={listTexts}
                onMore={list.loadMore}
                onRetry={list.retry}
                {...(selection && onSelect ? { selection, onSelect } : {})}
                empty={
                    nothingFound ||
                    (isSearched && <NothingFound />) || (
                        <Empty icon={icon} title={words.emptyTitle} text={words.emptyText}>
                            {add}
                        </Empty>
                    )
                }
            />
            {selection && selection.keys.size > 0 && bar}
        </Page>
    );
}
