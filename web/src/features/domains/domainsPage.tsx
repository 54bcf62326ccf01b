import { api } from "../../api/endpoints";
import type { Domain } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { Dot, Empty, Page } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useFormats, useTexts } from "../../texts";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { DomainPanel } from "./domainPanel";

/** TEN-03: the companies of the installation. */
export default function DomainsPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const router = useRouter();
    const open = parameters["domain"];
    const pages = usePages<Domain>("", (cursor, signal) => api.domains.page({ cursor }, signal));
    const listTexts = useListTexts(pages);
    const countText = useCountText();
    const link = (domain?: string): string =>
        writeAddress({ path: domain ? `/system/domains/${encodeURIComponent(domain)}` : "/system/domains" });

    const columns: readonly Column<Domain>[] = [
        {
            key: "name",
            title: texts.domains.name,
            cell: (domain) => (
                <span className="two-lines">
                    {domain.shownName || domain.id}
                    <small>{domain.id}</small>
                </span>
            ),
        },
        { key: "id", title: texts.domains.id, from: "medium", cell: (domain) => domain.id },
        {
            key: "limit",
            title: texts.domains.callLimit,
            width: "200px",
            align: "end",
            from: "wide",
            cell: (domain) => formats.count(domain.callLimit),
        },
        {
            key: "state",
            title: texts.domains.state,
            width: "148px",
            cell: (domain) => (
                <Dot tone={domain.isBlocked ? "bad" : "good"} isHollow={domain.isBlocked}>
                    {domain.isBlocked ? texts.domains.blocked : texts.domains.working}
                </Dot>
            ),
        },
    ];
    const add = (
        <Button kind="primary" icon="add" onClick={() => router.go(link("new"))}>
            {texts.domains.add}
        </Button>
    );
    return (
        <Page
            title={texts.domains.title}
            count={countText(pages, texts.domains.count)}
            actions={add}
            panel={
                open && (
                    <DomainPanel
                        key={open}
                        id={open}
                        back={link()}
                        onSaved={(domain) => {
                            pages.reload();
                            if (open === "new") router.go(link(domain.id), { replace: true });
                        }}
                        onGone={pages.reload}
                    />
                )
            }
        >
            <Table
                label={texts.domains.title}
                rows={pages.rows}
                columns={columns}
                keyOf={(domain) => domain.id}
                nameOf={(domain) => domain.shownName || domain.id}
                linkOf={(domain) => link(domain.id)}
                openKey={open}
                total={pages.total}
                state={pages.state}
                texts={listTexts}
                onMore={pages.loadMore}
                onRetry={pages.retry}
                empty={
                    <Empty icon="building" title={texts.domains.emptyTitle} text={texts.domains.emptyText}>
                        {add}
                    </Empty>
                }
            />
        </Page>
    );
}
