import { api } from "../../api/endpoints";
import type { Change } from "../../api/schema";
import { Badge, Empty, Page } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useFormats, useTexts, useZone } from "../../texts";
import { isPoolRole } from "../../pages";
import { useSession } from "../session/session";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { changesQuery, isFiltered, readChangesFilter } from "./changesFilter";
import { ChangePanel } from "./changePanel";
import { ChangesFilters } from "./filters";
import { actionTones, authorTitle, useActionTitle, useFieldName, useObjectTitle } from "./words";

/** ACT-01, BYD-02: every change of the settings, newest first; the card shows old and new values and undoes. */
export default function ChangesPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const router = useRouter();
    const domain = useChosenDomain();
    const { me } = useSession();
    // A pool's administrators read what was done in the pool, and undo nothing there.
    const pool = isPoolRole(me.role) ? me.domain : undefined;
    const path = pool === undefined ? "/changes" : "/group/changes";
    const zone = useZone();
    const objectTitle = useObjectTitle();
    const actionTitle = useActionTitle();
    const fieldName = useFieldName();
    const { query } = router.address;
    const open = parameters["change"];

    const filter = readChangesFilter(query);
    const { domain: chosen } = pool === undefined ? domain.query : { domain: "" };
    const pages = usePages<Change>(`${chosen} ${JSON.stringify(filter)}`, (cursor, signal) =>
        api.changes.page({ domain: chosen, ...changesQuery(filter, new Date(), zone), cursor }, signal, pool),
    );
    const listTexts = useListTexts(pages);
    const countText = useCountText();
    const link = (version?: number): string =>
        writeAddress({ path: version === undefined ? path : `${path}/${version}`, query });

    const columns: readonly Column<Change>[] = [
        {
            key: "time",
            title: texts.changes.time,
            width: "168px",
            from: "medium",
            cell: (change) => formats.moment(change.at),
        },
        {
            key: "object",
            title: texts.changes.object,
            cell: (change) => (
                <span className="two-lines">
                    {objectTitle(change)}
                    <small>
                        {[
                            formats.brief(change.at),
                            change.authorShownName || change.author,
                            change.address || texts.changes.local,
                        ].join(" · ")}
                    </small>
                </span>
            ),
        },
        {
            key: "action",
            title: texts.changes.action,
            width: "132px",
            cell: (change) => <Badge tone={actionTones[change.action]}>{actionTitle(change)}</Badge>,
        },
        {
            key: "fields",
            title: texts.changes.fields,
            from: "wide",
            cell: (change) =>
                change.action === "create" || change.action === "remove" ? "" : change.fields.map((field) => fieldName(field.name)).join(", "),
        },
        { key: "author", title: texts.changes.author, from: "medium", cell: authorTitle },
        {
            key: "address",
            title: texts.changes.address,
            width: "148px",
            from: "medium",
            cell: (change) => change.address || texts.changes.local,
        },
    ];
    return (
        <Page
            title={texts.changes.title}
            count={countText(pages)}
            filters={<ChangesFilters filter={filter} />}
            panel={
                open && (
                    <ChangePanel
                        key={open}
                        version={Number(open)}
                        loaded={pages.rows.find((change) => String(change.version) === open)}
                        domain={chosen}
                        pool={pool}
                        back={link()}
                        onUndone={pages.reload}
                    />
                )
            }
        >
            <Table
                label={texts.changes.title}
                rows={pages.rows}
                columns={columns}
                nameColumn="object"
                keyOf={(change) => String(change.version)}
                nameOf={objectTitle}
                linkOf={(change) => link(change.version)}
                openKey={open}
                total={pages.total}
                state={pages.state}
                isStale={pages.isStale}
                texts={listTexts}
                onMore={pages.loadMore}
                onRetry={pages.retry}
                empty={
                    isFiltered(filter) ? (
                        <Empty icon="search" title={texts.changes.nothingFound} />
                    ) : (
                        <Empty icon="undo" title={texts.changes.emptyTitle} text={texts.changes.emptyText} />
                    )
                }
            />
        </Page>
    );
}
