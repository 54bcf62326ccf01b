import { useMemo, useState } from "react";
import { cabinetAddress } from "../../api/base";
import { pools } from "../../api/pools";
import type { Subgroup } from "../../api/pools";
import { Menu } from "../../parts/dialog/menu";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { Icon } from "../../parts/page/icon";
import { Dot, Empty, Page } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { emptySelection } from "../../parts/table/selection";
import { Table } from "../../parts/table/table";
import type { Column, Heading } from "../../parts/table/table";
import type { PageProps } from "../../pages";
import { useTexts } from "../../texts";
import { ListSearch, NothingFound, useSearched } from "../shell/listSearch";
import { NameDialog } from "../shell/nameDialog";
import { useCreate } from "../shell/useCreate";
import { useListTexts } from "../shell/useListTexts";
import { PoolDomainPanel } from "./poolDomainPanel";
import { groupKey, poolRows } from "./poolRows";
import type { PoolRow } from "./poolRows";
import { PoolDomainsBar } from "./poolDomainsBar";
import { useSubgroups } from "./useSubgroups";
import { usePool } from "./usePool";

/** What is open over the page: a new sub-group, or one that gets another name. */
type Named = { readonly kind: "new" } | { readonly kind: "rename"; readonly subgroup: Subgroup };

/** TEN-05, TEN-07: the domains of the pool under their sub-groups. */
export default function PoolDomainsPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const router = useRouter();
    const tell = useTell();
    const create = useCreate();
    const pool = usePool();
    const { query } = router.address;
    const search = useSearched();
    const open = parameters["domain"];
    const [selection, setSelection] = useState(emptySelection);
    const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
    const [named, setNamed] = useState<Named | null>(null);

    const settings = useLoad(`pool ${pool.id}`, () => pools.find(pool.id));
    const loaded = useLoad(`domains of ${pool.id} ${search}`, () => pools.domains(pool.id, search));
    const subgroups = useSubgroups(pool.id);
    const groups = loaded.value?.groups;
    const rows = useMemo(() => poolRows(groups ?? [], closed), [groups, closed]);
    const reload = (): void => {
        loaded.reload();
        subgroups.reload();
    };
    const link = (domain?: string): string =>
        writeAddress({ path: domain ? `/group/domains/${encodeURIComponent(domain)}` : "/group/domains", query });

    const headingOf = (row: PoolRow): Heading | null => {
        if (row.kind === "domain") return null;
        const { group } = row;
        const key = groupKey(group);
        const others = new Set(closed);
        const subgroup = pool.isSupervisor ? subgroups.items.find(({ id }) => id === group.id) : undefined;
        return {
            title: group.name || words.noSubgroup,
            detail: [words.domainCount(group.domains.length), ...(group.mayManage ? [] : [words.onlySeen])].join(" · "),
            isOpen: !closed.has(key),
            onToggle: () => {
                if (!others.delete(key)) others.add(key);
                setClosed(others);
            },
            actions: subgroup && (
                <Menu
                    label={`${texts.common.more}: ${subgroup.name}`}
                    items={[
                        { title: words.rename, icon: "pencil", run: () => setNamed({ kind: "rename", subgroup }) },
                        {
                            title: texts.common.remove,
                            icon: "trash",
                            isDangerous: true,
                            run: () => void subgroups.remove(subgroup).then((isGone) => isGone && reload()),
                        },
                    ]}
                />
            ),
        };
    };
    const columns: readonly Column<PoolRow>[] = [
        {
            key: "name",
            title: words.domain,
            cell: (row) =>
                row.kind === "domain" && (
                    <span className="two-lines">
                        {row.domain.shownName || row.domain.id}
                        <small>{[row.domain.routingNumber, row.domain.id].join(" · ")}</small>
                    </span>
                ),
        },
        { key: "id", title: words.domainName, from: "medium", cell: (row) => row.kind === "domain" && row.domain.id },
        {
            key: "routing",
            title: words.routingNumber,
            width: "168px",
            from: "medium",
            cell: (row) => row.kind === "domain" && row.domain.routingNumber,
        },
        {
            key: "state",
            title: texts.domains.state,
            width: "148px",
            from: "wide",
            cell: (row) =>
                row.kind === "domain" && (
                    <Dot tone={row.domain.isBlocked ? "bad" : "good"} isHollow={row.domain.isBlocked}>
                        {row.domain.isBlocked ? texts.domains.blocked : texts.domains.working}
                    </Dot>
                ),
        },
        {
            key: "open",
            title: words.enter,
            isTitleHidden: true,
            width: "72px",
            cell: (row) =>
                row.kind === "domain" &&
                row.domain.mayManage && (
                    <a
                        className="button icon-only quiet"
                        href={cabinetAddress(row.domain.id)}
                        target="_blank"
                        rel="noreferrer"
                        aria-label={words.enterOf(row.domain.shownName || row.domain.id)}
                        title={words.enter}
                    >
                        <Icon name="external" />
                    </a>
                ),
        },
    ];
    const listTexts = useListTexts(loaded.state === "failed" ? loaded : {});
    const nameOf = (row: PoolRow): string => (row.kind === "domain" ? row.domain.shownName || row.domain.id : "");
    const isNarrowed = search !== "";
    return (
        <Page
            title={words.domains}
            count={
                loaded.value && (
                    <>
                        {words.domainCount(loaded.value.total)}
                        {settings.value && ` · ${words.routingLength(settings.value.routingLength)}`}
                    </>
                )
            }
            actions={
                pool.isSupervisor && (
                    <Button kind="primary" icon="add" onClick={() => setNamed({ kind: "new" })}>
                        {words.newSubgroup}
                    </Button>
                )
            }
            filters={
                <ListSearch label={words.search} />
            }
            panel={
                open && (
                    <PoolDomainPanel
                        key={open}
                        pool={pool.id}
                        settings={settings.value}
                        domain={open}
                        back={link()}
                        onChanged={reload}
                    />
                )
            }
        >
            <Table
                label={words.domains}
                rows={rows}
                columns={columns}
                keyOf={(row) => row.id}
                nameOf={nameOf}
                headingOf={headingOf}
                linkOf={(row) => link(row.id)}
                openKey={open}
                total={loaded.value?.total ?? null}
                state={loaded.state === "ready" ? "done" : loaded.state}
                texts={listTexts}
                onRetry={loaded.reload}
                {...(pool.isSupervisor ? { selection, onSelect: setSelection } : {})}
                empty={
                    isNarrowed ? (
                        <NothingFound />
                    ) : (
                        <Empty icon="building" title={words.noDomains} text={words.noDomainsText} />
                    )
                }
            />
            {selection.keys.size > 0 && (
                <PoolDomainsBar
                    pool={pool.id}
                    selection={selection}
                    subgroups={subgroups.items}
                    groups={groups ?? []}
                    onSelect={setSelection}
                    onFinished={reload}
                />
            )}
            {named && (
                <NameDialog
                    title={named.kind === "new" ? words.newSubgroup : words.renameSubgroup}
                    label={words.subgroupName}
                    submitTitle={named.kind === "new" ? words.create : texts.common.save}
                    name={named.kind === "new" ? "" : named.subgroup.name}
                    onSave={async (name) => {
                        if (named.kind === "new") await create((key) => pools.addSubgroup(pool.id, name, key));
                        else await pools.renameSubgroup(pool.id, named.subgroup, name);
                        setNamed(null);
                        tell({ text: words.subgroupSaved(name) });
                        reload();
                    }}
                    onClose={() => setNamed(null)}
                />
            )}
        </Page>
    );
}
