import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { endCauses, supervisions } from "../src/api/schema";
import { knownOutcome, knownRule, outcomeForms, routeStepWords, ruleForms } from "../src/parts/format/routeStep";
import { en } from "../src/texts/en";
import { ru } from "../src/texts/ru";

/** The tests are run from the folder of the web app. */
const sources = "../Sources/Telephony";
const services = ["echo", "milliwatt", "music", "reminder", "confirmation"];
const mobileStates = Object.keys(ru.forwarding.fmcStates);

/** What a text of the server can hold in a place, by the Swift that is written there; anything else is a name. */
const held: Readonly<Record<string, readonly string[]>> = {
    "line.filter.kind.rawValue": ["black", "white"],
    "command.rawValue": Object.keys(ru.features.calling.codes.names),
    "limit.rawValue": Object.keys(ru.features.calling.limits),
    "route.transit.rawValue": Object.keys(ru.features.calling.limits),
    "stop.reached.rawValue": Object.keys(ru.toll.limits),
    "stop.until": ["2026-11-22T06:10:49.000Z"],
    whose: ["of the user", "of the domain"],
    service: services,
};

/** Not texts of steps: signs of numbers, expressions, parts of texts, texts made of others. */
const noTexts: ReadonlySet<string> = new Set([
    ...["", "*", "**", "+", ", ", "9195", "9196", "9197", "9198", "9199", "of the user", "of the domain"],
    ...["+\\(dialled)", "+\\(self.plan.countryCode)", "sip:\\(dialled)@\\(domain.id)", "\\(step.rule): \\(step.outcome)"],
    "\\(supervision.rawValue) \\(supervisor.login)",
]);

function literals(swift: string): readonly string[] {
    const code = swift.split("\n").filter((line) => !/^\s*\/\//.test(line)).join("\n");
    return [...code.matchAll(/"((?:[^"\\\n]|\\\((?:[^()]|\([^()]*\))*\)|\\.)*)"/g)].map(([, text = ""]) => text);
}

/** Every text that the pattern of a Swift literal can become. */
function texts(literal: string): readonly string[] {
    const [hole, inside = ""] = /\\\(((?:[^()]|\([^()]*\))*)\)/.exec(literal) ?? [];
    if (hole === undefined) return [literal];
    return (held[inside] ?? ["7"]).flatMap((value) => texts(literal.replace(hole, value)));
}

const swiftFiles = (folder: string): readonly string[] =>
    readdirSync(`${sources}/${folder}`, { recursive: true })
        .filter((name) => name.endsWith(".swift"))
        .map((name) => readFileSync(`${sources}/${folder}/${name}`, "utf8"));

