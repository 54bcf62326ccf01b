import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { countedThings } from "../src/api/summary";
import type { DomainSummary } from "../src/api/summary";
import { attention, daysOfMonth, toneOf } from "../src/features/dashboard/attention";
import { labelStep, scaleTicks } from "../src/parts/chart/scale";

const calm: DomainSummary = {
    today: "2026-11-21",
    countsAs: null,
    closedUntil: null,
    callLimit: 10,
    userLimit: 100,
    operatorLimit: 10,
    lineLimit: 5,
    counts: Object.fromEntries(countedThings.map((name) => [name, 0])) as DomainSummary["counts"],
    days: [],
    talkers: [],
    unruledLines: [],
    unreachableRoutes: [],
    isRecordingStopped: false,
    isRecordingQuotaReached: false,
};

describe("ADM-05 what wants attention", () => {
    test("a calm domain has nothing, whatever is known of the present", () => {
        assert.deepEqual(attention(calm, null), []);
        assert.deepEqual(attention(calm, { calls: 7, registeredUsers: 0 }), []);
    });

    test("the worst comes first, and what is not known yet is not told", () => {
        const busy: DomainSummary = {
            ...calm,
            closedUntil: "2026-12-01T00:00:00Z",
            countsAs: "closed",
            counts: { ...calm.counts, reachableUsers: 5, linesWithoutRules: 7 },
            unruledLines: ["+74950000001"],
            unreachableRoutes: ["Office"],
            isRecordingStopped: true,
        };
        const kinds = attention(busy, { calls: 8, registeredUsers: 2 }).map((item) => `${toneOf(item)} ${item.kind}`);
        assert.deepEqual(kinds, [
            "bad recording-stopped",
            "bad unruled-lines",
            "bad unreachable-routes",
            "warn channels",
            "warn unregistered",
            "neutral closed-until",
        ]);
        assert.deepEqual(
            attention(busy, null).map(({ kind }) => kind),
            ["recording-stopped", "unruled-lines", "unreachable-routes", "closed-until"],
        );
    });

    test("channels are told of from eight tenths on, and are bad when all are used", () => {
        const tones = [7, 8, 9, 10].map((calls) => attention(calm, { calls, registeredUsers: 0 }).map(toneOf));
        assert.deepEqual(tones, [[], ["warn"], ["warn"], ["bad"]]);
    });

    test("limits of users, operators and lines are told of when they are nearly reached", () => {
        const full = { ...calm, counts: { ...calm.counts, users: 79, lines: 4 } };
        assert.deepEqual(attention(full, null), [{ kind: "lines", path: "/lines", used: 4, limit: 5 }]);
        const more = { ...full, counts: { ...full.counts, users: 80, lines: 3 } };
        assert.deepEqual(attention(more, null), [{ kind: "users", path: "/users", used: 80, limit: 100 }]);
        const staffed = { ...calm, counts: { ...calm.counts, operators: 8 } };
        assert.deepEqual(attention(staffed, null), [{ kind: "operators", path: "/users", used: 8, limit: 10 }]);
    });

    test("a moved day is told when nobody closed by hand", () => {
        assert.deepEqual(attention({ ...calm, countsAs: "mon" }, null), [
            { kind: "counts-as", path: "/calendar", countsAs: "mon" },
        ]);
    });

    test("a month has all of its days", () => {
        assert.equal(daysOfMonth("2026-02-03").length, 28);
        assert.equal(daysOfMonth("2028-02-03").length, 29);
        assert.deepEqual(daysOfMonth("2026-11-21").slice(-1), ["2026-11-30"]);
        assert.deepEqual(daysOfMonth("2026-12-31").slice(0, 2), ["2026-12-01", "2026-12-02"]);
    });
});

describe("the scale of a chart", () => {
    test("is whole and round, begins at nothing and ends at no less than the highest", () => {
        assert.deepEqual(scaleTicks(0), [0, 1]);
        assert.deepEqual(scaleTicks(3), [0, 1, 2, 3]);
        assert.deepEqual(scaleTicks(37), [0, 10, 20, 30, 40]);
        for (let highest = 0; highest < 5_000; highest += 7) {
            const ticks = scaleTicks(highest);
            assert.ok((ticks[ticks.length - 1] ?? 0) >= highest && ticks.length <= 5, `${highest}: ${ticks.join()}`);
            assert.ok(ticks.every(Number.isInteger), `${highest}: ${ticks.join()}`);
        }
    });

    test("labels keep their room", () => {
        assert.equal(labelStep(30, 900, 26), 1);
        assert.equal(labelStep(30, 260, 26), 3);
        assert.equal(labelStep(30, 10, 26), 30);
    });
});
