import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Forwarding, ForwardingNumber, ForwardingTerms, Schedule } from "../src/api/routing";
import { forwardingIDs, forwardingScheme } from "../src/features/forwarding/forwardingScheme";
import { schemeLines } from "../src/parts/scheme/scheme";
import { ru } from "../src/texts/ru";

const terms: ForwardingTerms = { priority: 10, seconds: 40, isActive: true, schedule: null };
const mobileTime: Schedule = [
    { days: ["mon", "tue", "wed", "thu", "fri"], from: "10:00", to: "19:00" },
    { days: ["sat"], from: "10:00", to: "16:00" },
];

function mobile(more: Partial<ForwardingNumber> = {}): ForwardingNumber {
    return { kind: "mobile", dialled: "+79161234567", fmc: null, ...terms, priority: 20, ...more };
}

function lines(
    forwarding: Partial<Forwarding>,
    around: { hasGreeting?: boolean; hasVoicemail?: boolean } = {},
): readonly string[] {
    const scheme = forwardingScheme(
        { own: terms, others: [], offersFMC: true, version: 1, ...forwarding },
        { extension: "101", hasGreeting: false, hasVoicemail: false, ...around },
        ru,
    );
    return schemeLines(scheme).map(({ text }) => text);
}

const own = (priority: number): string => `SIP-номер 101, приоритет ${priority} · 40 сек.`;
const other = (priority: number): string => `+7 (916) 123-45-67, приоритет ${priority} · 40 сек.`;

describe("FWD-03 the scheme of a user's calls", () => {
    test("at the start: one's own SIP number, then the end", () => {
        assert.deepEqual(lines({}), ["Вызов на 101", own(10), "Завершение вызова"]);
    });

    test("greeting and voicemail are drawn when they are on", () => {
        assert.deepEqual(lines({}, { hasGreeting: true, hasVoicemail: true }), [
            "Вызов на 101",
            "Голосовое приветствие",
            own(10),
            "Голосовая почта",
        ]);
    });

    test("without a schedule numbers follow by priority, and there is no mark of times", () => {
        assert.deepEqual(lines({ others: [mobile()] }), ["Вызов на 101", own(10), other(20), "Завершение вызова"]);
        assert.deepEqual(lines({ others: [mobile({ priority: 5 })] }).slice(1, 3), [other(5), own(10)]);
    });

    test("equal priorities stand together in one frame", () => {
        assert.deepEqual(lines({ others: [mobile({ priority: 10 })] }), [
            "Вызов на 101",
            "одновременно",
            own(10),
            other(10),
            "Завершение вызова",
        ]);
    });

    test("004 §7.5.2.6: a mobile with priority 5 on its days, the SIP number after it and at all other times", () => {
        assert.deepEqual(lines({ others: [mobile({ priority: 5, schedule: mobileTime })] }), [
            "Вызов на 101",
            "По времени, все правила",
            `пн–пт 10:00–19:00, сб 10:00–16:00: ${other(5)}`.replace(", сб", "; сб"),
            own(10),
            "Завершение вызова",
            `в остальное время: ${own(10)}`,
            "Завершение вызова",
        ]);
    });

    test("004 §7.5.2.6: the SIP number first with priority 4, the mobile after it on its days", () => {
        const scheme = lines({ own: { ...terms, priority: 4 }, others: [mobile({ priority: 5, schedule: mobileTime })] });
        assert.deepEqual(scheme.slice(2, 6), [
            `пн–пт 10:00–19:00; сб 10:00–16:00: ${own(4)}`,
            other(5),
            "Завершение вызова",
            `в остальное время: ${own(4)}`,
        ]);
    });

    test("a time when nothing rings leads straight to voicemail or the end", () => {
        const scheme = lines({ own: { ...terms, schedule: mobileTime } }, { hasVoicemail: true });
        assert.deepEqual(scheme.slice(2), [
            `пн–пт 10:00–19:00; сб 10:00–16:00: ${own(10)}`,
            "Голосовая почта",
            "в остальное время: Голосовая почта",
        ]);
    });

    test("a number that is off stays on the drawing, dotted, and splits no times", () => {
        const off = mobile({ isActive: false, schedule: mobileTime });
        assert.deepEqual(lines({ others: [off] }), [
            "Вызов на 101",
            own(10),
            `${other(20)}, пн–пт 10:00–19:00; сб 10:00–16:00, выключен`,
            "Завершение вызова",
        ]);
    });

    test("ids lead back to the number", () => {
        const ids = [forwardingIDs.rule(0, "own"), forwardingIDs.rule(3, 12), "end 0", "split"];
        assert.deepEqual(ids.map(forwardingIDs.placeOf), ["own", 12, null, null]);
    });

    test("FWD-04 a mobile number as a phone of the extension says so, and what is the matter with it", () => {
        const node = (fmc: ForwardingNumber["fmc"]): string => lines({ others: [mobile({ fmc })] })[2] ?? "";
        assert.ok(node("on").endsWith("FMC"));
        assert.ok(node("financial-block").endsWith("FMC: SIM заблокирована за неуплату"));
        assert.ok(node("switched-off").endsWith("FMC: отключена владельцем (*444#)"));
        assert.ok(!node(null).includes("FMC"));
    });
});
