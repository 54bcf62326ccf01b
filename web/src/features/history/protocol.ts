import { callResults, endCauses } from "../../api/schema";
import type { ProtocolStep } from "../../api/schema";
import { shownNumber } from "../../parts/format/phoneNumber";
import { knownRule, routeStepWords } from "../../parts/format/routeStep";
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
    // What statistics count of menus is said by the steps of their keys.
    return steps.filter(({ kind }) => !kind.startsWith("menu-")).map((step) => ({
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
    // A leg by a trunk has the trunk's name for an address.
    const address = knownRule(given["address"] ?? "", texts) ?? given["address"] ?? "";
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
            return line(
                "forward",
                "neutral",
                routeStepWords({ rule: given["rule"] ?? "", outcome: given["outcome"] ?? "" }, texts),
            );
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
        case "conference-invited":
            return line(
                "forward",
                "accent",
                given["leg"] ? steps.conferenceInvited(party, target) : steps.conferenceInvitedOutside(target),
            );
        case "conference-invite-failed":
            return line("alert", "warn", steps.conferenceInviteFailed(target, causeText(given["cause"], texts)));
        case "conference-joined":
        case "conference-role-changed":
            return line("internal", "good", conferenceRole(party, other, given["conferenceRole"], texts));
        case "conference-left":
            return line("hangUp", "neutral", steps.conferenceLeft(party));
        case "conference-muted":
            return line(
                "pause",
                "neutral",
                given["muted"] === "true" ? steps.conferenceMuted(party) : steps.conferenceUnmuted(party),
            );
        case "conference-ended":
            return line("internal", "neutral", steps.conferenceEnded);
        case "redirected":
            return line("forward", "accent", steps.redirected(party, target));
        case "digit":
            return line("phone", "neutral", steps.digit(party, given["digit"] ?? ""));
        case "consultation-began":
            return line("forward", "accent", texts.features.steps.consultationBegan(party, target));
        case "returned":
            return line("answered", "good", texts.features.steps.returned(party));
        case "parked":
            return line("pause", "warn", texts.features.steps.parked(other, party, given["slot"] ?? ""));
        case "offered-back":
            return line("ring", "warn", texts.features.steps.offeredBack(party, given["slot"] ?? ""));
        case "unparked":
            return line("answered", "good", texts.features.steps.unparked(other, party, given["slot"] ?? ""));
        case "command-refused":
            return line("alert", "bad", texts.features.steps.commandRefused(party, refusalText(given["code"], texts)));
        case "busy-tone":
            return line("hangUp", "neutral", texts.features.steps.busyTone(party));
        case "connection-lost":
            return line("alert", "warn", texts.features.steps.connectionLost(party));
        case "came-back":
            return line("answered", "good", texts.features.steps.cameBack(party));
        case "did-not-come-back":
            return line("hangUp", "bad", texts.features.steps.didNotComeBack(party));
        case "taken-over":
            return line("forward", "good", texts.features.steps.takenOver(party));
        case "takeover-refused":
            return line("alert", "bad", texts.features.steps.takeoverRefused(party, target));
        case "sound-played":
            return line("wave", "neutral", sound(texts.features.steps.soundPlayed, given["sound"], party));
        case "sound-missing":
            return line("alert", "warn", sound(texts.features.steps.soundMissing, given["sound"], party));
        case "fax-tone":
            return line("phone", "accent", texts.features.steps.faxTone(party));
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
        case "recording-started":
            return line(
                "wave",
                "accent",
                given["byWish"] === "true" ? steps.recordingStartedByWish(party) : steps.recordingStarted(party),
            );
        case "recording-paused":
            return line("pause", "warn", steps.recordingPaused);
        case "recording-resumed":
            return line("wave", "accent", steps.recordingResumed);
        case "recording-ended":
            return ["disk-full", "quota-reached", "failed"].includes(given["ending"] ?? "")
                ? line("alert", "bad", steps.recordingEnded(recordingEnding(given["ending"], texts)))
                : line("wave", "neutral", steps.recordingEnded(recordingEnding(given["ending"], texts)));
        case "call-ended":
            return line("hangUp", "neutral", callEnded(given, texts));
        default:
            return step.kind.startsWith("voicemail-")
                ? line("wave", step.kind === "voicemail-refused" ? "warn" : "accent", voicemail(step.kind, party, texts))
                : line("more", "neutral", steps.unknown(step.kind));
    }
}

function voicemail(kind: string, party: string, texts: Texts): string {
    return texts.voice.steps[kind.slice("voicemail-".length)]?.(party) ?? texts.steps.unknown(kind);
}

type SoundWords = Readonly<Record<string, (party: string) => string>>;

function sound(words: SoundWords, name: string | undefined, party: string): string {
    return words[name ?? ""]?.(party) ?? `${name ?? ""}: ${party}`;
}

function conferenceRole(party: string, listener: string, role: string | undefined, texts: Texts): string {
    switch (role) {
        case "listener":
            return texts.steps.conferenceListens(party);
        case "whisperer":
            return texts.steps.conferenceWhispers(party, listener);
        default:
            return texts.steps.conferenceJoined(party);
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

/** Why a recording is over. */
export function recordingEnding(ending: string | undefined, texts: Texts): string {
    const endings: Readonly<Record<string, string>> = texts.recordings.endings;
    return endings[ending ?? ""] ?? ending ?? "";
}

/** Why a command could not be done; what this page does not know is named as it is. */
function refusalText(code: string | undefined, texts: Texts): string {
    const refusals = texts.features.steps.refusals;
    const known = (Object.keys(refusals) as (keyof typeof refusals)[]).find((each) => each === code);
    return known ? refusals[known] : code ?? "";
}

export function causeText(cause: string | undefined, texts: Texts): string {
    const known = endCauses.find((each) => each === cause);
    return known ? texts.history.causes[known] : cause ?? "";
}

function partyName(name: string | undefined, number: string | undefined, texts: Texts): string {
    if (name) return name;
    return number ? shownNumber(number) : texts.steps.somebody;
}
