import { api } from "../../api/endpoints";
import type { Change } from "../../api/schema";
import { Badge, Empty, Page } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useFormats, useTexts } from "../../texts";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { ChangePanel } from "./changePanel";
import { actionTones, useFieldName, useObjectTitle } from "./words";

/** ACT-01, BYD-02: every change of the settings, newest first; the card shows old and new values and undoes. */
export default function ChangesPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const router = useRouter();
    const domain = useChosenDomain();
    const objectTitle = useObjectTitle();
    const fieldName = useFieldName();
    const { query } = router.address;
    const open = parameters["change"];

    const pages = usePages<Change>(domain.query.domain, (cursor, signal) =>
        api.changes.page({ ...domain.query, cursor }, signal),
    );
    const listTexts = useListTexts(pages);
    const countText = useCountText();
    const link = (version?: number): string =>
        writeAddress({ path: version === undefined ? "/changes" : `/changes/${version}`, query });

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
                        {formats.brief(change.at)} · {change.author}
                    </small>
                </span>
            ),
        },
        {
            key: "action",
            title: texts.changes.action,
            width: "132px",
            cell: (change) => <Badge tone={actionTones[change.action]}>{texts.changes.actions[change.action]}</Badge>,
        },
        {
            key: "fields",
            title: texts.changes.fields,
            from: "wide",
            cell: (change) =>
                change.action === "change" ? change.fields.map((field) => fieldName(field.name)).join(", ") : "",
        },
        { key: "author", title: texts.changes.author, from: "medium", cell: (change) => change.author },
    ];
    return (
        <Page
            title={texts.changes.title}
            count={countText(pages)}
            panel={
                open && (
                    <ChangePanel
                        key={open}
                        version={Number(open)}
                        loaded={pages.rows.find((change) => String(change.version) === open)}
                        domain={domain.query.domain}
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
                empty={<Empty icon="undo" title={texts.changes.emptyTitle} text={texts.changes.emptyText} />}
            />
        </Page>
    );
}
