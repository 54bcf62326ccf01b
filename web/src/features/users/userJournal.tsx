import type { CallRecord, User } from "../../api/schema";
import { clockDuration } from "../../parts/format/duration";
import { Section } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import type { Column } from "../../parts/table/table";
import { useFormats, useTexts } from "../../texts";
import { CallIcon, partyTitle } from "../calls/party";
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
            width: "168px",
            from: "medium",
            cell: (call) => formats.moment(call.startedAt),
        },
        {
            key: "peer",
            title: texts.users.peer,
            cell: (call) => {
                const { direction, peer } = seenBy(user.id, call);
                return (
                    <span className="two-lines">
                        <span className="with-icon">
                            <CallIcon call={{ ...call, direction }} saysResult />
                            <span className="text">{partyTitle(peer)}</span>
                        </span>
                        <small>{formats.brief(call.startedAt)}</small>
                    </span>
                );
            },
        },
        {
            key: "talk",
            title: texts.history.talk,
            width: "92px",
            align: "end",
            cell: (call) => (call.answeredAt ? clockDuration(call.talkTimeSeconds) : ""),
        },
        { ...sound.column, width: "72px" },
    ];
    return (
        <>
            <Section
                title={texts.history.title}
                after={
                    <div className="button-row">
                        <JournalActions journal={journal} />
                    </div>
                }
            >
                <div className="filters">
                    <HistoryFilters
                        filter={filter}
                        isShort
                        onChange={(change) => router.setQuery(journalChange(change))}
                    />
                </div>
                <p className="soft" aria-live="polite">
                    {journal.totals && totalsText(journal.totals)}
                </p>
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
