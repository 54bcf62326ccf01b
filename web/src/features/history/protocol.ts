import { callResults, endCauses } from "../../api/schema";
import type { ProtocolStep } from "../../api/schema";
import { shownNumber } from "../../parts/format/phoneNumber";
import type { IconName } from "../../parts/page/icon";
import type { Texts } from "../../texts";

/** A step of the call protocol in words. */
export interface ProtocolLine {
    readonly sequence: number;
    readonly offsetMilliseconds: number;
    readonly icon: IconName;
    readonly tone: "good" | "warn" | "bad" | "accent" | "neutral";
    readonly text: string;
}

type Parameters = ProtocolStep["parameters"];
type Said = Omit<ProtocolLine, "sequence" | "offsetMilliseconds">;

/** The protocol as sentences; times count from its first step. Kinds this page does not know are named as they are. */
export function protocolLines(
    steps: readonly ProtocolStep[],
    texts: Texts,
    decimal: (value: number, digits: number) => string,
): readonly ProtocolLine[] {
    const start = Date.parse(steps[0]?.at ?? "");
    return steps.map((step) => ({
        sequence: step.sequence,
        offsetMilliseconds: Date.parse(step.at) - start,
        ...said(step, texts, decimal),
    }));
}

/** Why somebody is not heard, with what to do; empty for calls that were written before causes were told. */
function audioFault(given: Parameters, texts: Texts): string {
    const faults = texts.steps.audioFaults;
    const cause = (Object.keys(faults) as (keyof typeof faults)[]).find((known) => known === given["cause"]);
    return cause ? faults[cause](given["address"] ?? "") : "";
}

function said(step: ProtocolStep, texts: Texts, decimal: (value: number, digits: number) => string): Said {
    const { steps } = texts;
    const given = step.parameters;
    const party = partyName(given["name"], given["number"], texts);
    const other = partyName(given["otherName"], given["otherNumber"], texts);
    const address = given["address"] ?? "";
    const target = shownNumber(given["target"] ?? "");
    const line = (icon: IconName, tone: Said["tone"], text: string): Said => ({ icon, tone, text });

    switch (step.kind) {
        case "call-started": {
            const dialled = shownNumber(given["dialled"] ?? "");
            return given["direction"] === "incoming"
                ? line("incoming", "neutral", steps.callStartedIncoming(party, dialled))
                : line("phone", "neutral", steps.callStarted(party, dialled));
        }
        case "routed":
            return line("forward", "neutral", steps.routed(given["rule"] ?? "", given["outcome"] ?? ""));
        case "leg-started":
            return given["role"] === "caller"
                ? line("phone", "neutral", steps.legStartedCaller(party, address))
                : line("ring", "neutral", steps.legStartedCallee(party, address));
        case "leg-ringing":
            return line("ring", "warn", steps.legRinging(party));
        case "leg-progressed":
            return line("wave", "neutral", steps.legProgressed(party));
        case "leg-answered":
            return line("answered", "good", steps.legAnswered(party));
        case "leg-ended":
            return line("hangUp", "neutral", legEnded(party, given, texts));
        case "legs-connected":
            return line("internal", "good", steps.legsConnected(party, other));
        case "held":
            return line("pause", "warn", steps.held(party));
        case "resumed":
            return line("answered", "good", steps.resumed(party));
        case "transfer-requested":
            return line(
                "forward",
                "accent",
                (given["attended"] === "true" ? steps.transferAttended : steps.transferBlind)(party, target),
            );
        case "transfer-completed":
            return line("forward", "good", steps.transferCompleted(other, target));
        case "transfer-failed":
            return line("alert", "bad", steps.transferFailed(party, given["status"] ?? ""));
        case "redirected":
            return line("forward", "accent", steps.redirected(party, target));
        case "digit":
            return line("phone", "neutral", steps.digit(party, given["digit"] ?? ""));
        case "one-way-audio":
            return line("alert", "bad", steps.oneWayAudio(party, audioFault(given, texts)));
        case "quality":
            return line(
                "wave",
                "neutral",
                steps.quality(
                    party,
                    given["codec"] ?? "",
                    decimal(Number(given["mos"]), 1),
                    `${decimal(Number(given["lostPercent"]), 1)} %`,
                ),
            );
        case "call-ended":
            return line("hangUp", "neutral", callEnded(given, texts));
        default:
            return line("more", "neutral", steps.unknown(step.kind));
    }
}

function legEnded(party: string, given: Parameters, texts: Texts): string {
    const cause = causeText(given["cause"], texts);
    const status = given["status"];
    return status ? texts.steps.legEndedStatus(party, cause, status) : texts.steps.legEnded(party, cause);
}

function callEnded(given: Parameters, texts: Texts): string {
    const result = callResults.find((known) => known === given["result"]);
    return texts.steps.callEnded(
        result ? texts.history.results[result] : given["result"] ?? "",
        causeText(given["cause"], texts),
    );
}

export function causeText(cause: string | undefined, texts: Texts): string {
    const known = endCauses.find((each) => each === cause);
    return known ? texts.history.causes[known] : cause ?? "";
}

function partyName(name: string | undefined, number: string | undefined, texts: Texts): string {
    if (name) return name;
    return number ? shownNumber(number) : texts.steps.somebody;
}
