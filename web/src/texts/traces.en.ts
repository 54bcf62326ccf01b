import { englishPlural } from "../parts/format/plural";
import type { tracesRu } from "./traces.ru";

/** Words of the SIP trace. */
export const tracesEn: typeof tracesRu = {
    title: "SIP messages",
    show: "Show SIP messages",
    download: "Download pcap",
    server: "Martlet",
    ladder: "SIP messages over time",
    masked: "Passwords, keys and dialled digits are hidden by x. Each look is written down.",
    gone: "The SIP messages are not kept any more: their time is over, or traces were off.",
    gap: (count) => `${count} ${englishPlural(count, "message was", "messages were")} not kept`,
    message: (time, from, to, line) => `${time}: ${from} → ${to}, ${line}`,
    wire: (transport, from, to) => `${transport.toUpperCase()} ${from} → ${to}`,
    refused: {
        title: "Refused requests",
        one: "Refused request",
        count: (count) => englishPlural(count, "request", "requests"),
        at: "Time",
        caller: "Who called",
        claimed: "as claimed, not proved",
        nobody: "gave no name",
        dialled: "Dialled number",
        status: "Answer",
        unanswered: "no answer",
        source: "From where",
        search: "Number, login or address",
        refresh: "Refresh",
        emptyTitle: "No refused requests",
        emptyText: "Calls that were refused before they came into the history: a wrong password, a blocked source.",
    },
};
