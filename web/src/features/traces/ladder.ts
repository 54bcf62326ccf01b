import type { TraceMessage } from "../../api/traces";

/** What is said about the call between its messages. */
export interface LadderNote {
    readonly key: string;
    readonly at: number;
    readonly text: string;
    readonly tone: string;
}

export type LadderRow =
    | {
          readonly kind: "message";
          readonly key: string;
          readonly at: number;
          /** Columns, from left to right; the message goes from the first to the second. */
          readonly from: number;
          readonly to: number;
          /** What stands over the arrow: the method or the status with its words. */
          readonly label: string;
          readonly tone: "good" | "warn" | "bad" | "neutral";
          readonly message: TraceMessage;
      }
    | { readonly kind: "note"; readonly key: string; readonly at: number; readonly note: LadderNote }
    | { readonly kind: "gap"; readonly key: string; readonly at: number; readonly count: number };

export interface Ladder {
    /** Names of the columns; one is the server's. */
    readonly columns: readonly string[];
    readonly server: number;
    readonly rows: readonly LadderRow[];
}

/** `200 OK` of a response, `INVITE` of a request. */
export function messageLabel(startLine: string): string {
    const words = startLine.split(" ");
    return words[0] === "SIP/2.0" ? words.slice(1).join(" ") : words[0] ?? "";
}

/** Success, a question for a password or a redirection, a failure, or neither. */
export function messageTone(startLine: string): "good" | "warn" | "bad" | "neutral" {
    const status = /^SIP\/2\.0 (\d{3})/.exec(startLine)?.[1];
    if (status === undefined) return "neutral";
    if (status === "401" || status === "407" || status.startsWith("3")) return "warn";
    return status >= "400" ? "bad" : status >= "200" ? "good" : "neutral";
}

/**
 * The messages of a call as a ladder: who called is left of the server, everybody else right of it, in the order they came.
 * What was decided and heard stands between the messages by its time.
 */
export function ladderOf(
    messages: readonly TraceMessage[],
    names: ReadonlyMap<string, string>,
    server: string,
    notes: readonly LadderNote[] = [],
): Ladder {
    const parties: string[] = [];
    const partyOf = (message: TraceMessage): string => message.leg ?? message.remote;
    for (const message of messages) {
        if (!parties.includes(partyOf(message))) parties.push(partyOf(message));
    }
    const first = messages[0];
    const isLeft = first?.direction === "received";
    const columnOf = (party: string): number => {
        const index = parties.indexOf(party);
        return isLeft && index === 0 ? 0 : index + 1;
    };
    const place = isLeft ? 1 : 0;
    const columns: string[] = [];
    columns[place] = server;
    for (const party of parties) columns[columnOf(party)] = names.get(party) ?? party;

    const rows: LadderRow[] = [];
    let expected = 0;
    for (const message of messages) {
        const at = Date.parse(message.at);
        if (message.number > expected) {
            rows.push({ kind: "gap", key: `gap ${expected}`, at, count: message.number - expected });
        }
        expected = message.number + 1;
        const party = columnOf(partyOf(message));
        const [from, to] = message.direction === "sent" ? [place, party] : [party, place];
        rows.push({
            kind: "message",
            key: `message ${message.number}`,
            at,
            from,
            to,
            label: messageLabel(message.startLine),
            tone: messageTone(message.startLine),
            message,
        });
    }
    const said = notes.map((note): LadderRow => ({ kind: "note", key: `note ${note.key}`, at: note.at, note }));
    return { columns, server: place, rows: merged(rows, said) };
}

/** Both in their own order; of one moment the message first, since what is decided follows from it. */
function merged(rows: readonly LadderRow[], notes: readonly LadderRow[]): LadderRow[] {
    const result: LadderRow[] = [];
    let next = 0;
    for (const row of rows) {
        for (let note = notes[next]; note && note.at < row.at; note = notes[next]) {
            result.push(note);
            next += 1;
        }
        result.push(row);
    }
    return [...result, ...notes.slice(next)];
}
