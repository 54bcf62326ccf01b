import { api } from "../../api/endpoints";
import type { CallCard, Line, ProtocolStep, Trunk } from "../../api/schema";
import { clockDuration, offsetDuration } from "../../parts/format/duration";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Icon } from "../../parts/page/icon";
import { Facts, Panel, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import { calleeTitle, CallIcon, partyTitle } from "../calls/party";
import { CallRecordings } from "../recordings/callRecordings";
import { CallMessages } from "./callSounds";
import { useSession } from "../session/session";
import { CallTraceSection } from "../traces/callTrace";
import { WaitingPanel } from "../shell/objectPanel";
import { causeText, protocolLines } from "./protocol";
import { QualityTable } from "./qualityTable";
import { ResultBadge } from "./result";
import { callTimeline } from "./timeline";
import { TimelineView } from "./timelineView";

/** The card of one call: facts, the course as a picture and step by step, and how it sounded (BYD-01, BYD-05). */
export function CallPanel({ id, back }: { id: string; back: string }): JSX.Element {
    const texts = useTexts();
    const { me } = useSession();
    const loaded = useLoad(`call ${id}`, async () => {
        const [call, steps] = await Promise.all([api.history.find(id), api.history.steps(id)]);
        const [line, trunk] = await Promise.all([
            call.line && me.role !== "user" ? api.lines.find(call.line).catch(() => null) : null,
            call.trunk && me.role === "system-administrator" ? api.trunks.find(call.trunk).catch(() => null) : null,
        ]);
        return { call, steps: steps.items, line, trunk };
    });
    if (loaded.state !== "ready") {
        return <WaitingPanel title={texts.card.title} icon="history" back={back} loaded={loaded} />;
    }
    const { call, steps, line, trunk } = loaded.value;
    return (
        <Panel
            title={`${partyTitle(call.caller)} → ${calleeTitle(call)}`}
            subtitle={
                <>
                    <span className="with-icon">
                        <CallIcon call={call} />
                        {[texts.calls.directions[call.direction], ...call.traits.map((trait) => texts.history.traits[trait])].join(
                            ", ",
                        )}
                    </span>
                    <ResultBadge result={call.result} />
                </>
            }
            back={back}
            closeLabel={texts.common.close}
        >
            <CallFacts call={call} line={line} trunk={trunk} />
            <CallRecordings call={call.id} />
            <CallMessages steps={steps} />
            <Section title={texts.card.timeline}>
                <TimelineView timeline={callTimeline(steps)} />
            </Section>
            <Section title={texts.card.protocol}>
                <Protocol steps={steps} />
            </Section>
            <Section title={texts.card.quality}>
                <QualityTable quality={call.quality} steps={steps} />
            </Section>
            <CallTraceSection key={call.id} call={call.id} />
        </Panel>
    );
}

/** The line and the trunk are named to those who may see them, as long as they exist. */
function CallFacts({ call, line, trunk }: { call: CallCard; line: Line | null; trunk: Trunk | null }): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    return (
        <Section title={texts.card.summary}>
            <Facts
                facts={[
                    [texts.card.started, formats.moment(call.startedAt, "seconds")],
                    [texts.calls.dialled, shownNumber(call.dialled)],
                    line ? [texts.calls.line, lineTitle(line)] : null,
                    trunk ? [texts.calls.trunk, trunk.name] : null,
                    [texts.card.ring, clockDuration(call.ringTimeSeconds)],
                    call.answeredAt ? [texts.card.talk, clockDuration(call.talkTimeSeconds)] : null,
                    call.cause ? [texts.history.cause, causeText(call.cause, texts)] : null,
                    call.endedBy ? [texts.history.endedByTitle, texts.history.endedBy[call.endedBy]] : null,
                ]}
            />
        </Section>
    );
}

function lineTitle(line: Line): string {
    return [shownNumber(line.number), line.shownName].filter(Boolean).join(" · ");
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
