import type { DomainSummary } from "../../api/summary";
import { BarChart } from "../../parts/chart/barChart";
import { clockDuration } from "../../parts/format/duration";
import { Section } from "../../parts/page/page";
import { useFormats, useSpeech } from "../../texts";
import { briefDay, shownDay } from "../calendar/dayWords";
import { daysOfMonth } from "./attention";

/** The calls of this month by day: a chart, and the same in numbers beside it. */
export function MonthSection({ summary }: { summary: DomainSummary }): JSX.Element {
    const { texts, language } = useSpeech();
    const words = texts.dashboard;
    const formats = useFormats();
    const kinds = [
        { key: "incoming", title: words.incoming, tone: "accent" },
        { key: "outgoing", title: words.outgoing, tone: "good" },
        { key: "internal", title: words.internal, tone: "neutral" },
    ] as const;
    const known = new Map(summary.days.map((day) => [day.date, day]));
    const bars = daysOfMonth(summary.today).map((date) => {
        const day = known.get(date);
        const values = kinds.map(({ key }) => day?.[key] ?? 0);
        const told = kinds.map(({ title }, place) => `${title}: ${formats.count(values[place] ?? 0)}`);
        return {
            key: date,
            label: String(Number(date.slice(8))),
            title: [shownDay(date, language), ...(day ? told : [])].join("\n"),
            values,
        };
    });
    const lived = summary.days.filter((day) => day.incoming + day.outgoing + day.internal > 0).reverse();
    if (lived.length === 0) {
        return (
            <Section title={words.month}>
                <p className="soft">{words.noCalls}</p>
            </Section>
        );
    }
    const sum = (key: "incoming" | "outgoing" | "internal" | "missed" | "talkSeconds"): number =>
        summary.days.reduce((total, day) => total + day[key], 0);
    return (
        <Section title={words.month}>
            <div className="month-calls">
                <BarChart label={words.monthChart} series={kinds} bars={bars} format={formats.count} />
                <div className="figures-scroller" tabIndex={0} role="region" aria-label={words.monthTable}>
                    <table className="figures">
                        <thead>
                            <tr>
                                <th scope="col">{words.day}</th>
                                {kinds.map(({ key, title }) => (
                                    <th key={key} scope="col" className="end">
                                        {title}
                                    </th>
                                ))}
                                <th scope="col" className="end">
                                    {words.missed}
                                </th>
                                <th scope="col" className="end">
                                    {words.talkTime}
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            <tr>
                                <th scope="row">{words.wholeMonth}</th>
                                {kinds.map(({ key }) => (
                                    <td key={key} className="end">
                                        {formats.count(sum(key))}
                                    </td>
                                ))}
                                <td className="end">{formats.count(sum("missed"))}</td>
                                <td className="end">{clockDuration(sum("talkSeconds"))}</td>
                            </tr>
                            {lived.map((day) => (
                                <tr key={day.date}>
                                    <th scope="row">{briefDay(day.date, language)}</th>
                                    {kinds.map(({ key }) => (
                                        <td key={key} className="end">
                                            {formats.count(day[key])}
                                        </td>
                                    ))}
                                    <td className="end">{formats.count(day.missed)}</td>
                                    <td className="end">{clockDuration(day.talkSeconds)}</td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </div>
            </div>
        </Section>
    );
}
