import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ProtocolStep } from "../src/api/schema";
import { soundGrade } from "../src/features/history/grade";
import { historyQuery, isFiltered, periodChange, readFilter } from "../src/features/history/historyFilter";
import { protocolLines } from "../src/features/history/protocol";
import { axisMarks, callTimeline } from "../src/features/history/timeline";
import { en } from "../src/texts/en";
import { ru } from "../src/texts/ru";
import { calleeLines, partyLines, partyTitle } from "../src/features/calls/party";

const now = new Date(2026, 10, 21, 15, 30);

describe("HIS-02 filters", () => {
    test("what is no filter's value counts as not given", () => {
        const filter = readFilter({ period: "century", from: "2026-13-01", direction: "sideways", result: "fine" });
        assert.deepEqual(filter, {
            period: "all",
            from: "",
            to: "",
            direction: "",
            result: "",
            trait: "",
            user: "",
            route: "",
            way: "",
            search: "",
        });
        assert.equal(isFiltered(filter), false);
    });

    test("periods count whole days, today included", () => {
        const days = { today: 0, week: 6, month: 29, longer: 44 };
        for (const [period, back] of Object.entries(days)) {
            const { from, to } = historyQuery(readFilter({ period }), now, undefined);
            assert.equal(from, new Date(2026, 10, 21 - back).toISOString());
            assert.equal(to, undefined);
        }
    });

    test("a free period ends with the end of its last day", () => {
        const query = historyQuery(readFilter({ period: "free", from: "2026-11-01", to: "2026-11-30" }), now, undefined);
        assert.equal(query["from"], new Date(2026, 10, 1).toISOString());
        assert.equal(query["to"], new Date(2026, 11, 1).toISOString());
    });

    test("choosing free days begins with today; any other period drops the days", () => {
        assert.deepEqual(periodChange("free", now, undefined), { period: "free", from: "2026-11-21", to: "2026-11-21" });
        assert.deepEqual(periodChange("week", now, undefined), { period: "week", from: "", to: "" });
        assert.deepEqual(periodChange("all", now, undefined), { period: "", from: "", to: "" });
    });

    test("a number is searched the way it is kept", () => {
        assert.equal(historyQuery(readFilter({ search: "8 495 123-45-67" }), now, undefined)["search"], "+74951234567");
    });
});

const at = (milliseconds: number): string => new Date(Date.UTC(2026, 10, 21, 6, 0, 0, milliseconds)).toISOString();
const anna = { leg: "a", role: "caller", number: "101", name: "Анна" };
const ivan = { leg: "b", role: "callee", number: "+74951234567" };
const steps: readonly ProtocolStep[] = [
    { kind: "call-started", at: at(0), parameters: { direction: "internal", name: "Анна", dialled: "102" } },
    { kind: "leg-started", at: at(0), parameters: { ...anna, address: "udp 192.0.2.1:5060" } },
    { kind: "routed", at: at(1), parameters: { rule: "extension 102", outcome: "user ivan" } },
    { kind: "leg-started", at: at(5), parameters: { ...ivan, address: "udp 192.0.2.2:5060" } },
    { kind: "leg-ringing", at: at(50), parameters: ivan },
    { kind: "leg-answered", at: at(3_000), parameters: ivan },
    { kind: "leg-answered", at: at(3_001), parameters: anna },
    { kind: "legs-connected", at: at(3_002), parameters: { ...anna, otherLeg: "b", otherNumber: "+74951234567" } },
    { kind: "held", at: at(5_000), parameters: anna },
    { kind: "resumed", at: at(6_000), parameters: anna },
    { kind: "quality", at: at(8_999), parameters: { ...ivan, codec: "PCMA", mos: "4.21", lostPercent: "0.5" } },
    { kind: "leg-ended", at: at(9_000), parameters: { ...anna, cause: "hung-up" } },
    { kind: "leg-ended", at: at(9_000), parameters: { ...ivan, cause: "hung-up" } },
    { kind: "call-ended", at: at(9_000), parameters: { result: "answered", cause: "hung-up" } },
].map((step, index) => ({ ...step, sequence: index + 1 }));
const decimal = (value: number, digits: number): string => value.toFixed(digits);

