import type { CallResult } from "../../api/schema";
import { Badge } from "../../parts/page/page";
import { useFormats, useTexts } from "../../texts";
import { soundGrade } from "./grade";

const tones = {
    answered: "good",
    "not-answered": "warn",
    busy: "warn",
    cancelled: "neutral",
    failed: "bad",
    refused: "bad",
} as const;

/** What became of a call; `null` while it goes on. */
export function ResultBadge({ result }: { result: CallResult | null }): JSX.Element {
    const texts = useTexts();
    if (result === null) return <Badge tone="accent">{texts.history.going}</Badge>;
    return <Badge tone={tones[result]}>{texts.history.results[result]}</Badge>;
}

/** A MOS estimate with its colour; the word is said and shown on hover. */
export function Grade({ mos }: { mos: number }): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const grade = soundGrade(mos);
    const tone = { good: "good", fair: "warn", poor: "bad" } as const;
    return (
        <span className={tone[grade]} title={texts.card.grades[grade]}>
            {formats.decimal(mos, 1)}
            <span className="said"> {texts.card.grades[grade]}</span>
        </span>
    );
}
