import { useEffect, useRef } from "react";
import { useLiveState } from "../../api/live";
import type { Call, Leg } from "../../api/schema";
import { Menu } from "../../parts/dialog/menu";
import { Button } from "../../parts/form/button";
import { clockDuration } from "../../parts/format/duration";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Icon } from "../../parts/page/icon";
import { Dot, Empty, Facts, Panel, Section } from "../../parts/page/page";
import { useClock } from "../../parts/page/useClock";
import { Link } from "../../parts/routing/router";
import { useFormats, useTexts } from "../../texts";
import { LiveRecording } from "../recordings/liveRecording";
import { conferenceRoleText, InviteForm, useLegMenu } from "./conference";
import { lastingSeconds, stateTones } from "./callsPage";
import { calleeTitle, DirectionIcon, partyTitle } from "./party";
import { useHangUp } from "./useHangUp";

/** The card of a call in progress; when it ends, the way to its protocol. */
export function LiveCallPanel({ id, back }: { id: string; back: string }): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const live = useLiveState("calls");
    const now = useClock();
    const { hangUp } = useHangUp();
    const call = live.calls.get(id);
    const last = useRef<Call | undefined>(call);
    useEffect(() => {
        if (call) last.current = call;
    }, [call]);

    const former = call ?? last.current;
    const title = former ? `${partyTitle(former.caller)} → ${calleeTitle(former)}` : texts.card.title;
    if (!call) {
        return (
            <Panel title={title} back={back} closeLabel={texts.common.close}>
                {live.sequence !== null && (
                    <Empty icon="history" title={texts.calls.endedTitle} text={texts.calls.endedText}>
                        <Link className="button primary" to={`/history/${encodeURIComponent(id)}`}>
                            {texts.calls.toProtocol}
                        </Link>
                    </Empty>
                )}
            </Panel>
        );
    }
    return (
        <Panel
            title={title}
            subtitle={
                <>
                    <span className="with-icon">
                        <DirectionIcon direction={call.direction} />
                        {texts.calls.directions[call.direction]}
                    </span>
                    <Dot tone={stateTones[call.state]}>
                        {texts.calls.states[call.state]} {clockDuration(lastingSeconds(call, now))}
                    </Dot>
                </>
            }
            back={back}
            closeLabel={texts.common.close}
        >
            <Section title={texts.card.summary}>
                <Facts
                    facts={[
                        [texts.calls.started, formats.moment(call.startedAt, "seconds")],
                        [texts.calls.dialled, shownNumber(call.dialled)],
                    ]}
                />
            </Section>
            <Section title={texts.calls.legs}>
                <ul className="cards">
                    {call.legs.map((leg) => (
                        <LegCard key={leg.id} call={call} leg={leg} now={now} />
                    ))}
                </ul>
            </Section>
            {call.state !== "ringing" && <LiveRecording call={call} />}
            {call.state !== "ringing" && <InviteForm call={call} />}
            <div className="section">
                <Button kind="danger" icon="hangUp" onClick={() => void hangUp(call)}>
                    {texts.calls.hangUp}
                </Button>
            </div>
        </Panel>
    );
}

function LegCard({ call, leg, now }: { call: Call; leg: Leg; now: number }): JSX.Element {
    const texts = useTexts();
    const items = useLegMenu(call, leg);
    return (
        <li className="card">
            <div>
                <strong>{partyTitle(leg.party)}</strong>
                <span>
                    <Dot tone={stateTones[leg.state]}>
                        {texts.calls.states[leg.state]} {clockDuration(lastingSeconds(leg, now))}
                    </Dot>
                </span>
                {leg.conferenceRole && (
                    <span className="with-icon">
                        {leg.talking && <Icon name="wave" />}
                        {conferenceRoleText(leg, texts)}
                    </span>
                )}
                <span className="mono soft">{leg.address}</span>
            </div>
            <Menu label={texts.calls.legActions(partyTitle(leg.party))} items={items} />
        </li>
    );
}
