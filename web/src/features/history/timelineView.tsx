import { clockDuration } from "../../parts/format/duration";
import { useTexts } from "../../texts";
import { axisMarks } from "./timeline";
import type { Timeline } from "./timeline";

/** The legs of a call as bars over time: striped while ringing, filled while talking, dotted on hold. */
export function TimelineView({ timeline }: { timeline: Timeline }): JSX.Element | null {
    const texts = useTexts();
    if (timeline.length === 0 || timeline.legs.length === 0) return null;
    const percent = (milliseconds: number): string => `${(milliseconds / timeline.length) * 100}%`;
    const kinds = ["ringing", "talking", "held"] as const;
    const shown = kinds.filter((kind) => timeline.legs.some((leg) => leg.spans.some((span) => span.kind === kind)));
    return (
        <figure className="timeline" role="group" aria-label={texts.card.timelineLabel}>
            {timeline.legs.map((leg) => (
                <div key={leg.leg} className="timeline-leg">
                    <span className="timeline-title">{leg.title}</span>
                    <div className="timeline-bar">
                        {leg.spans.map((span) => {
                            const words = `${texts.card[span.kind]} ${clockDuration((span.to - span.from) / 1_000)}`;
                            return (
                                <span
                                    key={span.from}
                                    className={`span ${span.kind}`}
                                    style={{ left: percent(span.from), width: percent(span.to - span.from) }}
                                    title={words}
                                >
                                    <span className="said">{words}</span>
                                </span>
                            );
                        })}
                    </div>
                </div>
            ))}
            <div className="timeline-axis" aria-hidden="true">
                {axisMarks(timeline.length).map((mark) => (
                    <span key={mark} style={{ left: percent(mark) }}>
                        {clockDuration(mark / 1_000)}
                    </span>
                ))}
            </div>
            <figcaption>
                {shown.map((kind) => (
                    <span key={kind}>
                        <span className={`swatch span ${kind}`} aria-hidden="true" /> {texts.card[kind]}
                    </span>
                ))}
            </figcaption>
        </figure>
    );
}
