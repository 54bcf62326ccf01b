import type { Texts } from "../../texts";
import { shownNumber } from "./phoneNumber";

/** What the router, the menus and the exchange write down of why a call goes where it goes: a rule and its outcome. */
export interface RouteStep {
    readonly rule: string;
    readonly outcome: string;
}

/**
 * The one list of rules as the server writes them; `{}` is what differs from call to call. A test compares it with the
 * sources of the server (RTE-10).
 */
export const ruleForms = {
    rule: "rule {}",
    line: "line {}",
    noLine: "line",
    rulesOfLine: "rules of the line",
    blackList: "black list of the line",
    whiteList: "white list of the line",
    domain: "domain",
    caller: "caller",
    dialled: "number",
    externalNumber: "external number",
    emergencyNumber: "emergency number",
    extension: "extension {}",
    login: "login {}",
    group: "group",
    user: "user",
    doNotDisturb: "do not disturb",
    forwarding: "forwarding",
    forwardingOwn: "forwarding own phones",
    forwardingTo: "forwarding {}",
    ownPhones: "own phones",
    afterGreeting: "after the greeting",
    secondCall: "second call",
    registration: "registration",
    trunk: "trunk {}",
    channels: "channel limit",
    channelsIn: "channel limit of calls from outside",
    privateRoute: "private route {}",
    fromPrivateRoute: "from private route {}",
    pool: "pool {}",
    fromDomain: "from the domain {}",
    mobile: "mobile phone {}",
    limitOfUser: "outgoing limit of the user",
    limitOfDomain: "outgoing limit of the domain",
    stopped: "calls stopped",
    callerNumber: "number of the caller",
    shortNumber: "short number {}",
    code: "code {}",
    pickup: "pickup {}",
    service: "service {}",
    mailboxCode: "voicemail {}",
    voicemail: "voicemail",
    scenario: "voice scenario",
    scenarioOf: "voice scenario {}",
    menu: "menu {}",
    byProgram: "call by API",
    callback: "call back on busy",
    reminder: "reminder",
    supervision: "supervision",
} as const;

/** The one list of outcomes. */
export const outcomeForms = {
    found: "found",
    off: "off",
    otherPrefix: "the caller's number begins otherwise",
    outOfSchedule: "out of its schedule",
    blocked: "blocked",
    listed: "the caller is listed",
    notListed: "the caller is not listed",
    noneHolds: "none holds",
    noRules: "there are none",
    busy: "the caller hears busy",
    gone: "its {} is gone",
    noLine: "no line has this number",
    user: "user {}",
    group: "group {}, {} members",
    nobody: "nobody of it can be called",
    scenario: "voice scenario {}",
    mailbox: "mailbox of {}",
    noMailbox: "nobody has a mailbox there",
    mailboxByPIN: "mailbox by extension and PIN",
    number: "number {}",
    noNumber: "{} is no number of anybody",
    notANumber: "not a number",
    nobodyHasIt: "nobody has it",
    nobodyHas: "nobody has {}",
    noPhone: "has no phone",
    notRegistered: "no phone of {} is registered",
    phones: "{} phones",
    talks: "not taken while {} talks",
    disturbing: "on",
    disturbingToVoicemail: "on, to voicemail",
    doNotDisturb: "do not disturb",
    isCaller: "the caller",
    nobodyOn: "no number is on now",
    priority: "priority {}, {} s",
    notCallable: "not a number that can be called",
    notPermitted: "not permitted",
    ownLine: "own line",
    ownLineOf: "own line {}",
    trunks: "trunks {}",
    noTrunk: "no active trunk",
    trunkOff: "not active",
    trunkNotRegistered: "not registered",
    trunkSilent: "does not answer OPTIONS",
    trunkFull: "every channel is busy",
    trunkFullIn: "channel limit reached",
    reached: "reached",
    noInternational: "no-international",
    noLongDistance: "no-long-distance",
    internalOnly: "internal-only",
    limited: "outgoing limit of the domain: {}",
    transitLimited: "transit limit: {}",
    stopOfUser: "{} of the user reached, until {}",
    stopOfDomain: "{} of the domain reached, until {}",
    stopped: "calls stopped: {}",
    badExpression: "its expression cannot be used",
    notOfItsGroup: "the caller is not of its group",
    nothingLeft: "nothing is left of the number",
    intoDomain: "into the domain",
    nobodyInDomain: "nobody of the domain has {}",
    domainBlocked: "the domain is blocked",
    domainGone: "the domain is gone",
    otherDomainBlocked: "{} is blocked",
    nobodyInOther: "nobody of {} has {}",
    notOfPool: "not of the same pool",
    neighbour: "{} of {}",
    fmcOff: "FMC is off",
    withheld: "withheld",
    shown: "shown",
    contact: "{}, company address book",
    ownContact: "own address book",
    noPickupGroup: "the caller is in no pickup group",
    colleagues: "{} colleagues",
    slot: "slot {}",
    forCaller: "for the caller",
    noNumberBehind: "no number behind it",
    noMeaning: "has no meaning here",
    key: "key {}",
    deadKey: "key {}, without an action",
    nothingPressed: "nothing pressed",
    byDraft: "by its draft",
    heard: "is heard",
    hangsUp: "hangs up",
    extension: "extension {}",
    ownPhonesFirst: "first {}'s own phones",
    recordsPrompt: "records a prompt",
} as const;

