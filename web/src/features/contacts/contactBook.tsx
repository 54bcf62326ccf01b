import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import { calling } from "../../api/calling";
import type { Contact, ContactGroup } from "../../api/calling";
import { sheets } from "../../api/sheets";
import { useAsk } from "../../parts/dialog/asking";
import { Menu } from "../../parts/dialog/menu";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Empty, Page } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { emptySelection } from "../../parts/table/selection";
import { Table } from "../../parts/table/table";
import type { Column, Heading } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import { useTexts } from "../../texts";
import { Downloads } from "../sheets/downloads";
import { SheetImport } from "../sheets/sheetImport";
import { NameDialog } from "../shell/nameDialog";
import { useAct } from "../shell/useAct";
import { useCreate } from "../shell/useCreate";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { ContactPanel } from "./contactPanel";
import { NumberLines } from "./numberLines";
import { ContactsBar } from "./contactsBar";
import { contactRows, noGroup } from "./contactTree";
import type { ContactRow } from "./contactTree";

/** ADR-01, ME-05: one address book, its contacts under their groups. */
export function ContactBook({
    book,
    isKeeper,
    open,
    search,
    filters,
}: {
    /** A domain's book, or one's own (`null`). */
    book: string | null;
    isKeeper: boolean;
    open: string | undefined;
    search: string;
    filters: ReactNode;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.contacts;
    const groupWords = texts.features.calling.contactGroups;
    const router = useRouter();
    const { query } = router.address;
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();
    const create = useCreate();
    const [selection, setSelection] = useState(emptySelection);
    const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
    /** Which group gets a name; `new`: one that is not there yet. */
    const [named, setNamed] = useState<ContactGroup | "new" | null>(null);
    const door = sheets.contacts(book);

    const pages = usePages<Contact>(`${book ?? ""} ${search}`, (cursor, signal) =>
        calling.contacts(book, search, cursor, signal),
    );
    const known = useLoad(`contact groups of ${book ?? ""}`, () => calling.contactGroups(book));
    const groups = known.value?.items ?? [];
    const rows = useMemo(
        () =>
            contactRows(pages.rows, groups, closed, {
                isWhole: pages.state === "done",
                isSearched: search !== "",
            }),
        [pages.rows, pages.state, groups, closed, search],
    );
    const reload = (): void => {
        pages.reload();
        known.reload();
    };
    const listTexts = useListTexts(pages);
    const countText = useCountText();
    const link = (id?: string): string =>
        writeAddress({ path: id === undefined ? "/contacts" : `/contacts/${encodeURIComponent(id)}`, query });

    const removeGroup = async (group: ContactGroup): Promise<void> => {
        const goesOn = await ask({
            title: groupWords.removeTitle(group.name),
            text: groupWords.removeText(group.contacts),
            goOn: texts.common.remove,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (!goesOn) return;
        const isGone = await act(() => calling.removeContactGroup(book, group));
        if (isGone) tell({ text: groupWords.removed(group.name) });
        reload();
    };
    const headingOf = (row: ContactRow): Heading | null => {
        if (row.kind === "contact") return null;
        const { group } = row;
        const key = group?.name ?? noGroup;
        const others = new Set(closed);
        return {
            title: group?.name ?? groupWords.none,
            ...(group && search === "" ? { detail: words.count(group.contacts, true) } : {}),
            isOpen: !closed.has(key),
            onToggle: () => {
                if (!others.delete(key)) others.add(key);
                setClosed(others);
            },
            actions: group && isKeeper && (
                <Menu
                    label={`${texts.common.more}: ${group.name}`}
                    items={[
                        { title: groupWords.rename, icon: "pencil", run: () => setNamed(group) },
                        {
                            title: texts.common.remove,
                            icon: "trash",
                            isDangerous: true,
                            run: () => void removeGroup(group),
                        },
                    ]}
                />
            ),
        };
    };
    const columns: readonly Column<ContactRow>[] = [
        {
            key: "name",
            title: words.name,
            cell: (row) =>
                row.kind === "contact" && (
                    <span className="two-lines">
                        <span className="text">{row.contact.name}</span>
                        <small>
                            {[`*${row.contact.shortNumber}`, ...row.contact.numbers.map(({ number }) => shownNumber(number))].join(
                                " · ",
                            )}
                        </small>
                        <small className="under-wide broad">{row.contact.position}</small>
                    </span>
                ),
        },
        {
            key: "short",
            title: words.shortNumber,
            width: "148px",
            from: "medium",
            cell: (row) => row.kind === "contact" && `*${row.contact.shortNumber}`,
        },
        {
            key: "numbers",
            title: words.numbers,
            from: "medium",
            cell: (row) =>
                row.kind === "contact" && <NumberLines numbers={row.contact.numbers.map(({ number }) => number)} />,
        },
        {
            key: "position",
            title: words.position,
            from: "wide",
            cell: (row) => row.kind === "contact" && row.contact.position,
        },
    ];
    const add = isKeeper && (
        <Button kind="primary" icon="add" onClick={() => router.go(link("new"))}>
            {words.add}
        </Button>
    );
    return (
        <Page
            title={words.title}
            count={countText(pages, (count) => words.count(count))}
            actions={
                <>
                    <Downloads title={texts.sheets.save} address={door.export} />
                    {isKeeper && <SheetImport title={texts.sheets.contacts} door={door} onCreated={reload} />}
                    {isKeeper && (
                        <Button icon="add" onClick={() => setNamed("new")}>
                            {groupWords.add}
                        </Button>
                    )}
                    {add}
                </>
            }
            filters={filters}
            panel={
                open && (
                    <ContactPanel
                        key={`${open} ${book ?? ""}`}
                        id={open}
                        book={book}
                        groups={groups}
                        isKeeper={isKeeper}
                        back={link()}
                        onSaved={(saved) => {
                            reload();
                            if (open === "new") router.go(link(saved.id), { replace: true });
                        }}
                        onGone={reload}
                    />
                )
            }
        >
            <Table
                label={words.title}
                rows={rows}
                columns={columns}
                keyOf={(row) => row.id}
                nameOf={(row) => (row.kind === "contact" ? row.contact.name : "")}
                headingOf={headingOf}
                linkOf={(row) => link(row.id)}
                openKey={open}
                total={pages.total}
                state={pages.state}
                isStale={pages.isStale}
                texts={listTexts}
                onMore={pages.loadMore}
                onRetry={pages.retry}
                {...(isKeeper ? { selection, onSelect: setSelection } : {})}
                empty={
                    search === "" ? (
                        <Empty icon="people" title={words.emptyTitle} text={words.emptyText}>
                            {add}
                        </Empty>
                    ) : (
                        <Empty icon="search" title={words.nothingFound} />
                    )
                }
            />
            {selection.keys.size > 0 && (
                <ContactsBar
                    book={book}
                    selection={selection}
                    contacts={pages.rows}
                    groups={groups}
                    onSelect={setSelection}
                    onFinished={reload}
                />
            )}
            {named && (
                <NameDialog
                    title={named === "new" ? groupWords.add : groupWords.rename}
                    label={groupWords.name}
                    submitTitle={named === "new" ? groupWords.create : texts.common.save}
                    name={named === "new" ? "" : named.name}
                    onSave={async (name) => {
                        if (named === "new") await create((key) => calling.addContactGroup(book, name, key));
                        else await calling.renameContactGroup(book, named, name);
                        setNamed(null);
                        reload();
                    }}
                    onClose={() => setNamed(null)}
                />
            )}
        </Page>
    );
}
