import type { CalendarDay, CountsAs } from "../../api/calendar";
import { weekdays } from "../../api/routing";
import { SelectField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { useSpeech, useTexts } from "../../texts";
import { checkName } from "../../texts/checks";
import { DialogForm } from "../shell/dialogForm";
import { dayLimit, daysBetween, isDate, withDays, withoutDates } from "./days";
import { shownDay } from "./dayWords";

interface Values {
    readonly countsAs: CountsAs | "usual";
    readonly to: string;
    readonly note: string;
}

/** What one day, or several in a row, count as. */
export function DayDialog({
    from,
    to,
    days,
    onSave,
    onClose,
}: {
    from: string;
    to: string;
    days: readonly CalendarDay[];
    onSave: (days: readonly CalendarDay[]) => Promise<boolean>;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.administration.calendar;
    const { language } = useSpeech();
    const present = days.find((day) => day.date === from);
    const form = useForm<Values>({
        initial: { countsAs: present?.countsAs ?? "closed", to, note: present?.note ?? "" },
        check: (values) => ({
            to: isDate(values.to) && daysBetween(from, values.to, "closed", "").length > 0 ? undefined : words.toWrong,
            note: checkName(values.note, texts),
        }),
        save: async ({ countsAs, to: last, note }) => {
            const touched = daysBetween(from, last, countsAs === "usual" ? "closed" : countsAs, note.trim());
            const changed =
                countsAs === "usual"
                    ? withoutDates(days, touched.map(({ date }) => date))
                    : withDays(days, touched);
            if (changed.length > dayLimit) throw new Error(words.tooMany);
            if (await onSave(changed)) onClose();
        },
        explain: () => ({ fields: {}, general: words.tooMany }),
    });
    const isUsual = form.values.countsAs === "usual";
    return (
        <DialogForm title={shownDay(from, language)} form={form} submitTitle={texts.common.save} onClose={onClose}>
            <SelectField<CountsAs | "usual">
                label={words.countsAs}
                hint={words.countsAsHint}
                value={form.values.countsAs}
                options={[
                    { value: "closed", title: words.countsAsDays.closed },
                    ...weekdays.map((value) => ({ value, title: words.countsAsDays[value] })),
                    { value: "usual", title: words.usual },
                ]}
                autoFocus
                onChange={(value) => form.set("countsAs", value)}
            />
            <TextField
                label={words.to}
                hint={words.toHint}
                type="date"
                min={from}
                value={form.values.to}
                error={form.errors.to}
                onChange={(value) => form.set("to", value)}
            />
            {!isUsual && (
                <TextField
                    label={words.note}
                    note={texts.common.optional}
                    value={form.values.note}
                    error={form.errors.note}
                    onChange={(value) => form.set("note", value)}
                />
            )}
        </DialogForm>
    );
}
