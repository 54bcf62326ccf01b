import { useState } from "react";
import { api } from "../../api/endpoints";
import type { User } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { SearchBox } from "../../parts/form/search";
import { Badge, Empty, Page } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { emptySelection } from "../../parts/table/selection";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useTexts } from "../../texts";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { NewUserPanel } from "./newUserPanel";
import { PresenceDot } from "./presence";
import { UserPanel } from "./userPanel";
import { UsersGroupBar } from "./usersGroupBar";

/** USR-01: everybody of the domain with their state, and the card of the one that is open. */
export default function UsersPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const domain = useChosenDomain();
    const { query } = router.address;
    const search = query["search"] ?? "";
    const open = parameters["user"];
    const [selection, setSelection] = useState(emptySelection);

    const load = (cursor: string | null, signal?: AbortSignal) =>
        api.users.page({ ...domain.query, search, cursor }, signal);
    const pages = usePages<User>(`${domain.query.domain}|${search}`, load);
    const listTexts = useListTexts(pages);
    const countText = useCountText();

    const link = (user?: string): string =>
        writeAddress({ path: user ? `/users/${encodeURIComponent(user)}` : "/users", query });
    const replace = (user: User): void =>
        pages.change((rows) => rows.map((row) => (row.id === user.id ? user : row)));

    const columns: readonly Column<User>[] = [
        {
            key: "name",
            title: texts.users.name,
            cell: (user) => (
                <span className="two-lines">
                    {user.shownName || user.login}
                    <small>{[user.extension, user.login].filter(Boolean).join(" · ")}</small>
                </span>
            ),
        },
        {
            key: "extension",
            title: texts.users.extensionShort,
            width: "96px",
            from: "medium",
            cell: (user) => user.extension ?? "",
        },
        {
            key: "login",
            title: texts.users.login,
            from: "medium",
            cell: (user) => (domain.isChoosable && domain.id === "" ? `${user.login}@${user.domain}` : user.login),
        },
        { key: "state", title: texts.users.state, width: "160px", cell: (user) => <PresenceDot user={user} /> },
        {
            key: "role",
            title: texts.users.role,
            width: "212px",
            from: "wide",
            cell: (user) => (user.role === "user" ? "" : <Badge tone="accent">{texts.roles[user.role]}</Badge>),
        },
    ];

    const panel =
        open === "new" ? (
            <NewUserPanel
                key="new"
                back={link()}
                onAdded={(user) => {
                    pages.reload();
                    router.go(link(user.id), { replace: true });
                }}
            />
        ) : open ? (
            <UserPanel key={open} id={open} back={link()} onChanged={replace} onGone={pages.reload} />
        ) : undefined;

    return (
        <Page
            title={texts.users.title}
            count={countText(pages, texts.users.count)}
            actions={
                <Button kind="primary" icon="add" onClick={() => router.go(link("new"))}>
                    {texts.users.add}
                </Button>
            }
            filters={
                <SearchBox
                    label={texts.users.search}
                    clearLabel={texts.common.clear}
                    value={search}
                    onSearch={(text) => router.setQuery({ search: text })}
                />
            }
            panel={panel}
        >
            <Table
                label={texts.users.title}
                rows={pages.rows}
                columns={columns}
                keyOf={(user) => user.id}
                nameOf={(user) => user.shownName || user.login}
                linkOf={(user) => link(user.id)}
                openKey={open}
                total={pages.total}
                state={pages.state}
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
                    load={load}
                    onSelect={setSelection}
                    onFinished={pages.reload}
                />
            )}
        </Page>
    );
}
