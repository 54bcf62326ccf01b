import type { DomainSummary } from "../../api/summary";
import { Section } from "../../parts/page/page";
import { useFormats, useTexts } from "../../texts";
import { useDomainLink } from "../shell/useDomainLink";
import type { Present } from "./attention";
import { FigureCards } from "./figureCards";

/** The figures of the moment and of today, each the way to what it counts. */
export function NowFigures({ summary, present }: { summary: DomainSummary; present: Present | null }): JSX.Element {
    const words = useTexts().dashboard;
    const formats = useFormats();
    const link = useDomainLink();
    const today = summary.days[summary.days.length - 1];
    const calls = today ? today.incoming + today.outgoing + today.internal : 0;
    const shown = (value: number | undefined): string => (value === undefined ? "…" : formats.count(value));
    const figures = [
        {
            path: link("/calls"),
            title: words.callsNow,
            value: shown(present?.calls),
            detail: words.ofChannels(formats.count(summary.callLimit)),
        },
        {
            path: link("/users"),
            title: words.registered,
            value: shown(present?.registeredUsers),
            detail: words.ofUsers(formats.count(summary.counts.reachableUsers)),
        },
        { path: link("/history"), title: words.callsToday, value: formats.count(calls), detail: "" },
        {
            path: link("/history"),
            title: words.missedToday,
            value: formats.count(today?.missed ?? 0),
            detail: words.ofIncoming(formats.count(today?.incoming ?? 0)),
        },
    ];
    return (
        <Section title={words.now}>
            <FigureCards figures={figures} />
        </Section>
    );
}
