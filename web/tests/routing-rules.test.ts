import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LineRule, SchedulePeriod, Trial } from "../src/api/routing";
import type { Line } from "../src/api/schema";
import { momentInZone } from "../src/parts/format/zone";
import { isFound, lineScheme, schemeIDs } from "../src/features/lines/lineScheme";
import {
    conditionWords, isBlockingAll, isFreeForCallers, isUnconditional, reachedCount, readPrefixes, typedPrefixes,
} from "../src/features/lines/rules";
import { isKeys, trialWords } from "../src/features/lines/trialWords";
import { targetFace } from "../src/features/targets/face";
import { numberWords, routeWords } from "../src/features/targets/numberTargets";
import { linesOfScenario } from "../src/features/targets/rowWords";
import { routeStepWords } from "../src/parts/format/routeStep";
import { schemeLines } from "../src/parts/scheme/scheme";
import { en } from "../src/texts/en";
import { ru } from "../src/texts/ru";

const workdays: SchedulePeriod = { days: ["mon", "tue", "wed", "thu", "fri"], from: "10:00", to: "19:00" };

function rule(more: Partial<LineRule> = {}): LineRule {
    return { isActive: true, schedule: null, prefixes: [], target: { kind: "group", name: "sales" }, ...more };
}

function line(rules: readonly LineRule[], more: Partial<Line> = {}): Line {
    return {
        id: "l1",
        domain: "acme.example",
        number: "+74951234567",
        trunk: null,
        shownName: "",
        isActive: true,
        filter: { kind: "off", numbers: [] },
        isDefaultOutgoing: false,
        isAdditional: false,
        version: 1,
        rules,
        ...more,
    };
}

const directory = {
    groups: new Map([["sales", { id: "sales", name: "Клиентская служба", extension: "600" } as never]]),
    scenarios: new Map(),
    users: new Map([["gone", null]]),
    routes: new Map([["8123", "Офис"]]),
};

describe("RTE-03 rules", () => {
    test("which are never reached: all after the first active one without a condition", () => {
        const timed = rule({ schedule: [workdays] });
        const prefixed = rule({ prefixes: ["495"] });
        assert.equal(reachedCount([]), 0);
        assert.equal(reachedCount([timed, rule(), prefixed, rule()]), 2);
        assert.equal(reachedCount([timed, rule({ isActive: false }), prefixed]), 3);
        const wholeWeek = rule({ schedule: [{ days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from: "00:00", to: "00:00" }] });
        assert.equal(reachedCount([wholeWeek, timed]), 1);
        assert.ok(!isUnconditional(prefixed) && !isUnconditional(timed) && isUnconditional(rule()));
    });

    test("conditions in words, in both languages", () => {
        const words = (each: LineRule): readonly string[] => conditionWords(each, { ...ru.schedules, allCalls: ru.lines.allCalls });
        assert.deepEqual(words(rule({ schedule: [workdays], prefixes: ["495", "499"] })), ["пн–пт 10:00–19:00", "495, 499"]);
        assert.deepEqual(words(rule()), ["Все вызовы"]);
        assert.deepEqual(
            conditionWords(rule({ schedule: [workdays] }), { ...en.schedules, allCalls: en.lines.allCalls }),
            ["Mon–Fri 10:00–19:00"],
        );
    });

    test("RTE-05 prefixes are read with spaces and commas, the space becomes a comma while typing", () => {
        assert.deepEqual(readPrefixes("495 499,812;  495"), ["495", "499", "812"]);
        assert.deepEqual(readPrefixes("+7495, (812)"), ["495", "812"]);
        assert.equal(typedPrefixes("495", "495 "), "495, ");
        assert.equal(typedPrefixes("495, 499", "495, 49"), "495, 49");
        assert.deepEqual(readPrefixes(" "), []);
    });

    test("RTE-07 a white list without numbers blocks all, 800 numbers are not shown outside", () => {
        assert.ok(isBlockingAll({ kind: "white", numbers: [] }));
        assert.ok(!isBlockingAll({ kind: "black", numbers: [] }));
        assert.ok(isFreeForCallers("+78001234567") && !isFreeForCallers("+74951234567"));
    });
});

