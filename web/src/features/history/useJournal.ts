import { useEffect, useRef } from "react";
import { api } from "../../api/endpoints";
import { useLiveValue } from "../../api/live";
import type { CallRecord, HistoryTotals } from "../../api/schema";
import { useLoad } from "../../parts/page/useLoad";
import { usePages } from "../../parts/table/usePages";
import type { Pages } from "../../parts/table/usePages";
import { useZone } from "../../texts";
import { historyQuery } from "./historyFilter";
import type { HistoryFilter } from "./historyFilter";

/** The calls that some filters let through, as far as they are read. */
export interface Journal {
    readonly pages: Pages<CallRecord>;
    readonly totals: HistoryTotals | null;
    /** What the server is asked. */
    readonly wanted: Readonly<Record<string, string>>;
    /** Calls have ended since. They are not pushed under the reader's eyes. */
    readonly hasNew: boolean;
    showNew(): void;
}

/** HIS-01, HIS-02: reads the calls of a domain, empty for all, newest first. */
export function useJournal(domain: string, filter: HistoryFilter): Journal {
    const zone = useZone();
    const asked = `${domain}|${zone ?? ""}|${JSON.stringify(filter)}`;
    const wanted = { domain, ...historyQuery(filter, new Date(), zone) };
    const pages = usePages<CallRecord>(asked, (cursor, signal) => api.history.page({ ...wanted, cursor }, signal));
    const totals = useLoad(`totals ${asked}`, () => api.history.totals(wanted));

    const { user } = filter;
    const ended = useLiveValue((state) => (user === "" ? state.revisions.endedCalls : state.endedCallsOf(user)));
    const seen = useRef(ended);
    const isFirstPage = pages.state === "loading" && pages.rows.length === 0;
    useEffect(() => {
        if (isFirstPage || pages.isStale) seen.current = ended;
    }, [isFirstPage, pages.isStale, ended]);
    return {
        pages,
        totals: totals.value,
        wanted,
        hasNew: ended !== seen.current,
        showNew: () => {
            seen.current = ended;
            pages.reload();
            totals.reload();
        },
    };
}
