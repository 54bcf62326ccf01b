import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { retryDelay } from "../src/api/eventSocket";
import { LiveState, readFrame } from "../src/api/liveState";
import type { Frame } from "../src/api/liveState";
import type { Call, Registration } from "../src/api/schema";

const call = (id: string, state: Call["state"], user = "u1"): Call => ({
    id,
    domain: "acme.example",
    direction: "internal",
    state,
    caller: { user, number: "101", name: "Анна" },
    callee: null,
    dialled: "102",
    line: null,
    trunk: null,
    startedAt: "2026-11-21T06:10:49.000Z",
    answeredAt: null,
    recording: null, legs: [
        {
            id: `${id}-a`,
            role: "caller",
            party: { user, number: "101", name: "Анна" },
            state,
            address: "udp 192.0.2.1:5060",
            trunk: null,
            startedAt: "2026-11-21T06:10:49.000Z",
            answeredAt: null,
            conferenceRole: null,
            muted: false,
            talking: false,
        },
    ],
});

const registration = (id: string, user: string): Registration => ({
    id,
    domain: "acme.example",
    user,
    login: user,
    extension: null,
    contact: `sip:${id}@192.0.2.1`,
    source: "udp 192.0.2.1:5060",
    userAgent: "baresip",
    registeredAt: "2026-11-21T06:00:00.000Z",
    expiresAt: "2026-11-21T07:00:00.000Z",
});

function state(...frames: readonly Frame[]): LiveState {
    const live = new LiveState();
    for (const frame of frames) live.apply(frame);
    return live;
}

describe("live state", () => {
    const snapshot: Frame = {
        type: "snapshot",
        sequence: 10,
        calls: [call("c1", "ringing")],
        registrations: [registration("r1", "u1"), registration("r2", "u1"), registration("r3", "u2")],
    };

    test("nothing is claimed about anybody before the first snapshot", () => {
        assert.equal(new LiveState().presence("u1"), null);
    });

    test("presence follows calls first, then phones", () => {
        const live = state(snapshot);
        assert.equal(live.presence("u1"), "ringing");
        assert.equal(live.presence("u2"), "here");
        assert.equal(live.presence("u3"), "away");
        live.apply({ type: "call", sequence: 11, call: call("c1", "talking") });
        assert.equal(live.presence("u1"), "talking");
        live.apply({
            type: "call-ended",
            sequence: 12,
            id: "c1",
            domain: "acme.example",
            result: "answered",
            cause: "hung-up",
        });
        assert.equal(live.presence("u1"), "here");
    });

    test("a user is away when the last of several phones is gone", () => {
        const live = state(snapshot);
        const gone = (sequence: number, id: string): Frame => ({
            type: "registration-removed",
            sequence,
            id,
            domain: "acme.example",
            user: "u1",
        });
        live.apply({ type: "call-ended", sequence: 11, id: "c1", domain: null, result: "cancelled", cause: "hung-up" });
        live.apply(gone(12, "r1"));
        assert.equal(live.presence("u1"), "here");
        live.apply(gone(13, "r2"));
        live.apply(gone(14, "r2"));
        assert.equal(live.presence("u1"), "away");
        assert.deepEqual(live.registrationsOf("u1"), []);
    });

    test("what was seen already is not applied again after a resume", () => {
        const live = state(snapshot, {
            type: "call-ended",
            sequence: 12,
            id: "c1",
            domain: null,
            result: "answered",
            cause: "hung-up",
        });
        live.apply({ type: "call", sequence: 11, call: call("c1", "talking") });
        assert.equal(live.calls.size, 0);
        assert.equal(live.sequence, 12);
    });

    test("a snapshot replaces everything, also when the server counts anew", () => {
        const live = state(snapshot, { type: "snapshot", sequence: 3, calls: [], registrations: [] });
        assert.equal(live.sequence, 3);
        assert.equal(live.calls.size, 0);
        assert.equal(live.presence("u2"), "away");
    });

    test("only what changed is counted as changed", () => {
        const live = state(snapshot);
        const before = { ...live.revisions };
        live.apply({ type: "registration", sequence: 11, registration: registration("r4", "u4") });
        live.apply({ type: "heartbeat", sequence: 12 });
        assert.deepEqual(live.revisions, { ...before, registrations: before.registrations + 1 });
    });

    test("the history is told of ended calls, and of a gap in which calls may have ended", () => {
        const live = state(snapshot);
        assert.equal(live.revisions.endedCalls, 0);
        live.apply({ ...snapshot, sequence: 40 });
        assert.equal(live.revisions.endedCalls, 1);
    });

    test("ME-03 a user's journal is told of that user's calls alone, also of one that others answered", () => {
        const live = state(snapshot);
        const told = (): readonly number[] => ["u1", "u2", "u3"].map((user) => live.endedCallsOf(user));
        live.apply({ type: "call", sequence: 11, call: call("c1", "talking", "u2") });
        assert.deepEqual(told(), [0, 0, 0]);
        live.apply({ type: "call-ended", sequence: 12, id: "c1", domain: null, result: "answered", cause: "hung-up" });
        assert.deepEqual(told(), [1, 1, 0]);
        live.apply({ ...snapshot, sequence: 40 });
        assert.deepEqual(told(), [2, 2, 1]);
    });

    test("frames of a newer server or of nobody are left alone", () => {
        for (const text of ["", "null", "7", "{", '{"type":"call"}', '{"type":"weather","sequence":1}']) {
            assert.equal(readFrame(text), null);
        }
        assert.deepEqual(readFrame('{"type":"heartbeat","sequence":5}'), { type: "heartbeat", sequence: 5 });
    });
});

describe("coming back", () => {
    test("attempts are spread and never further apart than 15 s", () => {
        let former = 0;
        for (let attempt = 1; attempt <= 40; attempt += 1) {
            const [soonest, latest] = [retryDelay(attempt, 0), retryDelay(attempt, 1)];
            assert.ok(soonest >= 250 && latest <= 15_000, `attempt ${attempt}: ${soonest}–${latest}`);
            assert.ok(latest >= former);
            former = latest;
        }
    });
});