describe("RTE-01 the picture of a line", () => {
    const texts = (scheme: ReturnType<typeof lineScheme>): readonly string[] => schemeLines(scheme).map(({ text }) => text);

    test("without rules all calls end, and a rule can be added", () => {
        assert.deepEqual(texts(lineScheme(line([]), directory, ru, null)), [
            "+7 (495) 123-45-67",
            "Все вызовы, абонент слышит «занято»",
            "Новое правило",
        ]);
    });

    test("rules are read with condition, target and state; what was removed is said", () => {
        const rules = [
            rule({ schedule: [workdays], isActive: false }),
            rule(),
            rule({ target: { kind: "user", name: "gone" } }),
        ];
        assert.deepEqual(texts(lineScheme(line(rules), directory, ru, null)), [
            "+7 (495) 123-45-67",
            "Правило 1, пн–пт 10:00–19:00, выключено",
            "Клиентская служба, группа · 600",
            "Правило 2, Все вызовы",
            "Клиентская служба, группа · 600",
            "Правило 3, Все вызовы, сюда вызовы не доходят: их все забирает правило выше",
            "—, удалено: вызов не состоится",
            "Остальные вызовы, абонент слышит «занято»",
            "Новое правило",
        ]);
        const scheme = lineScheme(line(rules), directory, ru, null);
        assert.deepEqual(scheme.next?.map(({ to }) => [to.isOff ?? false, to.isUnreached ?? false]), [
            [true, false],
            [false, false],
            [false, true],
            [false, true],
            [false, false],
        ]);
    });

    test("marks of the number: off, shown outside, filtered", () => {
        const marked = line([], { isActive: false, isDefaultOutgoing: true, filter: { kind: "white", numbers: [] } });
        assert.equal(
            lineScheme(marked, directory, ru, null).detail,
            "выключен\nномер для исходящих\nбелый список пуст: не дозвонится никто",
        );
    });

    test("ids lead back to the rule, whichever of its nodes was pressed", () => {
        assert.deepEqual([schemeIDs.rule(3), schemeIDs.target(12), "add"].map(schemeIDs.ruleOf), [3, 12, null]);
    });

    test("search finds by number as people write it, by name and by where it leads", () => {
        const found = (search: string): boolean => isFound(line([rule()], { shownName: "Офис" }), search, directory, ru);
        assert.deepEqual(["8 (495) 123-45-67", "123-45", "офис", "клиент", "999", "склад"].map(found), [
            true, true, true, true, false, false,
        ]);
    });
});

describe("RTE-10 a trial", () => {
    const trial = (more: Partial<Trial>): Trial => ({
        at: "2026-11-23T09:00:00Z",
        localTime: "2026-11-23 12:00",
        weekday: "mon",
        rule: null,
        steps: [],
        outcome: { kind: "refused", name: null, title: "busy", cause: "busy", privateRoute: null, chain: [] },
        ...more,
    });
    const rules = [rule({ prefixes: ["812"] }), rule({ schedule: [workdays] }), rule()];
    const lit = (given: Trial): string => {
        const scheme = lineScheme(line(rules), directory, ru, given);
        return (scheme.next ?? []).map(({ isLit, to }) => (to.isLit ? "X" : isLit ? "x" : "-")).join("");
    };

    test("the path goes past the rules that did not hold to the one that did", () => {
        assert.equal(lit(trial({ rule: 1 })), "xX---");
        assert.equal(lit(trial({ rule: 0 })), "X----");
    });

    test("when none held the path ends at the end, when the list stopped the call it goes nowhere", () => {
        assert.equal(lit(trial({ steps: [{ rule: "rules of the line", outcome: "none holds" }] })), "xxxX-");
        assert.equal(lit(trial({ steps: [{ rule: "black list of the line", outcome: "the caller is listed" }] })), "-----");
    });

    test("IVR-07 in a scenario it is told in which menu the caller is, or that the scenario ends the call", () => {
        const steps = [
            { rule: "voice scenario", outcome: "voice scenario Приветствие" },
            { rule: "voice scenario Приветствие", outcome: "by its draft" },
            { rule: "menu Главное", outcome: "is heard" },
            { rule: "menu Главное", outcome: "key 2" },
            { rule: "menu Ещё", outcome: "is heard" },
        ];
        const outcome = { kind: "scenario", name: "s", title: "Приветствие", cause: null, privateRoute: null, chain: [] } as const;
        assert.equal(
            trialWords(trial({ steps, outcome }), ru).slice(1).join(" "),
            "Звонящий в меню «Ещё» голосового сценария «Приветствие».",
        );
        assert.deepEqual(
            steps.map((step) => routeStepWords(step, ru)),
            [
                "Голосовой сценарий: голосовой сценарий «Приветствие»",
                "Сценарий «Приветствие»: по черновику",
                "Меню «Главное»: звучит",
                "Меню «Главное»: нажата клавиша 2",
                "Меню «Ещё»: звучит",
            ],
        );
        assert.equal(routeStepWords({ rule: "menu main", outcome: "nothing pressed" }, en), "Menu “Main menu”: nothing is pressed");
        const ended = trial({ steps, outcome: { ...outcome, kind: "refused", cause: "hung-up" } });
        assert.deepEqual(trialWords(ended, en).slice(1), ["The scenario ends the call."]);
        assert.deepEqual(["", "12*#,", "1 2", "w", "1".repeat(33)].map(isKeys), [true, true, false, false, false]);
    });

    test("told in words, in both languages", () => {
        const ringing = trial({
            rule: 1,
            outcome: {
                kind: "ring",
                name: "u1",
                title: "Анна",
                cause: null,
                privateRoute: null,
                chain: [
                    [{ title: "Анна", number: "101", seconds: 40 }],
                    [
                        { title: "+79161234567", number: "+79161234567", seconds: 20 },
                        { title: "Борис", number: "102", seconds: 25 },
                    ],
                ],
            },
        });
        assert.equal(
            trialWords(ringing, ru).join(" "),
            "Понедельник, 23.11.2026 12:00 по часам домена. Решает правило 2. Звонит: Анна. " +
                "Сначала Анна, 101 (40 с), затем +7 (916) 123-45-67 (20 с) вместе с Борис, 102 (25 с).",
        );
        assert.equal(
            trialWords(trial({}), en).join(" "),
            "Monday, 23.11.2026 12:00 by the domain's clock. No rule holds. The call fails: busy.",
        );
    });

    test("TRK-02 a private route by which a call leaves is named", () => {
        const outcome = { kind: "outside" as const, name: "8123", title: "8123", cause: null, privateRoute: "Офис", chain: [] };
        assert.equal(trialWords(trial({ rule: 0, outcome }), ru)[2], "Вызов уйдёт на 8123 по частному маршруту «Офис».");
    });

    test("RTE-04 the domain's clock: summer and winter, the hour that is missing and the one that comes twice", () => {
        const at = (local: string, zone: string): string | null => momentInZone(local, zone)?.toISOString() ?? null;
        assert.equal(at("2026-11-23T12:00", "Europe/Moscow"), "2026-11-23T09:00:00.000Z");
        assert.equal(at("2026-07-01T12:00", "Europe/Berlin"), "2026-07-01T10:00:00.000Z");
        assert.equal(at("2026-01-01T12:00", "Europe/Berlin"), "2026-01-01T11:00:00.000Z");
        assert.equal(at("2026-03-29T02:30", "Europe/Berlin"), null);
        assert.equal(at("2026-10-25T02:30", "Europe/Berlin"), "2026-10-25T00:30:00.000Z");
        assert.equal(at("soon", "Europe/Berlin"), null);
    });
});

