import { traces } from "../../api/traces";
import type { RefusedCall } from "../../api/traces";
import { Problem } from "../../api/problem";
import { Button } from "../../parts/form/button";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Badge, Empty, Facts, Page, Panel, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useFormats, useTexts } from "../../texts";
import { useChosenDomain } from "../shell/useChosenDomain";
import { WaitingPanel } from "../shell/objectPanel";
import { ListSearch, NothingFound, useSearched } from "../shell/listSearch";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { CaptureLink } from "./callTrace";
import { ladderOf } from "./ladder";
import { LadderView } from "./ladderView";

/** BYD-06: INVITEs that were refused before there was a call: wrong password, blocked source, unknown domain. */
export default function RefusedPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const words = texts.traces.refused;
    const formats = useFormats();
    const router = useRouter();
    const domain = useChosenDomain();
    const { query } = router.address;
    const search = useSearched();
    const open = parameters["request"];

    const pages = usePages<RefusedCall>(`${domain.query.domain}|${search}`, (cursor, signal) =>
        traces.refused({ ...domain.query, search: search || null, cursor }, signal),
    );
    const listTexts = useListTexts(pages);
    const countText = useCountText();
    const link = (request?: string): string =>
        writeAddress({ path: request ? `/refused/${encodeURIComponent(request)}` : "/refused", query });

    const columns: readonly Column<RefusedCall>[] = [
        {
            key: "at",
            title: words.at,
            width: "168px",
            from: "medium",
            cell: (request) => formats.moment(request.at, "seconds"),
        },
        {
            key: "caller",
            title: words.caller,
            cell: (request) => (
                <span className="two-lines">
                    {callerTitle(request, words.nobody)}
                    <small>
                        {formats.brief(request.at)} → {shownNumber(request.dialled)}
                    </small>
                </span>
            ),
        },
        {
            key: "dialled",
            title: words.dialled,
            from: "medium",
            cell: (request) => shownNumber(request.dialled),
        },
        {
            key: "status",
            title: words.status,
            width: "120px",
            cell: (request) => <Badge tone="bad">{request.status ?? words.unanswered}</Badge>,
        },
        { key: "source", title: words.source, from: "wide", cell: (request) => request.source },
    ];
    return (
        <Page
            title={words.title}
            count={countText(pages, words.count)}
            actions={
                <Button icon="refresh" onClick={pages.reload}>
                    {words.refresh}
                </Button>
            }
            filters={
                <ListSearch label={words.search} />
            }
            panel={open !== undefined && <RefusedPanel key={open} id={open} back={link()} />}
        >
            <Table
                label={words.title}
                rows={pages.rows}
                columns={columns}
                nameColumn="caller"
                keyOf={(request) => request.id}
                nameOf={(request) => callerTitle(request, words.nobody)}
                total={pages.total}
                state={pages.state}
                texts={listTexts}
                onRetry={pages.retry}
                linkOf={(request) => link(request.id)}
                openKey={open}
                onMore={pages.loadMore}
                empty={
                    search === "" ? (
                        <Empty icon="shield" title={words.emptyTitle} text={words.emptyText} />
                    ) : (
                        <NothingFound />
                    )
                }
            />
        </Page>
    );
}

function callerTitle(request: RefusedCall, nobody: string): string {
    if (request.caller === "") return nobody;
    return request.domain === null ? request.caller : `${request.caller}@${request.domain}`;
}

function RefusedPanel({ id, back }: { id: string; back: string }): JSX.Element {
    const texts = useTexts();
    const words = texts.traces.refused;
    const formats = useFormats();
    const loaded = useLoad(`refused ${id}`, () => traces.ofRefused(id));
    if (loaded.state === "failed" && loaded.problem instanceof Problem && loaded.problem.code === "gone") {
        return (
            <Panel title={words.one} back={back} closeLabel={texts.common.close}>
                <Empty icon="history" title={texts.traces.gone} />
            </Panel>
        );
    }
    if (loaded.state !== "ready") {
        return <WaitingPanel title={words.one} icon="shield" back={back} loaded={loaded} />;
    }
    const request = loaded.value;
    const names = new Map(request.messages.map((message) => [message.remote, request.caller || message.remote]));
    return (
        <Panel
            title={`${callerTitle(request, words.nobody)} → ${shownNumber(request.dialled)}`}
            subtitle={<Badge tone="bad">{request.status ?? words.unanswered}</Badge>}
            back={back}
            closeLabel={texts.common.close}
        >
            <Section title={texts.card.summary}>
                <Facts
                    facts={[
                        [words.at, formats.moment(request.at, "seconds")],
                        [words.caller, `${callerTitle(request, words.nobody)} (${words.claimed})`],
                        [words.dialled, shownNumber(request.dialled)],
                        [words.source, request.source],
                    ]}
                />
            </Section>
            <Section title={texts.traces.title}>
                <p className="soft">{texts.traces.masked}</p>
                <LadderView ladder={ladderOf(request.messages, names, texts.traces.server)} />
                <CaptureLink href={traces.captureOfRefused(id)} />
            </Section>
        </Panel>
    );
}
