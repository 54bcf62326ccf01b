import type { CallRecord, User } from "../../api/schema";
import { clockDuration } from "../../parts/format/duration";
import { Section } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import type { Column } from "../../parts/table/table";
import { useFormats, useTexts } from "../../texts";
import { CallIcon, partyLines, partyTitle } from "../calls/party";
import { HistoryFilters } from "../history/filters";
import { isFiltered, readFilter } from "../history/historyFilter";
import { JournalActions, JournalTable, useSoundColumn, useTotalsText } from "../history/journalTable";
import { useJournal } from "../history/useJournal";
import { useChosenDomain } from "../shell/useChosenDomain";
import { Messages } from "../voice/messages";
import { journalChange, journalQuery, seenBy } from "./userCard";

/** USR-05, ME-03: the calls of one user as that user sees them, and the messages in the mailbox. */
export function UserJournal({ user }: { user: User }): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const router = useRouter();
    const domain = useChosenDomain();
    const query = journalQuery(router.address.query);
    const filter = readFilter(query);
    const journal = useJournal(user.domain, { ...filter, user: user.id });
    const sound = useSoundColumn();
    const totalsText = useTotalsText();

    const columns: readonly Column<CallRecord>[] = [
        {
            key: "time",
            title: texts.history.time,
            width: "116px",
            cell: (call) => <span title={formats.moment(call.startedAt)}>{formats.brief(call.startedAt)}</span>,
        },
        {
            key: "peer",
            title: texts.users.peer,
            cell: (call) => {
                const { direction, peer } = seenBy(user.id, call);
                const [title, number] = partyLines(peer);
                return (
                    <span className="two-lines">
                        <span className="with-icon">
                            <CallIcon call={{ ...call, direction }} saysResult />
                            <span className="text">{title}</span>
                        </span>
                        {number && <small>{number}</small>}
                    </span>
                );
            },
        },
        {
            key: "talk",
            title: texts.history.talk,
            width: "88px",
            align: "end",
            cell: (call) => (call.answeredAt ? clockDuration(call.talkTimeSeconds) : ""),
        },
        { ...sound.column, isTitleHidden: true, width: "64px" },
    ];
    return (
        <>
            <Section title={texts.history.title}>
                <div className="filters">
                    <HistoryFilters
                        filter={filter}
                        isShort
                        onChange={(change) => router.setQuery(journalChange(change))}
                    />
                </div>
                <div className="journal-head">
                    <span aria-live="polite">{journal.totals && totalsText(journal.totals)}</span>
                    <JournalActions journal={journal} />
                </div>
                <JournalTable
                    journal={journal}
                    columns={columns}
                    nameColumn="peer"
                    nameOf={(call) => partyTitle(seenBy(user.id, call).peer)}
                    linkOf={(call) =>
                        writeAddress({
                            path: `/history/${encodeURIComponent(call.id)}`,
                            query: { ...query, user: user.id, ...(domain.isChoosable ? domain.query : {}) },
                        })
                    }
                    isFiltered={isFiltered(filter)}
                />
                {sound.dialog}
            </Section>
            {user.extension && (
                <section className="section">
                    <Messages owner={user.id} onChanged={() => undefined} />
                </section>
            )}
        </>
    );
}