describe("RTE-06 what a number leads to, said while it is typed", () => {
    const outcome = (more: Partial<Trial["outcome"]>): Trial["outcome"] => ({
        kind: "refused", name: null, title: "no-such-number", cause: "no-such-number", privateRoute: null, chain: [], ...more,
    });
    const byRoute = outcome({ kind: "outside", name: "8123", title: "8123", privateRoute: "Офис" });
    const inside = outcome({ kind: "ring", name: "u1", title: "Анна" });
    const outside = outcome({ kind: "outside", name: "+79161234567", title: "+79161234567" });

    test("any number: only what leads outside costs something", () => {
        assert.deepEqual(numberWords(byRoute, ru), { isGood: true, text: "Вызов уйдёт по частному маршруту «Офис»." });
        assert.deepEqual(numberWords(inside, ru), { isGood: true, text: "Внутренний номер: Анна." });
        assert.deepEqual(numberWords(outside, ru), {
            isGood: true,
            text: "Вызов уйдёт на +7 (916) 123-45-67 за счёт компании.",
        });
        assert.equal(numberWords(outcome({}), ru).isGood, false);
    });

    test("a number of a private route: which one takes it, or that none does, and where it leads instead", () => {
        assert.deepEqual(routeWords(byRoute, ru), { isGood: true, text: "Вызов уйдёт по частному маршруту «Офис»." });
        const none = "Ни один частный маршрут не принимает этот номер.";
        assert.deepEqual(routeWords(outcome({}), ru), { isGood: false, text: none });
        assert.deepEqual(routeWords(inside, ru), { isGood: false, text: `${none} Внутренний номер: Анна.` });
    });

    test("the drawing names the private route, and no other number", () => {
        const number = (name: string) => targetFace({ kind: "number", name }, directory, ru).detail;
        assert.equal(number("8123"), "номер · частный маршрут «Офис»");
        assert.equal(number("+79161234567"), "номер");
    });

    test("a scenario's lines are those with a rule that leads there", () => {
        const there = rule({ target: { kind: "scenario", name: "welcome" } });
        const lines = [line([rule(), there]), line([rule()], { id: "l2" }), line([], { id: "l3" })];
        assert.deepEqual(linesOfScenario("welcome", lines).map(({ id }) => id), ["l1"]);
    });
});