/** In the exchange only what makes a step: its arguments, what is chosen for them before, the faults of a trunk. */
function stepsOfExchange(swift: string): readonly string[] {
    const places =
        /RoutingStep\(|\.note\(rule|self\.add\("|because: |because rule: String = |let outcome =|\.fault = |Fault: "|var name: String \{ "menu/g;
    const [obstacles = ""] = /func obstacle\(to trunk[^]*?\n {4}\}/.exec(swift) ?? [];
    const statements = [...swift.matchAll(places)].map(({ index = 0 }) => {
        const rest = swift.slice(index);
        // A statement of two lines ends its first one with what goes on.
        const end = /[^=({\s][ \t]*\n/.exec(rest);
        return rest.slice(0, end ? end.index + 1 : undefined);
    });
    return [obstacles, ...statements].flatMap(literals);
}

/** Rules whose outcomes are named and not written. */
const contexts = ["rule 1", "service 9196", "voicemail", "mobile phone 7", "pool 7", "supervision"];

function isKnown(text: string): boolean {
    return (
        knownRule(text, ru) !== null || contexts.some((rule) => knownOutcome({ rule, outcome: text }, ru) !== null)
    );
}

describe("RTE-10 steps of a route in words", () => {
    const routing = swiftFiles("Routing").flatMap(literals);
    const exchange = swiftFiles("Exchange").flatMap(stepsOfExchange);
    const written = [...new Set([...routing, ...exchange])].filter((literal) => !noTexts.has(literal));

    test("every rule and outcome that the server's sources can write has words", () => {
        // Fewer were found: the sources moved, and this test proves nothing any more.
        assert.ok(routing.length > 100 && exchange.length > 25, `${routing.length}, ${exchange.length}`);
        const unknown = written.flatMap(texts).filter((text) => !isKnown(text));
        assert.deepEqual(unknown, []);
    });

    test("every form is one that the sources write, or wrote once", () => {
        const all = written.flatMap(texts);
        const pattern = (form: string): RegExp =>
            new RegExp(`^${form.split("{}").map((part) => part.replace(/[.*+?()]/g, "\\$&")).join(".*")}$`);
        // What a variable puts together.
        const others = ["forwarding own phones", "no-international", "no-long-distance", "internal-only", "calls stopped: {}"];
        const unwritten = [...Object.values(ruleForms), ...Object.values(outcomeForms)].filter(
            (form) => !others.includes(form) && !all.some((text) => pattern(form).test(text)),
        );
        assert.deepEqual(unwritten, []);
    });

    test("no English is left in the Russian words", () => {
        const steps = [
            ...written.flatMap(texts).flatMap((text) => [
                { rule: text, outcome: text === "reminder" ? "7" : "found" },
                ...contexts.filter(() => knownRule(text, ru) === null).map((rule) => ({ rule, outcome: text })),
            ]),
            ...services.map((outcome) => ({ rule: "service 9196", outcome })),
            ...endCauses.map((outcome) => ({ rule: "voicemail", outcome })),
            ...mobileStates.map((outcome) => ({ rule: "mobile phone +79161234567", outcome })),
            ...supervisions.map((mode) => ({ rule: "supervision", outcome: `${mode} 7` })),
        ].filter((step) => knownRule(step.rule, ru) !== null && knownOutcome(step, ru) !== null);
        assert.ok(steps.length > 150, String(steps.length));
        for (const step of steps) {
            const words = routeStepWords(step, ru).replace(/FMC|PIN|SIM|UTC/g, "");
            assert.ok(!/[a-z]|undefined|NaN/i.test(words), words);
            assert.ok(!/undefined|NaN|[а-я]/i.test(routeStepWords(step, en)), routeStepWords(step, en));
        }
    });

    const said = (rule: string, outcome: string): string => routeStepWords({ rule, outcome }, ru);

    test("rules, numbers, names and counts", () => {
        assert.equal(said("rule 1", "out of its schedule"), "Правило 1: сейчас не его время");
        assert.equal(said("rule 2", "group Продажи, 2 members"), "Правило 2: группа «Продажи», звонят 2 человека");
        assert.equal(said("forwarding +79161234567", "off"), "Переадресация на +7 (916) 123-45-67: выключено, пропущено");
        assert.equal(said("line +74951234567", "found"), "Номер +7 (495) 123-45-67: найден");
        assert.equal(said("private route Office", "number 123"), "Частный маршрут «Office»: номер 123");
        assert.equal(said("registration", "no phone of anna is registered"), "Телефоны в сети: у пользователя anna ни одного");
        assert.equal(
            said("extension 600", "group Отдел продаж, 2 members"),
            "Внутренний номер 600: группа «Отдел продаж», звонят 2 человека",
        );
        assert.equal(said("menu Main", "key 2"), "Меню «Main»: нажата клавиша 2");
        assert.equal(said("code pickup", "3 colleagues"), "Код «Перехватить вызов группы»: 3 коллеги");
    });

    test("stops and limits say which", () => {
        const stop = "hourlyCalls of the user reached, until 2026-11-22T06:10:49.000Z";
        const words = "лимит пользователя «Вызовов за час» исчерпан, вызовы остановлены до 22.11.2026 06:10 UTC";
        assert.equal(said("calls stopped", stop), `Защита от мошенничества: ${words}`);
        assert.equal(said("rule 1", `calls stopped: ${stop}`), `Правило 1: защита от мошенничества: ${words}`);
        assert.equal(said("outgoing limit of the user", "no-international"), "Ограничение пользователя: «Без международных»");
    });

    test("what people wrote is left alone, what is new stays readable", () => {
        assert.equal(said("reminder", "found"), "Напоминание: found");
        assert.equal(said("menu group 7 of 8", "nothing pressed"), "Меню «group 7 of 8»: ничего не нажато");
        assert.equal(said("something", "new"), "something: new");
    });
});
