import { useMemo } from "react";
import type { Trial } from "../../api/routing";
import type { Line } from "../../api/schema";
import { Menu } from "../../parts/dialog/menu";
import type { MenuItem } from "../../parts/dialog/menu";
import { Button } from "../../parts/form/button";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Badge } from "../../parts/page/page";
import { Scheme } from "../../parts/scheme/schemeView";
import { useTexts } from "../../texts";
import type { Directory } from "../targets/directory";
import { lineScheme, schemeIDs } from "./lineScheme";
import { isBlockingAll } from "./rules";
import { sipNumber } from "./sipNumber";

/** What can be done with a line from its card. */
export interface LineActions {
    /** `null`: a new rule. */
    openRule(line: Line, index: number | null): void;
    openSettings(line: Line): void;
    openTrial(line: Line): void;
    copy(line: Line): void;
    move(line: Line, from: number, to: number): void;
    /** Where one may: numbers are the system administrator's. */
    readonly remove: ((line: Line) => void) | null;
}

/** RTE-01: one number with its marks and its rules as a picture. */
export function LineCard({
    line,
    directory,
    trial,
    actions,
}: {
    line: Line;
    directory: Directory | null;
    trial: Trial | null;
    actions: LineActions;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.lines;
    const number = shownNumber(line.number);
    const root = useMemo(() => lineScheme(line, directory, texts, trial), [line, directory, texts, trial]);
    const open = (id: string): void => {
        const index = schemeIDs.ruleOf(id);
        if (index !== null) actions.openRule(line, index);
        else if (id === schemeIDs.add) actions.openRule(line, null);
        else if (id === schemeIDs.line) actions.openSettings(line);
    };
    const { remove } = actions;
    const items: readonly MenuItem[] = [
        { title: words.settings, icon: "pencil", run: () => actions.openSettings(line) },
        { title: texts.trial.open, icon: "forward", run: () => actions.openTrial(line) },
        { title: words.copy, icon: "copy", run: () => actions.copy(line) },
        ...(remove
            ? [{ title: texts.common.remove, icon: "trash", isDangerous: true, run: () => remove(line) } as const]
            : []),
    ];
    return (
        <article className="line-card" aria-label={number}>
            <header>
                <div className="line-name">
                    <h2>{line.shownName || number}</h2>
                    <span className="soft">
                        {words.sipNumber} <span className="sip-number">{sipNumber(line)}</span>
                    </span>
                </div>
                {line.isDefaultOutgoing && (
                    <Badge tone="accent" icon="outgoing">
                        {words.defaultOutgoing}
                    </Badge>
                )}
                {line.filter.kind !== "off" && (
                    <Badge tone={isBlockingAll(line.filter) ? "bad" : "warn"} icon="shield">
                        {words.filters[line.filter.kind](line.filter.numbers.length)}
                    </Badge>
                )}
                {!line.isActive && <Badge tone="neutral">{words.inactive}</Badge>}
                <div className="line-actions">
                    <Button className="is-copy" kind="quiet" icon="copy" onClick={() => actions.copy(line)}>
                        {words.copy}
                    </Button>
                    <Menu label={`${texts.common.more}: ${number}`} items={items} />
                </div>
            </header>
            {line.rules.length === 0 && <p className="soft">{words.noRules}</p>}
            <Scheme
                label={words.scheme(number)}
                root={root}
                onOpen={open}
                onReorder={(_, from, to) => actions.move(line, from, to)}
            />
            {line.rules.length > 1 && <p className="field-hint">{words.howToOrder}</p>}
        </article>
    );
}
