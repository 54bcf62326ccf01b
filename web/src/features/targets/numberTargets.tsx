import { useState } from "react";
import type { Trial } from "../../api/routing";
import type { RouteTarget } from "../../api/scenarios";
import { TextField } from "../../parts/form/field";
import { dialledNumber, shownNumber } from "../../parts/format/phoneNumber";
import { Dot } from "../../parts/page/page";
import { useTexts } from "../../texts";
import type { Texts } from "../../texts";
import { checkPhone } from "../../texts/checks";
import { useNumberTrial } from "./useNumberTrial";

type Outcome = Trial["outcome"];

/** What is said about a number that was typed. */
export interface NumberWords {
    readonly isGood: boolean;
    readonly text: string;
}

/** Any number: where it leads; that it costs something only when it leads outside. */
export function numberWords(outcome: Outcome, texts: Texts): NumberWords {
    const words = texts.targets;
    if (outcome.privateRoute !== null) return { isGood: true, text: words.takenBy(outcome.privateRoute) };
    switch (outcome.kind) {
        case "ring":
            return { isGood: true, text: words.inside(outcome.title) };
        case "outside":
            return { isGood: true, text: words.outside(shownNumber(outcome.title)) };
        case "voicemail":
            return { isGood: true, text: texts.trial.outcomes.voicemail(outcome.title) };
        default:
            return { isGood: false, text: words.nowhere };
    }
}

/** A number of the office PBX: which private route takes it, or that none does (RTE-06, TRK-02). */
export function routeWords(outcome: Outcome, texts: Texts): NumberWords {
    if (outcome.privateRoute !== null) return numberWords(outcome, texts);
    const instead = outcome.kind === "refused" ? "" : ` ${numberWords(outcome, texts).text}`;
    return { isGood: false, text: `${texts.targets.takenByNone}${instead}` };
}

/** RTE-06, 004 §9.4: a number as the target, with what would become of a call to it said while one types. */
export function NumberTarget({
    domain,
    number,
    isOfRoute,
    onChoose,
}: {
    domain: string;
    number: string | null;
    /** Of a private route: whether one takes it is what matters. */
    isOfRoute: boolean;
    onChoose: (target: RouteTarget | null, isDone: boolean) => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.targets;
    const [typed, setTyped] = useState(number ?? "");
    const isRight = typed !== "" && checkPhone(typed, texts) === undefined;
    const outcome = useNumberTrial(domain, isRight ? dialledNumber(typed) : null);
    const said = outcome && (isOfRoute ? routeWords : numberWords)(outcome, texts);
    return (
        <>
            <TextField
                label={isOfRoute ? words.routeNumber : words.number}
                hint={isOfRoute ? words.routeHint : words.numberHint}
                error={typed === "" ? undefined : checkPhone(typed, texts)}
                value={typed}
                inputMode="tel"
                onChange={(value) => {
                    setTyped(value);
                    const isNumber = value !== "" && checkPhone(value, texts) === undefined;
                    onChoose(isNumber ? { kind: "number", name: dialledNumber(value) } : null, false);
                }}
            />
            <div aria-live="polite">
                {said && <Dot tone={said.isGood ? "good" : "warn"}>{said.text}</Dot>}
            </div>
        </>
    );
}
