import type { Line } from "../../api/schema";
import { holdsWhenClosed } from "../schedules/schedule";

/** Lines that have rules for other times, and none that holds while the company is closed (BYD-19). */
export function unansweredWhenClosed<Known extends Pick<Line, "isActive" | "rules">>(
    lines: readonly Known[],
): readonly Known[] {
    return lines.filter(({ isActive, rules }) => {
        const asked = rules.filter((rule) => rule.isActive);
        return isActive && asked.length > 0 && !asked.some(({ schedule }) => holdsWhenClosed(schedule));
    });
}
