import { useEffect, useRef, useState } from "react";
import { api } from "../../api/endpoints";
import { useLiveValue } from "../../api/live";
import type { CallRecord, HistoryTotals } from "../../api/schema";
import { sheets } from "../../api/sheets";
import { Modal } from "../../parts/dialog/modal";
import { Button, IconButton } from "../../parts/form/button";
import { clockDuration } from "../../parts/format/duration";
import { Icon } from "../../parts/page/icon";
import { Empty, Page } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useFormats, useTexts, useZone } from "../../texts";
import { calleeTitle, CallIcon, partyTitle } from "../calls/party";
import { Downloads } from "../sheets/downloads";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useListTexts } from "../shell/useListTexts";
import { CallPanel } from "./callPanel";
import { CallSounds } from "./callSounds";
import { HistoryFilters } from "./filters";
import { historyQuery, isFiltered, readFilter } from "./historyFilter";
import { Grade, ResultBadge } from "./result";

/** HIS-01, HIS-02: every call that has ended, newest first, and the card of the one that is open. */
export default function HistoryPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const zone = useZone();
    const router = useRouter();
    const domain = useChosenDomain();
    const { query } = router.address;
    const filter = readFilter(query);
    const open = parameters["call"];
    const [heard, setHeard] = useState<string | null>(null);

    const asked = `${domain.query.domain}|${zone ?? ""}|${JSON.stringify(filter)}`;
    const wanted = { ...domain.query, ...historyQuery(filter, new Date(), zone) };
    const pages = usePages<CallRecord>(asked, (cursor, signal) => api.history.page({ ...wanted, cursor }, signal));
    const totals = useLoad(`totals ${asked}`, () => api.history.totals(wanted));
    const listTexts = useListTexts(pages);
    const totalsText = useTotalsText();
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
        totals.reload();
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
                        <CallIcon call={call} />
                        <span className="text">{partyTitle(call.caller)}</span>
                    </span>
                    <small>
                        {formats.brief(call.startedAt)} → {calleeTitle(call)}
                        {call.privateRoute && ` · ${call.privateRoute.shownName}`}
                    </small>
                </span>
            ),
        },
        {
            key: "callee",
            title: texts.history.callee,
            from: "medium",
            cell: (call) => (
                <span className="two-lines">
                    <span className="text">{calleeTitle(call)}</span>
                    {call.privateRoute && <RouteMark route={call.privateRoute} />}
                </span>
            ),
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
            key: "sound",
            title: texts.history.sound,
            width: "88px",
            align: "end",
            cell: (call) =>
                hasSound(call) && (
                    <IconButton
                        icon="wave"
                        label={texts.history.listen}
                        aria-expanded={heard === call.id}
                        onClick={() => setHeard(call.id)}
                    />
                ),
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
            count={totals.value && totalsText(totals.value)}
            actions={
                <>
                    {ended !== seen.current && (
                        <Button icon="refresh" onClick={showNew}>
                            {texts.history.newCalls}
                        </Button>
                    )}
                    <Downloads
                        title={texts.sheets.save}
                        address={(form, language) => sheets.history(wanted, form, language)}
                    />
                </>
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
            {heard !== null && (
                <Modal title={texts.history.sound} isWide onClose={() => setHeard(null)}>
                    <CallSounds call={heard} />
                    <div className="buttons">
                        <Button onClick={() => setHeard(null)}>{texts.common.close}</Button>
                    </div>
                </Modal>
            )}
        </Page>
    );
}

const hasSound = ({ traits }: CallRecord): boolean => traits.includes("recorded") || traits.includes("voicemail");

/** By which private route the call came or went (TRK-05). */
function RouteMark({ route }: { route: NonNullable<CallRecord["privateRoute"]> }): JSX.Element {
    const words = useTexts().privateRoutes;
    return (
        <small className="with-icon" title={words.subtitle}>
            <Icon name="trunk" />
            <span className="text">{`${words.waySigns[route.way]} ${route.shownName}`}</span>
        </small>
    );
}

/** ME-03: how many calls the filters let through, and how long people talked. */
function useTotalsText(): (totals: HistoryTotals) => string {
    const words = useTexts().sheets;
    const formats = useFormats();
    return ({ calls, answered, talkTimeSeconds, isComplete }) =>
        isComplete ? words.totals(calls, answered, clockDuration(talkTimeSeconds)) : words.moreThan(formats.count(calls));
}
