import { useState } from "react";
import type { ReactNode } from "react";
import type { CallRecord, HistoryTotals } from "../../api/schema";
import { sheets } from "../../api/sheets";
import { Modal } from "../../parts/dialog/modal";
import { Button, IconButton } from "../../parts/form/button";
import { clockDuration } from "../../parts/format/duration";
import { Empty } from "../../parts/page/page";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import { useFormats, useTexts } from "../../texts";
import { Downloads } from "../sheets/downloads";
import { useListTexts } from "../shell/useListTexts";
import { CallSounds } from "./callSounds";
import type { Journal } from "./useJournal";

/** The rows of a journal: each leads to its call. */
export function JournalTable({
    journal: { pages },
    columns,
    nameColumn,
    nameOf,
    linkOf,
    openKey,
    isFiltered,
}: {
    journal: Journal;
    columns: readonly Column<CallRecord>[];
    nameColumn: string;
    nameOf: (call: CallRecord) => string;
    linkOf: (call: CallRecord) => string;
    openKey?: string | undefined;
    isFiltered: boolean;
}): JSX.Element {
    const words = useTexts().history;
    const listTexts = useListTexts(pages);
    return (
        <Table
            label={words.title}
            rows={pages.rows}
            columns={columns}
            nameColumn={nameColumn}
            keyOf={(call) => call.id}
            nameOf={nameOf}
            linkOf={linkOf}
            openKey={openKey}
            total={pages.total}
            state={pages.state}
            isStale={pages.isStale}
            texts={listTexts}
            onMore={pages.loadMore}
            onRetry={pages.retry}
            empty={
                isFiltered ? (
                    <Empty icon="search" title={words.nothingFound} text={words.nothingFoundText} />
                ) : (
                    <Empty icon="history" title={words.emptyTitle} text={words.emptyText} />
                )
            }
        />
    );
}

/** What can be done with a journal as a whole: the newest calls shown, all of them taken away as a sheet. */
export function JournalActions({ journal }: { journal: Journal }): JSX.Element {
    const texts = useTexts();
    return (
        <>
            {journal.hasNew && (
                <Button icon="refresh" onClick={journal.showNew}>
                    {texts.history.newCalls}
                </Button>
            )}
            <Downloads
                title={texts.sheets.save}
                address={(form, language) => sheets.history(journal.wanted, form, language)}
            />
        </>
    );
}

/** The column of what can be heard of the calls, and the dialog in which it is. */
export function useSoundColumn(): { readonly column: Column<CallRecord>; readonly dialog: ReactNode } {
    const texts = useTexts();
    const [heard, setHeard] = useState<string | null>(null);
    const close = (): void => setHeard(null);
    return {
        column: {
            key: "sound",
            title: texts.history.sound,
            isTitleHidden: true,
            width: "60px",
            align: "end",
            cell: ({ id, traits }) =>
                (traits.includes("recorded") || traits.includes("voicemail")) && (
                    <IconButton
                        icon="wave"
                        label={texts.history.listen}
                        aria-expanded={heard === id}
                        onClick={() => setHeard(id)}
                    />
                ),
        },
        dialog: heard !== null && (
            <Modal title={texts.history.sound} isWide onClose={close}>
                <CallSounds call={heard} />
                <div className="buttons">
                    <Button onClick={close}>{texts.common.close}</Button>
                </div>
            </Modal>
        ),
    };
}

/** ME-03: how many calls the filters let through, and how long people talked. */
export function useTotalsText(): (totals: HistoryTotals) => string {
    const words = useTexts().sheets;
    const formats = useFormats();
    return ({ calls, answered, talkTimeSeconds, isComplete }) =>
        isComplete ? words.totals(calls, answered, clockDuration(talkTimeSeconds)) : words.moreThan(formats.count(calls));
}