describe("call protocol", () => {
    test("each step is a sentence with its time, in both languages", () => {
        const russian = protocolLines(steps, ru, decimal);
        const english = protocolLines(steps, en, decimal);
        assert.equal(russian.length, steps.length);
        assert.equal(russian[0]?.text, "Анна набирает 102");
        assert.equal(russian[2]?.text, "Внутренний номер 102: пользователь ivan");
        assert.equal(english[5]?.text, "+7 (495) 123-45-67 answers");
        assert.equal(english[5]?.offsetMilliseconds, 3_000);
        assert.equal(russian[10]?.text, "Звук, +7 (495) 123-45-67: PCMA, MOS 4.2, потери 0.5 %");
        assert.equal(english[13]?.text, "The call is over. Answered: hung up");
        for (const line of [...russian, ...english]) assert.ok(!/undefined|NaN|null/.test(line.text), line.text);
    });

    test("every kind the server knows has a sentence of its own, without its parameters too", () => {
        const kinds =
            "call-started routed leg-started leg-ringing leg-progressed leg-answered leg-ended legs-connected held " +
            "resumed transfer-requested transfer-completed transfer-failed redirected digit one-way-audio quality " +
            "busy-tone fax-tone call-ended";
        for (const kind of kinds.split(" ")) {
            const [line] = protocolLines([{ sequence: 1, at: at(0), kind, parameters: {} }], en, decimal);
            assert.ok(line && !line.text.includes(kind), `${kind}: ${line?.text}`);
        }
    });

    test("a leg by a trunk names it in the language of the page", () => {
        const parameters = { role: "callee", number: "+74951234567", address: "trunk provider" };
        const [line] = protocolLines([{ sequence: 1, at: at(0), kind: "leg-started", parameters }], ru, decimal);
        assert.equal(line?.text, "Звоним: +7 (495) 123-45-67 (Транк provider)");
    });

    test("a kind of a newer server is named as it is", () => {
        const [line] = protocolLines([{ sequence: 1, at: at(0), kind: "beamed-up", parameters: {} }], en, decimal);
        assert.equal(line?.text, "Step beamed-up");
    });
});

describe("timeline", () => {
    test("legs ring, talk, hold and end where the protocol says", () => {
        const timeline = callTimeline(steps);
        assert.equal(timeline.length, 9_000);
        assert.deepEqual(timeline.legs, [
            {
                leg: "a",
                title: "Анна",
                spans: [
                    { kind: "ringing", from: 0, to: 3_001 },
                    { kind: "talking", from: 3_001, to: 5_000 },
                    { kind: "held", from: 5_000, to: 6_000 },
                    { kind: "talking", from: 6_000, to: 9_000 },
                ],
            },
            {
                leg: "b",
                title: "+7 (495) 123-45-67",
                spans: [
                    { kind: "ringing", from: 5, to: 3_000 },
                    { kind: "talking", from: 3_000, to: 9_000 },
                ],
            },
        ]);
    });

    test("a call in progress runs up to its last step; no steps make no picture", () => {
        assert.equal(callTimeline(steps.slice(0, 9)).legs[1]?.spans[1]?.to, 5_000);
        assert.deepEqual(callTimeline([]), { length: 0, legs: [] });
    });

    test("the axis has few marks for any length", () => {
        for (const seconds of [0.2, 3, 40, 61, 600, 4_000, 80_000, 900_000]) {
            const marks = axisMarks(seconds * 1_000);
            assert.ok(marks.length >= 1 && marks.length <= 12, `${seconds} s: ${marks.length} marks`);
            assert.equal(marks[0], 0);
        }
    });
});

describe("BYD-05 sound", () => {
    test("grades follow the MOS estimate", () => {
        const grades = [4.4, 4, 3.99, 3.6, 3.59, 1].map(soundGrade);
        assert.deepEqual(grades, ["good", "good", "fair", "fair", "poor", "poor"]);
    });
});

test("HIS-02 a party is a name above a number, or the number alone; who withholds it is nobody", () => {
    const anna = { name: "Анна", number: "101", user: null, isWithheld: false };
    const caller = { ...anna, name: "", number: "+74951234567" };
    assert.deepEqual(partyLines(anna), ["Анна", "101"]);
    assert.deepEqual(partyLines(caller), ["+7 (495) 123-45-67"]);
    assert.deepEqual(partyLines({ ...anna, name: "101" }), ["101"]);
    assert.deepEqual(partyLines({ ...caller, number: "", isWithheld: true }), ["∗∗∗"]);
    assert.deepEqual(calleeLines({ callee: null, dialled: "+74951234567" }), ["+7 (495) 123-45-67"]);
    assert.equal(partyTitle(anna), "Анна · 101");
});
