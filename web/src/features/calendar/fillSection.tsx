import { useState } from "react";
import { calendars } from "../../api/calendar";
import type { CalendarDay } from "../../api/calendar";
import { Problem } from "../../api/problem";
import { Modal } from "../../parts/dialog/modal";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { FilePicker } from "../../parts/form/filePicker";
import { Badge, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useSpeech, useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { dayLimit, preview, withDays } from "./days";
import type { PreviewedDay } from "./days";
import { shownDay, useDayWords } from "./dayWords";

interface Offer {
    readonly days: readonly CalendarDay[];
    /** Events of a file that were not understood as days. */
    readonly skipped: number;
}

/** Days from elsewhere: the production calendar, or a file; looked at before they are taken. */
export function FillSection({
    domain,
    year,
    days,
    onTake,
}: {
    domain: string;
    year: number;
    days: readonly CalendarDay[];
    onTake: (days: readonly CalendarDay[]) => Promise<boolean>;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.administration.calendar;
    const tell = useTell();
    const [offer, setOffer] = useState<Offer | null>(null);
    const [isBusy, setIsBusy] = useState(false);
    const production = useLoad("production calendars", calendars.production);
    const ofYear = (production.value?.items ?? []).filter((calendar) => calendar.year === year);
    const read = async (file: File): Promise<void> => {
        setIsBusy(true);
        try {
            const found = await calendars.read(domain, file);
            if (found.days.length === 0) tell({ text: words.nothingFound, kind: "problem" });
            else setOffer(found);
        } catch (problem) {
            const isForeign = problem instanceof Problem && problem.code === "conflict";
            tell({ text: isForeign ? words.notACalendar : explain(texts, problem), kind: "problem" });
        }
        setIsBusy(false);
    };
    return (
        <Section title={words.fill}>
            <div className="button-row">
                {ofYear.map((calendar) => (
                    <Button
                        key={calendar.country}
                        icon="building"
                        onClick={() => setOffer({ days: calendar.days, skipped: 0 })}
                    >
                        {words.production(calendar.year)} · {words.countries[calendar.country] ?? calendar.country}
                    </Button>
                ))}
                <FilePicker
                    label={words.ical}
                    accept=".ics,text/calendar"
                    icon="add"
                    isBusy={isBusy}
                    onFile={(file) => void read(file)}
                >
                    {words.ical}
                </FilePicker>
            </div>
            <p className="field-hint">{words.icalHint}</p>
            {offer && (
                <OfferDialog
                    offer={offer}
                    days={days}
                    onTake={async (taken) => {
                        if (await onTake(taken)) setOffer(null);
                    }}
                    onClose={() => setOffer(null)}
                />
            )}
        </Section>
    );
}

function OfferDialog({
    offer,
    days,
    onTake,
    onClose,
}: {
    offer: Offer;
    days: readonly CalendarDay[];
    onTake: (days: readonly CalendarDay[]) => Promise<void>;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.administration.calendar;
    const { language } = useSpeech();
    const dayWords = useDayWords();
    const previewed = preview(days, offer.days);
    const count = (state: PreviewedDay["state"]): number => previewed.filter((each) => each.state === state).length;
    const [fresh, changed, same] = [count("new"), count("changed"), count("same")];
    const after = withDays(days, offer.days);
    return (
        <Modal title={words.previewTitle} onClose={onClose}>
            <p>{words.previewCounts(fresh, changed, same)}</p>
            {offer.skipped > 0 && <p>{words.skipped(offer.skipped)}</p>}
            {/* Longer than the dialog as a rule: it is scrolled by keyboard as well. */}
            <ul className="preview-list" tabIndex={0} aria-label={words.previewTitle}>
                {previewed.map(({ day, state }) => (
                    <li key={day.date}>
                        <span>
                            {shownDay(day.date, language)} — {dayWords(day)}
                        </span>
                        <Badge tone={state === "changed" ? "warn" : "neutral"}>{words.states[state]}</Badge>
                    </li>
                ))}
            </ul>
            {after.length > dayLimit && (
                <p className="form-failure" role="alert">
                    {words.tooMany}
                </p>
            )}
            <div className="modal-actions">
                <Button onClick={onClose}>{texts.common.cancel}</Button>
                {fresh + changed === 0 ? (
                    <span className="soft">{words.nothingNew}</span>
                ) : (
                    after.length <= dayLimit && (
                        <Button kind="primary" onClick={() => void onTake(after)}>
                            {words.take(fresh + changed)}
                        </Button>
                    )
                )}
            </div>
        </Modal>
    );
}
