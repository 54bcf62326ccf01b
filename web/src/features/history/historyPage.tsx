import { useEffect, useRef } from "react";
import { api } from "../../api/endpoints";
import { useLiveValue } from "../../api/live";
import type { CallRecord } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { clockDuration } from "../../parts/format/duration";
import { Empty, Page } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useFormats, useTexts } from "../../texts";
import { calleeTitle, DirectionIcon, partyTitle } from "../calls/party";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { CallPanel } from "./callPanel";
import { HistoryFilters } from "./filters";
import { historyQuery, isFiltered, readFilter } from "./historyFilter";
import { Grade, ResultBadge } from "./result";

/** HIS-01, HIS-02: every call that has ended, newest first, and the card of the one that is open. */
export default function HistoryPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const router = useRouter();
    const domain = useChosenDomain();
    const { query } = router.address;
    const filter = readFilter(query);
    const open = parameters["call"];

    const pages = usePages<CallRecord>(`${domain.query.domain}|${JSON.stringify(filter)}`, (cursor, signal) =>
        api.history.page({ ...domain.query, ...historyQuery(filter, new Date()), cursor }, signal),
    );
    const listTexts = useListTexts(pages);
    const countText = useCountText();
    const link = (call?: string): string =>
        writeAddress({ path: call ? `/history/${encodeURIComponent(call)}` : "/history", query });

    // New calls are not pushed under the reader's eyes: a button says that there are some.
    const ended = useLiveValue((state) => state.revisions.endedCalls);
    const seen = useRef(ended);
    const isFirstPage = pages.state === "loading" && pages.rows.length === 0;
    useEffect(() => {
        if (isFirstPage || pages.isStale) seen.current = ended;
    }, [isFirstPage, pages.isStale, ended]);
    const showNew = (): void => {
        seen.current = ended;
        pages.reload();
    };

    const columns: readonly Column<CallRecord>[] = [
        {
            key: "time",
            title: texts.history.time,
            width: "168px",
            from: "medium",
            cell: (call) => formats.moment(call.startedAt),
        },
        {
            key: "caller",
            title: texts.history.caller,
            cell: (call) => (
                <span className="two-lines">
                    <span className="with-icon">
                        <DirectionIcon direction={call.direction} result={call.result} />
                        <span className="text">{partyTitle(call.caller)}</span>
                    </span>
                    <small>
                        {formats.brief(call.startedAt)} → {calleeTitle(call)}
                    </small>
                </span>
            ),
        },
        {
            key: "callee",
            title: texts.history.callee,
            from: "medium",
            cell: calleeTitle,
        },
        {
            key: "result",
            title: texts.history.result,
            width: "136px",
            cell: (call) => <ResultBadge result={call.result} />,
        },
        {
            key: "ring",
            title: texts.history.ring,
            width: "104px",
            align: "end",
            from: "wide",
            cell: (call) => clockDuration(call.ringTimeSeconds),
        },
        {
            key: "talk",
            title: texts.history.talk,
            width: "104px",
            align: "end",
            from: "medium",
            cell: (call) => (call.answeredAt ? clockDuration(call.talkTimeSeconds) : ""),
        },
        {
            key: "quality",
            title: texts.history.quality,
            width: "88px",
            align: "end",
            from: "wide",
            cell: (call) => call.mos !== null && <Grade mos={call.mos} />,
        },
    ];
    return (
        <Page
            title={texts.history.title}
            count={countText(pages)}
            actions={
                ended !== seen.current && (
                    <Button icon="refresh" onClick={showNew}>
                        {texts.history.newCalls}
                    </Button>
                )
            }
            filters={<HistoryFilters filter={filter} />}
            panel={open && <CallPanel key={open} id={open} back={link()} />}
        >
            <Table
                label={texts.history.title}
                rows={pages.rows}
                columns={columns}
                nameColumn="caller"
                keyOf={(call) => call.id}
                nameOf={(call) => partyTitle(call.caller)}
                linkOf={(call) => link(call.id)}
                openKey={open}
                total={pages.total}
                state={pages.state}
                isStale={pages.isStale}
                texts={listTexts}
                onMore={pages.loadMore}
                onRetry={pages.retry}
                empty={
                    isFiltered(filter) ? (
                        <Empty icon="search" title={texts.history.nothingFound} text={texts.history.nothingFoundText} />
                    ) : (
                        <Empty icon="history" title={texts.history.emptyTitle} text={texts.history.emptyText} />
                    )
                }
            />
        </Page>
    );
}
