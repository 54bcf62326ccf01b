import { api } from "../../api/endpoints";
import type { CallCard, ProtocolStep } from "../../api/schema";
import { clockDuration, offsetDuration } from "../../parts/format/duration";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Icon } from "../../parts/page/icon";
import { Facts, Panel, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import { DirectionIcon, partyTitle } from "../calls/party";
import { WaitingPanel } from "../shell/objectPanel";
import { causeText, protocolLines } from "./protocol";
import { QualityTable } from "./qualityTable";
import { ResultBadge } from "./result";
import { callTimeline } from "./timeline";
import { TimelineView } from "./timelineView";

/** The card of one call: facts, the course as a picture and step by step, and how it sounded (BYD-01, BYD-05). */
export function CallPanel({ id, back }: { id: string; back: string }): JSX.Element {
    const texts = useTexts();
    const loaded = useLoad(`call ${id}`, async () => {
        const [call, steps] = await Promise.all([api.history.find(id), api.history.steps(id)]);
        return { call, steps: steps.items };
    });
    if (loaded.state !== "ready") {
        return <WaitingPanel title={texts.card.title} icon="history" back={back} loaded={loaded} />;
    }
    const { call, steps } = loaded.value;
    const callee = call.callee ? partyTitle(call.callee) : shownNumber(call.dialled);
    return (
        <Panel
            title={`${partyTitle(call.caller)} → ${callee}`}
            subtitle={
                <>
                    <span className="with-icon">
                        <DirectionIcon direction={call.direction} result={call.result} />
                        {texts.calls.directions[call.direction]}
                    </span>
                    <ResultBadge result={call.result} isGoing={call.endedAt === null} />
                </>
            }
            back={back}
            closeLabel={texts.common.close}
        >
            <CallFacts call={call} />
            <Section title={texts.card.timeline}>
                <TimelineView timeline={callTimeline(steps)} />
            </Section>
            <Section title={texts.card.protocol}>
                <Protocol steps={steps} />
            </Section>
            <Section title={texts.card.quality}>
                <QualityTable quality={call.quality} steps={steps} />
            </Section>
        </Panel>
    );
}

function CallFacts({ call }: { call: CallCard }): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    return (
        <Section title={texts.card.summary}>
            <Facts
                facts={[
                    [texts.card.started, formats.moment(call.startedAt, "seconds")],
                    [texts.calls.dialled, shownNumber(call.dialled)],
                    [texts.card.ring, clockDuration(call.ringTimeSeconds)],
                    call.answeredAt ? [texts.card.talk, clockDuration(call.talkTimeSeconds)] : null,
                    call.cause ? [texts.history.cause, causeText(call.cause, texts)] : null,
                    call.endedBy ? [texts.history.endedByTitle, texts.history.endedBy[call.endedBy]] : null,
                ]}
            />
        </Section>
    );
}

function Protocol({ steps }: { steps: readonly ProtocolStep[] }): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const lines = protocolLines(steps, texts, formats.decimal);
    if (lines.length === 0) return <p className="soft">{texts.card.noSteps}</p>;
    return (
        <ol className="protocol">
            {lines.map((line) => (
                <li key={line.sequence} className={line.tone}>
                    <time>{offsetDuration(line.offsetMilliseconds)}</time>
                    <span className="protocol-mark">
                        <Icon name={line.icon} />
                    </span>
                    <span className="protocol-text">{line.text}</span>
                </li>
            ))}
        </ol>
    );
}
