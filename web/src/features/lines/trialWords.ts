import type { Trial } from "../../api/routing";
import { shownNumber } from "../../parts/format/phoneNumber";
import type { Texts } from "../../texts";
import { causeText } from "../history/protocol";

/** What would become of the call, in sentences. */
export function trialWords(trial: Trial, texts: Texts): readonly string[] {
    const words = texts.trial;
    const { outcome } = trial;
    const cause = outcome.kind === "refused" ? causeText(outcome.cause ?? outcome.title, texts) : "";
    const chain = chainWords(trial, texts);
    const isByLine = trial.steps[0]?.rule !== "voice scenario";
    const decides = trial.rule === null ? words.decidesNone : words.decides(trial.rule + 1);
    return [
        capitalised(words.moment(words.days[trial.weekday], shownLocal(trial.localTime))),
        ...(isByLine ? [decides] : []),
        endWords(trial, texts) ??
            (outcome.privateRoute === null
                ? words.outcomes[outcome.kind](cause || shownNumber(outcome.title))
                : words.byRoute(shownNumber(outcome.title), outcome.privateRoute)),
        ...(chain === "" ? [] : [`${chain}.`]),
    ];
}

/** Where a caller is who has not left the scenario, or was sent away by it. */
function endWords({ steps, outcome }: Trial, texts: Texts): string | null {
    const words = texts.trial;
    if (outcome.cause === "hung-up") return words.hungUp;
    if (outcome.kind !== "scenario") return null;
    const menus = steps.flatMap(({ rule, outcome: said }) => (said === "is heard" ? menuOf(rule, texts) : []));
    const menu = menus[menus.length - 1];
    return menu === undefined ? null : words.inMenu(menu, outcome.title);
}

/** The menu of a step as it is drawn: the first of a new scenario has a name for programs. */
function menuOf(rule: string, texts: Texts): string[] {
    const name = /^menu (.+)$/.exec(rule)?.[1];
    if (name === undefined) return [];
    return [name === "main" ? texts.scenarios.mainMenu : name];
}

/** What a caller presses in voice scenarios; a comma: nothing, for a while. */
export function isKeys(text: string): boolean {
    return /^[0-9*#,]{0,32}$/.test(text);
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `2026-11-23 12:00` is written the Russian way in both languages but for its order, which is beyond doubt. */
function shownLocal(localTime: string): string {
    const parts = /^(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d)$/.exec(localTime);
    return parts ? `${parts[3]}.${parts[2]}.${parts[1]} ${parts[4]}` : localTime;
}

/** `Сначала Анна (40 с), затем +7 … (20 с) вместе с …`. */
function chainWords({ outcome }: Trial, { trial: words }: Texts): string {
    const said = outcome.chain.map((step) =>
        step
            .map(({ title, number, seconds }) => {
                const name = number && number !== title ? `${title}, ${number}` : shownNumber(title);
                return words.rings(name, seconds);
            })
            .join(words.together),
    );
    return said.map((names, index) => (index === 0 ? words.first(names) : words.then(names))).join(", ");
}
