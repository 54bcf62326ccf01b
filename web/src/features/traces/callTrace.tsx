import { useState } from "react";
import { traces } from "../../api/traces";
import type { CallTrace } from "../../api/traces";
import { Problem } from "../../api/problem";
import { Button } from "../../parts/form/button";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Icon } from "../../parts/page/icon";
import { Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { protocolLines } from "../history/protocol";
import { useSession } from "../session/session";
import { ladderOf } from "./ladder";
import type { LadderNote } from "./ladder";
import { LadderView } from "./ladderView";

/** The SIP messages of a call, for administrators (BYD-06). They are fetched when asked for: each look is written down. */
export function CallTraceSection({ call }: { call: string }): JSX.Element | null {
    const texts = useTexts();
    const { me } = useSession();
    const [isWanted, setWanted] = useState(false);
    if (me.role === "user") return null;
    return (
        <Section title={texts.traces.title}>
            {isWanted ? (
                <LoadedTrace call={call} />
            ) : (
                <div className="buttons">
                    <Button icon="internal" onClick={() => setWanted(true)}>
                        {texts.traces.show}
                    </Button>
                </div>
            )}
        </Section>
    );
}

function LoadedTrace({ call }: { call: string }): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const loaded = useLoad(`trace ${call}`, () => traces.ofCall(call));
    if (loaded.state === "loading") return <p aria-busy="true">{texts.common.loading}</p>;
    if (loaded.state === "failed") {
        const isGone = loaded.problem instanceof Problem && loaded.problem.code === "gone";
        return (
            <p className="soft" role="status">
                {isGone ? texts.traces.gone : explain(texts, loaded.problem)}
            </p>
        );
    }
    const trace = loaded.value;
    const lines = protocolLines(trace.steps, texts, formats.decimal);
    const start = Date.parse(trace.steps[0]?.at ?? "");
    const notes = lines.map(
        (line): LadderNote => ({
            key: `${line.sequence}`,
            at: start + line.offsetMilliseconds,
            text: line.text,
            tone: line.tone,
        }),
    );
    const ladder = ladderOf(trace.messages, legNames(trace), texts.traces.server, notes);
    return (
        <>
            <p className="soft">{texts.traces.masked}</p>
            <LadderView ladder={ladder} />
            <CaptureLink href={traces.captureOfCall(call)} />
        </>
    );
}

export function CaptureLink({ href }: { href: string }): JSX.Element {
    const texts = useTexts();
    return (
        <div className="buttons">
            <a className="button plain" href={href} download>
                <Icon name="down" />
                {texts.traces.download}
            </a>
        </div>
    );
}

/** Legs by the people or numbers at their ends. */
function legNames(trace: CallTrace): Map<string, string> {
    const names = new Map<string, string>();
    for (const step of trace.steps) {
        const { leg, name, number } = step.parameters;
        if (step.kind !== "leg-started" || leg === undefined) continue;
        const shown = name || shownNumber(number ?? "");
        // Two phones of one person are two columns.
        const taken = [...names.values()].filter((other) => other === shown || other.startsWith(`${shown} (`)).length;
        names.set(leg, taken > 0 ? `${shown} (${taken + 1})` : shown);
    }
    return names;
}
