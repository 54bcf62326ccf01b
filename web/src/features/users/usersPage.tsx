import { useMemo, useState } from "react";
import { api } from "../../api/endpoints";
import { all, groups } from "../../api/scenarios";
import type { Group } from "../../api/scenarios";
import type { PickupGroup, User } from "../../api/schema";
import { sheets } from "../../api/sheets";
import { Button } from "../../parts/form/button";
import { Empty, Page } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { emptySelection } from "../../parts/table/selection";
import { Table } from "../../parts/table/table";
import type { Heading } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useTexts } from "../../texts";
import { Downloads } from "../sheets/downloads";
import { SheetImport } from "../sheets/sheetImport";
import { ListSearch, useSearched } from "../shell/listSearch";
import { systemDomain, useChosenDomain } from "../shell/useChosenDomain";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { GroupLinks } from "./groupLinks";
import { NewUserPanel } from "./newUserPanel";
import { PickupGroupActions } from "./pickupGroupActions";
import { useUserColumns } from "./userColumns";
import { listQuery } from "./userCard";
import { UserPanel } from "./userPanel";
import { noGroup, searchedText, userRows } from "./userTree";
import type { UserRow } from "./userTree";
import { UsersGroupBar } from "./usersGroupBar";
import "./users.css";

/** What the tree is made of besides users. */
export interface GroupsOfDomain {
    readonly pickup: readonly PickupGroup[];
    readonly calls: readonly Group[];
    /** What members of a pickup group dial; `null`: nothing. */
    readonly pickupNumber: string | null;
}

const noGroups: GroupsOfDomain = { pickup: [], calls: [], pickupNumber: null };

/** USR-01: everybody of the domain under their pickup groups, with their state, and the card of who is open. */
export default function UsersPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const domain = useChosenDomain();
    const { copy = "", ...whole } = router.address.query;
    const query = listQuery(whole);
    const typed = useSearched();
    const search = searchedText(typed);
    const open = parameters["user"];
    const [selection, setSelection] = useState(emptySelection);
    const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());

    // The users of all domains together, and administrators, stand in no groups.
    const isTree = domain.id !== "" && domain.id !== systemDomain;
    const order = isTree ? "pickup-group" : null;
    const door = sheets.users(domain.id);
    const load = (cursor: string | null, signal?: AbortSignal) =>
        api.users.page({ ...domain.query, search, order, cursor }, signal);
    const pages = usePages<User>(`${domain.query.domain}|${search}`, load);
    const known = useLoad<GroupsOfDomain>(`groups of ${domain.id}`, async () => {
        if (!isTree) return noGroups;
        const [pickup, calls, codes] = await Promise.all([
            all<PickupGroup>((cursor) => api.pickupGroups.page({ ...domain.query, cursor }, undefined)),
            all<Group>((cursor) => groups.page(domain.query.domain, cursor)),
            api.codes.find(domain.id),
        ]);
        return { pickup, calls, pickupNumber: codes.pickup };
    });
    // Without the groups the users are shown all the same.
    const around = known.value ?? noGroups;
    const isWhole = pages.state === "done";
    const rows = useMemo(
        () => userRows(pages.rows, around.pickup, closed, { hasEmpty: search === "", isWhole }),
        [pages.rows, around.pickup, closed, search, isWhole],
    );
    const listTexts = useListTexts(pages);
    const countText = useCountText();
    const columns = useUserColumns(around);

    const link = (user?: string): string =>
        writeAddress({ path: user ? `/users/${encodeURIComponent(user)}` : "/users", query });
    const replace = (user: User): void =>
        pages.change((present) => present.map((each) => (each.id === user.id ? user : each)));
    const reload = (): void => {
        pages.reload();
        known.reload();
    };
    const headingOf = (row: UserRow): Heading | null => {
        if (row.kind === "user") return null;
        const id = row.group?.id ?? noGroup;
        const others = new Set(closed);
        return {
            title: row.group?.name ?? texts.usersTree.noPickupGroup,
            ...(row.group && search === "" ? { detail: texts.usersTree.heading(row.group.members.length) } : {}),
            actions: row.group && (
                <PickupGroupActions
                    group={row.group}
                    number={around.pickupNumber}
                    back={link()}
                    onChanged={reload}
                />
            ),
            isOpen: !closed.has(id),
            onToggle: () => {
                if (!others.delete(id)) others.add(id);
                setClosed(others);
            },
        };
    };

    const panel =
        open === "new" ? (
            <NewUserPanel
                key={`new ${copy}`}
                copy={copy}
                back={link()}
                onAdded={(user) => {
                    reload();
                    router.go(link(user.id), { replace: true });
                }}
            />
        ) : open ? (
            <UserPanel key={open} id={open} back={link()} onChanged={replace} onGone={reload} />
        ) : undefined;

    return (
        <Page
            title={texts.users.title}
            count={countText(pages, texts.users.count)}
            actions={
                <>
                    {isTree && (
                        <>
                            <Downloads title={texts.sheets.save} address={door.export} />
                            <SheetImport title={texts.sheets.users} door={door} onCreated={reload} />
                        </>
                    )}
                    <Button kind="primary" icon="add" onClick={() => router.go(link("new"))}>
                        {texts.users.add}
                    </Button>
                </>
            }
            filters={
                <>
                    <ListSearch label={texts.users.search} />
                    {typed !== "" && search === "" && (
                        <span className="soft" role="status">
                            {texts.usersTree.searchHint}
                        </span>
                    )}
                    {isTree && <GroupLinks groups={around.calls} />}
                </>
            }
            panel={panel}
        >
            <Table
                label={texts.users.title}
                rows={known.state === "loading" ? [] : rows}
                columns={columns}
                keyOf={(row) => row.id}
                nameOf={(row) => (row.kind === "user" ? row.user.shownName || row.user.login : "")}
                headingOf={headingOf}
                linkOf={(row) => link(row.id)}
                openKey={open}
                total={pages.total}
                state={known.state === "loading" ? "loading" : pages.state}
                isStale={pages.isStale}
                texts={listTexts}
                onMore={pages.loadMore}
                onRetry={pages.retry}
                selection={selection}
                onSelect={setSelection}
                empty={
                    search === "" ? (
                        <Empty icon="people" title={texts.users.emptyTitle} text={texts.users.emptyText}>
                            <Button kind="primary" icon="add" onClick={() => router.go(link("new"))}>
                                {texts.users.create}
                            </Button>
                        </Empty>
                    ) : (
                        <Empty icon="search" title={texts.users.nothingFound} text={texts.users.nothingFoundText} />
                    )
                }
            />
            {selection.keys.size > 0 && (
                <UsersGroupBar
                    selection={selection}
                    pages={pages}
                    groups={around}
                    load={load}
                    onSelect={setSelection}
                    onFinished={reload}
                />
            )}
        </Page>
    );
}
