import { useState } from "react";
import { api } from "../../api/endpoints";
import { calendars } from "../../api/calendar";
import type { CalendarDay, WorkCalendar } from "../../api/calendar";
import { IconButton } from "../../parts/form/button";
import { YearView } from "../../parts/calendar/yearView";
import { civilTime } from "../../parts/format/zone";
import { Empty, Page, PanelSkeleton, Section } from "../../parts/page/page";
import { useClock } from "../../parts/page/useClock";
import { useLoad } from "../../parts/page/useLoad";
import type { Loaded } from "../../parts/page/useLoad";
import { useRouter } from "../../parts/routing/router";
import { useSpeech, useTexts } from "../../texts";
import { LoadFailed } from "../shell/loadFailed";
import { useChosenDomain } from "../shell/useChosenDomain";
import { ClosedSection } from "./closedSection";
import { DayDialog } from "./dayDialog";
import { runs } from "./days";
import { FillSection } from "./fillSection";
import { shownRun, useDayWords } from "./dayWords";
import { UnansweredSection } from "./unansweredSection";
import { useCalendarChange } from "./useCalendar";

/** BYD-19: on which days the company works otherwise than its weeks say, and 'closed now until …'. */
export default function CalendarPage(): JSX.Element {
    const texts = useTexts();
    const domain = useChosenDomain();
    return (
        <Page title={texts.administration.calendar.title}>
            <div className="page-body">
                {domain.id === "" ? (
                    <Empty icon="clock" title={texts.administration.settings.chooseDomain} />
                ) : (
                    <Calendar key={domain.id} domain={domain.id} />
                )}
            </div>
        </Page>
    );
}

function Calendar({ domain }: { domain: string }): JSX.Element {
    const texts = useTexts();
    const loaded = useLoad(`calendar ${domain}`, () => calendars.find(domain));
    const zone = useLoad(`zone ${domain}`, async () => (await api.domains.find(domain)).timeZone);
    for (const part of [loaded, zone]) {
        if (part.state === "failed") return <LoadFailed problem={part.problem} onRetry={part.reload} />;
    }
    if (loaded.state !== "ready" || zone.state !== "ready") return <PanelSkeleton label={texts.common.loading} />;
    return <Year domain={domain} zone={zone.value} loaded={loaded} />;
}

function Year({
    domain,
    zone,
    loaded,
}: {
    domain: string;
    zone: string;
    loaded: Extract<Loaded<WorkCalendar>, { state: "ready" }> & { set(value: WorkCalendar): void };
}): JSX.Element {
    const texts = useTexts();
    const words = texts.administration.calendar;
    const { language } = useSpeech();
    const router = useRouter();
    const now = useClock();
    const dayWords = useDayWords();
    const change = useCalendarChange(domain, loaded);
    const [open, setOpen] = useState<{ readonly from: string; readonly to: string } | null>(null);
    const calendar = loaded.value;
    const today = civilTime(new Date(now), zone).date;
    const year = yearOf(router.address.query["year"], today);
    const ofYear = calendar.days.filter((day) => day.date.startsWith(`${year}-`));
    const marks = new Map(
        ofYear.map((day) => [
            day.date,
            { tone: day.countsAs === "closed" ? ("bad" as const) : ("accent" as const), label: dayWords(day) },
        ]),
    );
    const goTo = (wanted: number): void => router.setQuery({ year: String(wanted) });
    const save = (days: readonly CalendarDay[]): Promise<boolean> => change({ days }, words.saved);
    return (
        <>
            <ClosedSection calendar={calendar} zone={zone} now={now} change={change} />
            <UnansweredSection domain={domain} />
            <section className="section year-section" aria-labelledby="year-title">
                <header>
                    <h3 id="year-title">{words.yearLabel(year)}</h3>
                    <div className="button-row">
                        <IconButton icon="back" label={words.former} onClick={() => goTo(year - 1)} />
                        <strong aria-hidden="true">{year}</strong>
                        <IconButton icon="forward" label={words.next} onClick={() => goTo(year + 1)} />
                    </div>
                </header>
                <p className="soft">{words.hint}</p>
                <p className="year-legend">
                    <span className="dot-state">
                        <span className="dot bad" aria-hidden="true" />
                        <span>{words.legendClosed}</span>
                    </span>
                    <span className="dot-state">
                        <span className="dot accent" aria-hidden="true" />
                        <span>{words.legendLike}</span>
                    </span>
                </p>
                <YearView
                    label={words.yearLabel(year)}
                    year={year}
                    today={today}
                    language={language}
                    marks={marks}
                    onOpen={(date) => setOpen({ from: date, to: date })}
                />
            </section>
            <FillSection domain={domain} year={year} days={calendar.days} onTake={save} />
            <Section
                title={words.list}
                after={ofYear.length > 0 && <span className="soft">{words.count(ofYear.length)}</span>}
            >
                {ofYear.length === 0 ? (
                    <>
                        <p>{words.emptyTitle}.</p>
                        <p className="soft">{words.emptyText}</p>
                    </>
                ) : (
                    <ul className="cards" aria-label={words.list}>
                        {runs(ofYear).map((run) => (
                            <li key={run.from} className="card">
                                <div>
                                    <strong>{shownRun(run, language)}</strong>
                                    <span className="soft">{dayWords(run)}</span>
                                </div>
                                <IconButton
                                    icon="pencil"
                                    label={words.edit(shownRun(run, language))}
                                    onClick={() => setOpen({ from: run.from, to: run.to })}
                                />
                            </li>
                        ))}
                    </ul>
                )}
            </Section>
            {open && (
                <DayDialog {...open} days={calendar.days} onSave={save} onClose={() => setOpen(null)} />
            )}
        </>
    );
}

/** The year of the address, when it is one; else the present one. */
function yearOf(text: string | undefined, today: string): number {
    const present = Number(today.slice(0, 4));
    const wanted = /^\d{4}$/.test(text ?? "") ? Number(text) : present;
    return wanted >= 1970 && wanted <= 9999 ? wanted : present;
}
