import { api } from "../../api/endpoints";
import type { Line } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Dot, Empty, Page } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useTexts } from "../../texts";
import { useSession } from "../session/session";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { UserName } from "../users/userName";
import { LinePanel } from "./linePanel";

/** RTE: the external numbers of the domain and who takes their calls. */
export default function LinesPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const { me } = useSession();
    const domain = useChosenDomain();
    const { query } = router.address;
    const open = parameters["line"];
    const mayAdd = me.role === "system-administrator";

    const pages = usePages<Line>(domain.query.domain, (cursor, signal) =>
        api.lines.page({ ...domain.query, cursor }, signal),
    );
    const listTexts = useListTexts(pages);
    const countText = useCountText();
    const link = (line?: string): string =>
        writeAddress({ path: line ? `/lines/${encodeURIComponent(line)}` : "/lines", query });

    const columns: readonly Column<Line>[] = [
        {
            key: "number",
            title: texts.lines.number,
            cell: (line) => (
                <span className="two-lines">
                    {shownNumber(line.number)}
                    <small>
                        <UserName id={line.user} />
                    </small>
                </span>
            ),
        },
        { key: "name", title: texts.lines.name, from: "medium", cell: (line) => line.shownName },
        {
            key: "user",
            title: texts.lines.userShort,
            from: "medium",
            cell: (line) => <UserName id={line.user} />,
        },
        {
            key: "state",
            title: texts.lines.state,
            width: "140px",
            cell: (line) => (
                <Dot tone={line.isActive ? "good" : "neutral"} isHollow={!line.isActive}>
                    {line.isActive ? texts.lines.active : texts.lines.inactive}
                </Dot>
            ),
        },
    ];
    const add = (
        <Button kind="primary" icon="add" onClick={() => router.go(link("new"))}>
            {texts.lines.add}
        </Button>
    );
    return (
        <Page
            title={texts.lines.title}
            count={countText(pages, texts.lines.count)}
            actions={mayAdd && add}
            panel={
                open && (
                    <LinePanel
                        key={open}
                        id={open}
                        back={link()}
                        onSaved={(line) => {
                            pages.reload();
                            if (open === "new") router.go(link(line.id), { replace: true });
                        }}
                        onGone={pages.reload}
                    />
                )
            }
        >
            <Table
                label={texts.lines.title}
                rows={pages.rows}
                columns={columns}
                keyOf={(line) => line.id}
                nameOf={(line) => line.number}
                linkOf={(line) => link(line.id)}
                openKey={open}
                total={pages.total}
                state={pages.state}
                isStale={pages.isStale}
                texts={listTexts}
                onMore={pages.loadMore}
                onRetry={pages.retry}
                empty={
                    <Empty
                        icon="line"
                        title={texts.lines.emptyTitle}
                        text={mayAdd ? texts.lines.emptyText : texts.lines.emptyTextUser}
                    >
                        {mayAdd && add}
                    </Empty>
                }
            />
        </Page>
    );
}
