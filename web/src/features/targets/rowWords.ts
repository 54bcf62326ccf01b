import type { LineRule } from "../../api/routing";

/** The lines of whose rules one sends calls to a scenario. */
export function linesOfScenario<Line extends { readonly rules: readonly Pick<LineRule, "target">[] }>(
    scenario: string,
    lines: readonly Line[],
): readonly Line[] {
    return lines.filter(({ rules }) =>
        rules.some(({ target }) => target.kind === "scenario" && target.name === scenario),
    );
}
