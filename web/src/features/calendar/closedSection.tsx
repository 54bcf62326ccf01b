import { useState } from "react";
import type { WorkCalendar } from "../../api/calendar";
import { Button } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { shownMoment } from "../../parts/format/moment";
import { civilTime, momentInZone } from "../../parts/format/zone";
import { Icon } from "../../parts/page/icon";
import { Section } from "../../parts/page/page";
import { useSpeech, useTexts } from "../../texts";
import { nextDate, weekdayOf } from "./days";
import type { CalendarChange } from "./useCalendar";

/** BYD-19: closes the company with one tap until a moment, and opens it again. All times are the domain's. */
export function ClosedSection({
    calendar,
    zone,
    now,
    change,
}: {
    calendar: WorkCalendar;
    zone: string;
    now: number;
    change: CalendarChange;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.administration.calendar;
    const { language } = useSpeech();
    const [typed, setTyped] = useState<string | null>(null);
    const [error, setError] = useState<string | undefined>();
    const until = calendar.closedUntil === null ? null : new Date(calendar.closedUntil);
    const isClosed = until !== null && until.getTime() > now;
    const shown = (moment: Date): string => shownMoment(moment, language, zone);
    const close = (moment: Date): Promise<boolean> =>
        change({ closedUntil: moment.toISOString() }, words.closed(shown(moment)));
    const closeUntilTyped = async (): Promise<void> => {
        const moment = momentInZone(typed ?? "", zone);
        if (!moment || moment.getTime() <= now) {
            setError(words.untilNeeded);
        } else if (await close(moment)) {
            setTyped(null);
        }
    };
    if (isClosed) {
        return (
            <Section title={words.now}>
                <div className="closed-bar" role="status">
                    <Icon name="ban" />
                    <strong>{words.closedUntil(shown(until))}</strong>
                    <Button kind="primary" onClick={() => void change({ closedUntil: null }, words.reopened)}>
                        {words.reopen}
                    </Button>
                </div>
                <p className="field-hint">{words.closedText}</p>
            </Section>
        );
    }
    return (
        <Section title={words.now}>
            <p>{words.open}</p>
            <div className="button-row close-row">
                <span>{words.closeNow}</span>
                {closings(now, zone).map(({ name, moment }) => (
                    <Button
                        key={name}
                        aria-label={`${words.closeNow} ${words[name]}`}
                        onClick={() => void close(moment)}
                    >
                        {words[name]}
                    </Button>
                ))}
                <Button aria-expanded={typed !== null} onClick={() => setTyped(typed === null ? "" : null)}>
                    {words.until}…
                </Button>
            </div>
            {typed !== null && (
                <form
                    className="form token-form"
                    noValidate
                    onSubmit={(event) => {
                        event.preventDefault();
                        void closeUntilTyped();
                    }}
                >
                    <TextField
                        label={words.untilLabel}
                        type="datetime-local"
                        value={typed}
                        error={error}
                        autoFocus
                        onChange={(value) => {
                            setTyped(value);
                            setError(undefined);
                        }}
                    />
                    <div className="button-row">
                        <Button kind="primary" type="submit">
                            {words.close}
                        </Button>
                    </div>
                </form>
            )}
        </Section>
    );
}

/** The moments offered for one tap: an hour from now, the next midnight, the coming Monday at nine. */
export function closings(
    now: number,
    zone: string,
): readonly { readonly name: "hour" | "day" | "morning"; readonly moment: Date }[] {
    const tomorrow = nextDate(civilTime(new Date(now), zone).date);
    let monday = tomorrow;
    while (weekdayOf(monday) !== "mon") monday = nextDate(monday);
    const hour = new Date(now + 3_600_000);
    // In some zones the clocks go forward at midnight: the day begins at one.
    const midnight = momentInZone(`${tomorrow}T00:00`, zone) ?? momentInZone(`${tomorrow}T01:00`, zone) ?? hour;
    const morning = momentInZone(`${monday}T09:00`, zone) ?? hour;
    return [
        { name: "hour", moment: hour },
        { name: "day", moment: midnight },
        { name: "morning", moment: morning },
    ];
}
