import { useId, useState } from "react";
import type { CSSProperties } from "react";
import { offsetDuration } from "../../parts/format/duration";
import { useTexts } from "../../texts";
import type { Ladder, LadderRow } from "./ladder";
import "./traces.css";

/**
 * A ladder of messages. Underneath it is a list: each message is a button that says who sent what to whom and opens its
 * text, so that it reads and works the same without seeing it.
 */
export function LadderView({ ladder }: { ladder: Ladder }): JSX.Element {
    const texts = useTexts();
    const start = ladder.rows[0]?.at ?? 0;
    const style = { "--columns": ladder.columns.length } as CSSProperties;
    return (
        <div className="ladder-scroller figures-scroller" tabIndex={0} role="group" aria-label={texts.traces.ladder}>
            <div className="ladder" style={style}>
                <div className="ladder-head" aria-hidden="true">
                    {ladder.columns.map((name, index) => (
                        <span key={name} className={index === ladder.server ? "is-server" : ""} title={name}>
                            {name}
                        </span>
                    ))}
                </div>
                <ol>
                    {ladder.rows.map((row) => (
                        <Row key={row.key} row={row} ladder={ladder} offset={row.at - start} />
                    ))}
                </ol>
            </div>
        </div>
    );
}

function Row({ row, ladder, offset }: { row: LadderRow; ladder: Ladder; offset: number }): JSX.Element {
    const texts = useTexts();
    switch (row.kind) {
        case "note":
            return (
                <li className={`ladder-note ${row.note.tone}`}>
                    <time>{offsetDuration(offset)}</time>
                    <span>{row.note.text}</span>
                </li>
            );
        case "gap":
            return (
                <li className="ladder-note warn">
                    <span>{texts.traces.gap(row.count)}</span>
                </li>
            );
        case "message":
            return <Message row={row} ladder={ladder} offset={offset} />;
    }
}

function Message({
    row,
    ladder,
    offset,
}: {
    row: Extract<LadderRow, { kind: "message" }>;
    ladder: Ladder;
    offset: number;
}): JSX.Element {
    const texts = useTexts();
    const [isOpen, setOpen] = useState(false);
    const text = useId();
    const { message } = row;
    const from = ladder.columns[row.from] ?? "";
    const to = ladder.columns[row.to] ?? "";
    const style = {
        "--from": Math.min(row.from, row.to) + 1,
        "--to": Math.max(row.from, row.to) + 2,
        "--span": Math.abs(row.from - row.to) + 1,
    } as CSSProperties;
    const words = texts.traces.message(offsetDuration(offset), from, to, message.startLine);
    return (
        <li className={`ladder-message ${row.tone}`}>
            <button
                type="button"
                aria-expanded={isOpen}
                aria-controls={text}
                aria-label={words}
                onClick={() => setOpen(!isOpen)}
            >
                <time>{offsetDuration(offset)}</time>
                <span className={row.from < row.to ? "ladder-arrow" : "ladder-arrow is-back"} style={style}>
                    <span>{row.label}</span>
                </span>
            </button>
            <div id={text} hidden={!isOpen}>
                {isOpen && (
                    <>
                        <p className="soft">
                            {texts.traces.wire(
                                message.transport,
                                message.direction === "sent" ? message.local : message.remote,
                                message.direction === "sent" ? message.remote : message.local,
                            )}
                        </p>
                        <pre tabIndex={0} aria-label={message.startLine}>
                            {message.text.replace(/\r\n/g, "\n")}
                        </pre>
                    </>
                )}
            </div>
        </li>
    );
}