type RuleName = keyof typeof ruleForms;
type OutcomeName = keyof typeof outcomeForms;
/** What is said of a form; with what stood in its holes, in their order. */
type Words = string | ((...holes: readonly string[]) => string);

/** Words of a language. */
export interface RouteStepWords {
    readonly rules: Readonly<Record<RuleName, Words>>;
    readonly outcomes: Readonly<Record<OutcomeName, Words>>;
    /** What the server's own numbers do. */
    readonly services: Readonly<Record<string, string>>;
    readonly supervisions: Readonly<Record<string, (login: string) => string>>;
}

interface Form<Name> {
    readonly name: Name;
    readonly pattern: RegExp;
}

/** Those that say most first: `{} of {}` would take nearly everything. */
function compiled<Name extends string>(forms: Readonly<Record<Name, string>>): readonly Form<Name>[] {
    const names = Object.keys(forms) as Name[];
    const fixed = (name: Name): number => forms[name].replace(/\{\}/g, "").length;
    return names
        .sort((one, other) => fixed(other) - fixed(one))
        .map((name) => {
            const parts = forms[name].split("{}").map((part) => part.replace(/[.*+?^$()[\]\\|]/g, "\\$&"));
            return { name, pattern: new RegExp(`^${parts.join("(.*)")}$`, "s") };
        });
}

const rules = compiled(ruleForms);
const outcomes = compiled(outcomeForms);

/** Numbers as people read them; moments by the one clock that all share, because a step knows no domain. */
function shownHole(hole: string): string {
    const moment = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d):[\d.]+Z$/.exec(hole);
    return moment ? `${moment[3]}.${moment[2]}.${moment[1]} ${moment[4]} UTC` : shownNumber(hole);
}

/** The form of a text and what its holes hold; `null`: a text of an older or newer server. */
function read<Name>(text: string, forms: readonly Form<Name>[]): { name: Name; holes: readonly string[] } | null {
    for (const { name, pattern } of forms) {
        const parts = pattern.exec(text);
        if (parts) return { name, holes: parts.slice(1).map(shownHole) };
    }
    return null;
}

const said = (words: Words, holes: readonly string[]): string =>
    typeof words === "string" ? words : words(...holes);

/** The rule in words; `null`: it is not known here. */
export function knownRule(rule: string, texts: Texts): string | null {
    const form = read(rule, rules);
    return form && said(texts.routeSteps.rules[form.name], form.holes);
}

/** The outcome of the rule in words; `null`: it is not known here. */
export function knownOutcome({ rule, outcome }: RouteStep, texts: Texts): string | null {
    const { outcomes: words, services, supervisions } = texts.routeSteps;
    const of = read(rule, rules)?.name;
    // What somebody has written is left alone.
    if (of === "reminder") return outcome;
    if (of === "supervision") {
        const parts = /^(\S+) (.+)$/s.exec(outcome);
        return (parts && supervisions[parts[1] ?? ""]?.(parts[2] ?? "")) ?? null;
    }
    const named: Readonly<Record<string, string>> =
        of === "service" ? services
        : of === "voicemail" ? texts.history.causes
        : of === "mobile" ? texts.forwarding.fmcStates
        : {};
    if (named[outcome] !== undefined) return named[outcome] ?? null;
    const [, inner] = /^calls stopped: (.*)$/s.exec(outcome) ?? [];
    if (inner !== undefined) {
        const why = knownOutcome({ rule: ruleForms.stopped, outcome: inner }, texts);
        return why && said(words.stopped, [why]);
    }
    const form = read(outcome, outcomes);
    // Nearly everything is something of something.
    if (form?.name === "neighbour" && of !== "pool") return null;
    return form && said(words[form.name], form.holes);
}

/** A step in words, for the tester as for the history; what is not known here stays as it is, and readable. */
export function routeStepWords(step: RouteStep, texts: Texts): string {
    const rule = knownRule(step.rule, texts) ?? step.rule;
    const outcome = knownOutcome(step, texts) ?? step.outcome;
    return outcome === "" ? rule : `${rule}: ${outcome}`;
}
