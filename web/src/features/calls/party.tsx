import type { CallDirection, CallResult, CallTrait, Party } from "../../api/schema";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Icon } from "../../parts/page/icon";
import { useTexts } from "../../texts";

/** A party as people know it: 'Anna Petrova · 101', or the number alone. */
export function partyTitle(party: Party): string {
    // Who is not told who called sees that somebody did.
    const number = party.number === "" && party.isWithheld ? "∗∗∗" : shownNumber(party.number);
    return party.name && party.name !== party.number ? `${party.name} · ${number}` : number;
}

/** Who answered or was rung last; before that, what was dialled. */
export function calleeTitle(call: { readonly callee: Party | null; readonly dialled: string }): string {
    return call.callee ? partyTitle(call.callee) : shownNumber(call.dialled);
}

/** What happened in a call, as its picture tells: the first of these. */
const pictured = ["voicemail", "conference", "transferred", "redirected"] as const;

/** ME-03: direction, result and what happened, in one picture. */
export function CallIcon({
    call,
}: {
    call: { readonly direction: CallDirection; readonly result: CallResult | null; readonly traits: readonly CallTrait[] };
}): JSX.Element {
    const texts = useTexts();
    const trait = pictured.find((each) => call.traits.includes(each));
    if (!trait) return <DirectionIcon direction={call.direction} result={call.result} />;
    const word = `${texts.calls.directions[call.direction]}, ${texts.history.traits[trait]}`;
    return (
        <span className="direction" title={word}>
            <Icon name={trait} />
            <span className="said">{word}</span>
        </span>
    );
}

/** Which way a call went; one that was not answered has a bent arrow. */
export function DirectionIcon({
    direction,
    result = null,
}: {
    direction: CallDirection;
    result?: CallResult | null;
}): JSX.Element {
    const texts = useTexts();
    const isMissed = direction === "incoming" && result !== null && result !== "answered";
    const word = texts.calls.directions[direction];
    return (
        <span className={isMissed ? "direction is-missed" : "direction"} title={word}>
            <Icon name={isMissed ? "missed" : direction} />
            <span className="said">{word}</span>
        </span>
    );
}
