import type { CallDirection, CallResult, CallTrait, Party } from "../../api/schema";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Icon } from "../../parts/page/icon";
import { useTexts } from "../../texts";

/** A party as people know it: the name and the number, or the number alone. */
export function partyLines(party: Party): readonly [string, string?] {
    // Who is not told who called sees that somebody did.
    const number = party.number === "" && party.isWithheld ? "∗∗∗" : shownNumber(party.number);
    return party.name && party.name !== party.number ? [party.name, number] : [number];
}

/** In a cell: on a phone, whose second line says more, the number stands beside the name. */
export function PartyName({ lines: [name, number] }: { lines: readonly [string, string?] }): JSX.Element {
    return (
        <>
            {name}
            {number && <span className="narrow"> · {number}</span>}
        </>
    );
}

/** On one line: 'Anna Petrova · 101'. */
export function partyTitle(party: Party): string {
    return partyLines(party).join(" · ");
}

interface Called {
    readonly callee: Party | null;
    readonly dialled: string;
}

/** Who answered or was rung last; before that, what was dialled. */
export function calleeLines(call: Called): readonly [string, string?] {
    return call.callee ? partyLines(call.callee) : [shownNumber(call.dialled)];
}

export function calleeTitle(call: Called): string {
    return calleeLines(call).join(" · ");
}

/** What happened in a call, as its picture tells: the first of these. */
const pictured = ["voicemail", "conference", "transferred", "redirected"] as const;

/** ME-03: direction, result and what happened, in one picture. */
export function CallIcon({
    call,
    saysResult = false,
}: {
    call: { readonly direction: CallDirection; readonly result: CallResult | null; readonly traits: readonly CallTrait[] };
    /** Nothing else on the row says what became of the call. */
    saysResult?: boolean;
}): JSX.Element {
    const texts = useTexts();
    const trait = pictured.find((each) => call.traits.includes(each));
    if (!trait) return <DirectionIcon direction={call.direction} result={call.result} saysResult={saysResult} />;
    const word = `${texts.calls.directions[call.direction]}, ${texts.history.traits[trait]}`;
    return (
        <span className="direction" title={word}>
            <Icon name={trait} />
            <span className="said">{word}</span>
        </span>
    );
}

/** Which way a call went; of one that was not answered, the arrow that came in is bent, the one that went out has a cross. */
export function DirectionIcon({
    direction,
    result = null,
    saysResult = false,
}: {
    direction: CallDirection;
    result?: CallResult | null;
    saysResult?: boolean;
}): JSX.Element {
    const texts = useTexts();
    const isMissed = direction !== "internal" && result !== null && result !== "answered";
    const way = texts.calls.directions[direction];
    const word = saysResult && result ? `${way}, ${texts.history.results[result].toLowerCase()}` : way;
    return (
        <span className={isMissed ? "direction is-missed" : "direction"} title={word}>
            <Icon name={!isMissed ? direction : direction === "incoming" ? "missed" : "failed"} />
            <span className="said">{word}</span>
        </span>
    );
}
