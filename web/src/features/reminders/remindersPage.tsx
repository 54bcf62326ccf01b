import { api } from "../../api/endpoints";
import type { Reminder } from "../../api/schema";
import { Dot } from "../../parts/page/page";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useFormats, useTexts } from "../../texts";
import { ListPage } from "../shell/listPage";
import { useSearched } from "../shell/listSearch";
import { useChosenDomain } from "../shell/useChosenDomain";
import { UserName } from "../users/userName";
import { ReminderPanel } from "./reminderPanel";

/** CAL-12: lines that are rung at set times. */
export default function RemindersPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const words = texts.features.reminders;
    const formats = useFormats();
    const domain = useChosenDomain();
    const search = useSearched();
    const pages = usePages<Reminder>(`${domain.query.domain}|${search}`, (cursor, signal) =>
        api.reminders.page({ ...domain.query, search, cursor }, signal),
    );
    const columns: readonly Column<Reminder>[] = [
        { key: "at", title: words.at, cell: (reminder) => formats.moment(reminder.at) },
        { key: "label", title: words.label, from: "medium", cell: (reminder) => reminder.label },
        { key: "user", title: words.user, cell: (reminder) => <UserName id={reminder.user} /> },
        {
            key: "repetition",
            title: words.repetition,
            from: "medium",
            cell: (reminder) => (
                <Dot tone={reminder.isActive ? "good" : "neutral"} isHollow={!reminder.isActive}>
                    {reminder.isActive ? words.repetitions[reminder.repetition] : words.inactive}
                </Dot>
            ),
        },
    ];
    return (
        <ListPage
            path="/reminders"
            open={parameters["reminder"]}
            list={pages}
            words={words}
            search={texts.common.searchIn(words.label)}
            icon="ring"
            columns={columns}
            nameOf={(reminder) => reminder.label || formats.moment(reminder.at)}
            mayAdd={domain.id !== ""}
            card={(place) => <ReminderPanel key={place.id} {...place} />}
        />
    );
}
