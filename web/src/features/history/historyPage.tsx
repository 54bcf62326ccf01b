import type { CallRecord } from "../../api/schema";
import { clockDuration } from "../../parts/format/duration";
import { Page } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import type { Column } from "../../parts/table/table";
import type { PageProps } from "../../pages";
import { useFormats, useTexts } from "../../texts";
import { calleeLines, calleeTitle, CallIcon, partyLines, PartyName, partyTitle } from "../calls/party";
import { useChosenDomain } from "../shell/useChosenDomain";
import { CallPanel } from "./callPanel";
import { HistoryFilters } from "./filters";
import { isFiltered, readFilter } from "./historyFilter";
import { JournalActions, JournalTable, useSoundColumn, useTotalsText } from "./journalTable";
import { Grade, ResultBadge } from "./result";
import { useJournal } from "./useJournal";

/** HIS-01, HIS-02: every call that has ended, newest first, and the card of the one that is open. */
export default function HistoryPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const router = useRouter();
    const domain = useChosenDomain();
    const { query } = router.address;
    const filter = readFilter(query);
    const open = parameters["call"];
    const journal = useJournal(domain.query.domain, filter);
    const sound = useSoundColumn();
    const totalsText = useTotalsText();
    const link = (call?: string): string =>
        writeAddress({ path: call ? `/history/${encodeURIComponent(call)}` : "/history", query });

    const columns: readonly Column<CallRecord>[] = [
        {
            key: "time",
            title: texts.history.time,
            width: "108px",
            from: "medium",
            cell: (call) => {
                const [date, time] = formats.moment(call.startedAt).split(" ");
                return (
                    <span className="two-lines">
                        <span className="with-icon">
                            <CallIcon call={call} />
                            {time}
                        </span>
                        <small className="kept">{date}</small>
                    </span>
                );
            },
        },
        {
            key: "caller",
            title: texts.history.caller,
            cell: (call) => {
                const lines = partyLines(call.caller);
                return (
                    <span className="two-lines">
                        <span className="with-icon">
                            <span className="narrow">
                                <CallIcon call={call} />
                            </span>
                            <span className="text">
                                <PartyName lines={lines} />
                            </span>
                        </span>
                        <small className="broad">{lines[1]}</small>
                        <small>
                            {formats.brief(call.startedAt)} → {calleeTitle(call)}
                            {call.privateRoute && ` · ${call.privateRoute.shownName}`}
                        </small>
                    </span>
                );
            },
        },
        {
            key: "callee",
            title: texts.history.callee,
            from: "medium",
            cell: (call) => {
                const [name, number] = calleeLines(call);
                return (
                    <span className="two-lines">
                        {name}
                        <small className="kept">
                            {number}
                            {number && call.privateRoute && " · "}
                            {call.privateRoute && <RouteMark route={call.privateRoute} />}
                        </small>
                    </span>
                );
            },
        },
        {
            key: "result",
            title: texts.history.result,
            width: "122px",
            cell: (call) => (
                <span className="two-lines">
                    <ResultBadge result={call.result} />
                    {call.answeredAt && <small className="under-wide">{clockDuration(call.talkTimeSeconds)}</small>}
                </span>
            ),
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
            width: "96px",
            align: "end",
            from: "wide",
            cell: (call) => (call.answeredAt ? clockDuration(call.talkTimeSeconds) : ""),
        },
        sound.column,
        {
            key: "quality",
            title: texts.history.quality,
            width: "104px",
            align: "end",
            from: "wide",
            cell: (call) => call.mos !== null && <Grade mos={call.mos} />,
        },
    ];
    return (
        <Page
            title={texts.history.title}
            count={journal.totals && totalsText(journal.totals)}
            actions={<JournalActions journal={journal} />}
            filters={<HistoryFilters filter={filter} onChange={router.setQuery} />}
            panel={open && <CallPanel key={open} id={open} back={link()} />}
        >
            <JournalTable
                journal={journal}
                columns={columns}
                nameColumn="caller"
                nameOf={(call) => partyTitle(call.caller)}
                linkOf={(call) => link(call.id)}
                openKey={open}
                isFiltered={isFiltered(filter)}
            />
            {sound.dialog}
        </Page>
    );
}

/** By which private route the call came or went (TRK-05). */
function RouteMark({ route }: { route: NonNullable<CallRecord["privateRoute"]> }): JSX.Element {
    const words = useTexts().privateRoutes;
    return (
        <>
            <span className="said">{words.subtitle}</span>
            {`${words.waySigns[route.way]} ${route.shownName}`}
        </>
    );
}
