import { shownNumber } from "../../parts/format/phoneNumber";
import { shownMoment } from "../../parts/format/moment";
import { Dot, Section } from "../../parts/page/page";
import { Link } from "../../parts/routing/router";
import { useFormats, useSpeech, useTexts } from "../../texts";
import { useDomainLink } from "../shell/useDomainLink";
import { toneOf } from "./attention";
import type { Attention } from "./attention";

/** What somebody should look at, each with the way there. */
export function AttentionSection({
    items,
    zone,
}: {
    items: readonly Attention[];
    /** The domain's, when one of the items tells a time. */
    zone: string | null;
}): JSX.Element {
    const words = useTexts().dashboard;
    const link = useDomainLink();
    const sentence = useAttentionSentence(zone ?? "UTC");
    return (
        <Section title={words.attention}>
            {items.length === 0 ? (
                <Dot tone="good">{words.nothingWrong}</Dot>
            ) : (
                <ul className="attention">
                    {items.map((item) => (
                        <li key={item.kind}>
                            <Dot tone={toneOf(item)}>
                                <Link to={link(item.path)}>{sentence(item)}</Link>
                            </Dot>
                        </li>
                    ))}
                </ul>
            )}
        </Section>
    );
}

function useAttentionSentence(zone: string): (item: Attention) => string {
    const { texts, language } = useSpeech();
    const formats = useFormats();
    const words = texts.dashboard.items;
    return (item) => {
        switch (item.kind) {
            case "recording-stopped":
                return words.recordingStopped;
            case "recording-quota":
                return words.recordingQuota;
            case "channels":
            case "users":
            case "operators":
            case "lines":
                return words[item.kind](formats.count(item.used), formats.count(item.limit), item.used >= item.limit);
            case "unruled-lines":
                return words.unruledLines(item.numbers.map(shownNumber).join(", "), item.count - item.numbers.length);
            case "unreachable-routes":
                return words.unreachableRoutes(item.names.join(", "));
            case "unregistered":
                return words.unregistered(item.count, item.of);
            case "closed-until":
                return words.closedUntil(shownMoment(new Date(item.until), language, zone));
            case "counts-as":
                return words.countsAs(texts.administration.calendar.like[item.countsAs]);
        }
    };
}
