import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TraceMessage } from "../src/api/traces";
import { ladderOf, messageLabel, messageTone } from "../src/features/traces/ladder";

function message(number: number, leg: string | null, direction: "received" | "sent", startLine: string): TraceMessage {
    const at = new Date(Date.UTC(2026, 10, 21, 12, 0, number)).toISOString();
    return { number, at, direction, transport: "udp", local: "1", remote: "2", leg, startLine, text: startLine };
}

describe("BYD-06 the ladder", () => {
    test("a message is named by its method or its answer", () => {
        assert.equal(messageLabel("INVITE sip:102@acme.example SIP/2.0"), "INVITE");
        assert.equal(messageLabel("SIP/2.0 486 Busy Here"), "486 Busy Here");
        const tones = ["BYE sip:a SIP/2.0", "SIP/2.0 180 Ringing", "SIP/2.0 200 OK", "SIP/2.0 401 No", "SIP/2.0 302 There"];
        assert.deepEqual(tones.map(messageTone), ["neutral", "neutral", "good", "warn", "warn"]);
        assert.deepEqual(["SIP/2.0 486 Busy", "SIP/2.0 603 Decline"].map(messageTone), ["bad", "bad"]);
    });

    test("the caller is left of the server, the others right of it", () => {
        const names = new Map([["a", "Anna"], ["b", "Boris"]]);
        const ladder = ladderOf(
            [
                message(0, "a", "received", "INVITE sip:b SIP/2.0"),
                message(1, "b", "sent", "INVITE sip:b SIP/2.0"),
                message(2, "c", "sent", "INVITE sip:c SIP/2.0"),
                message(3, "b", "received", "SIP/2.0 200 OK"),
                message(4, "a", "sent", "SIP/2.0 200 OK"),
            ],
            names,
            "Martlet",
        );
        assert.deepEqual(ladder.columns, ["Anna", "Martlet", "Boris", "c"]);
        assert.equal(ladder.server, 1);
        const ways = ladder.rows.map((row) => (row.kind === "message" ? `${row.from}${row.to}` : row.kind));
        assert.deepEqual(ways, ["01", "12", "13", "21", "10"]);
    });

    test("a call that the server begins has the server at the left", () => {
        const ladder = ladderOf([message(0, "a", "sent", "INVITE sip:a SIP/2.0")], new Map(), "Martlet");
        assert.deepEqual(ladder.columns, ["Martlet", "a"]);
    });

    test("what is missing and what was decided stands in its place", () => {
        const first = message(0, null, "received", "INVITE sip:b SIP/2.0");
        const last = message(5, null, "sent", "SIP/2.0 404 No");
        const note = (key: string, second: number) => ({
            key,
            at: Date.UTC(2026, 10, 21, 12, 0, second),
            text: key,
            tone: "neutral",
        });
        const ladder = ladderOf([first, last], new Map(), "Martlet", [note("early", 0), note("late", 9)]);
        const rows = ladder.rows.map((row) => (row.kind === "gap" ? `gap ${row.count}` : row.key));
        assert.deepEqual(rows, ["message 0", "note early", "gap 4", "message 5", "note late"]);
        assert.deepEqual(ladder.columns, ["2", "Martlet"]);
    });
});
