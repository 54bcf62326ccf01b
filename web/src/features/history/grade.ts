export type SoundGrade = "good" | "fair" | "poor";

/** What a MOS estimate means to people (ITU-T G.107, annex B: 4.03 satisfied, 3.60 some dissatisfied). */
export function soundGrade(mos: number): SoundGrade {
    if (mos >= 4) return "good";
    return mos >= 3.6 ? "fair" : "poor";
}
