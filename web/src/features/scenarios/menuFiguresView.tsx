import { useState } from "react";
import { menuStatistics } from "../../api/scenarios";
import type { MenuStatistics, Scenario } from "../../api/scenarios";
import { SelectField, TextField } from "../../parts/form/field";
import { useLoad } from "../../parts/page/useLoad";
import type { Loaded } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import { LoadFailed } from "../shell/loadFailed";
import { daysIn, figurePeriods, visitsBy, visitsByKeys } from "./menuFigures";
import type { FigurePeriod } from "./menuFigures";

export interface Figures {
    readonly period: FigurePeriod;
    readonly days: { readonly from: string; readonly until: string };
    readonly loaded: Loaded<{ readonly menus: readonly MenuStatistics[] }> & { reload(): void };
    choose(period: FigurePeriod): void;
    narrow(days: { readonly from: string; readonly until: string }): void;
}

/** What callers did in a period that is chosen; asked for when it is looked at. */
export function useFigures(scenario: Scenario, zone: string, isShown: boolean): Figures {
    const [period, setPeriod] = useState<FigurePeriod>("week");
    const [own, setOwn] = useState(() => daysIn("week", new Date(), zone));
    const days = period === "free" ? own : daysIn(period, new Date(), zone);
    const isWhole = days.from !== "" && days.until !== "" && days.from <= days.until;
    const loaded = useLoad(`figures ${scenario.id} ${isShown && isWhole ? `${days.from} ${days.until}` : ""}`, () =>
        isShown && isWhole ? menuStatistics(scenario.id, days) : Promise.resolve({ menus: [] }),
    );
    const choose = (chosen: FigurePeriod): void => {
        if (chosen === "free") setOwn(days);
        setPeriod(chosen);
    };
    return { period, days, loaded, choose, narrow: setOwn };
}

/** IVR-07: which days are counted. */
export function FiguresBar({ figures, zone }: { figures: Figures; zone: string }): JSX.Element {
    const texts = useTexts();
    const words = texts.menuFigures;
    const { period, days } = figures;
    return (
        <div className="figures-bar">
            <SelectField<FigurePeriod>
                label={words.period}
                hint={words.zone(zone)}
                value={period}
                options={figurePeriods.map((value) => ({ value, title: words.periods[value] }))}
                onChange={figures.choose}
            />
            {period === "free" && (
                <>
                    <TextField
                        label={words.from}
                        type="date"
                        value={days.from}
                        max={days.until || undefined}
                        onChange={(from) => figures.narrow({ ...days, from })}
                    />
                    <TextField
                        label={words.until}
                        type="date"
                        value={days.until}
                        min={days.from || undefined}
                        onChange={(until) => figures.narrow({ ...days, until })}
                    />
                </>
            )}
        </div>
    );
}

/** The same as a table, for those who compare. */
export function FiguresTable({ figures, scenario }: { figures: Figures; scenario: Scenario }): JSX.Element | null {
    const texts = useTexts();
    const words = texts.menuFigures;
    const formats = useFormats();
    const { loaded } = figures;
    if (loaded.state === "failed") return <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />;
    if (loaded.state === "loading") return null;
    const { menus } = loaded.value;
    if (menus.every(({ entered }) => entered === 0)) return <p className="soft">{words.nothing}</p>;
    const titleOf = ({ menu, name }: MenuStatistics): string => {
        if (name === null) return words.gone(menu);
        return scenario.menus[0]?.id === menu ? texts.scenarios.mainMenu : name;
    };
    return (
        <>
            <div className="figures-scroller" tabIndex={0} role="region" aria-label={words.title}>
                <table className="figures">
                    <thead>
                        <tr>
                            <th scope="col">{words.menu}</th>
                            <th scope="col" className="end">{words.entered}</th>
                            <th scope="col" className="end">{words.keys}</th>
                            <th scope="col" className="end">{words.otherKeys}</th>
                            <th scope="col" className="end">{words.timeout}</th>
                            <th scope="col" className="end">{words.limit}</th>
                            <th scope="col" className="end">{words.hungUp}</th>
                            <th scope="col" className="end">{words.average}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {menus.map((menu) => (
                            <tr key={menu.menu}>
                                <th scope="row">{titleOf(menu)}</th>
                                <td className="end">{formats.count(menu.entered)}</td>
                                <td className="end">{formats.count(visitsByKeys(menu))}</td>
                                <td className="end">{formats.count(visitsBy(menu, "other-keys"))}</td>
                                <td className="end">{formats.count(visitsBy(menu, "timeout"))}</td>
                                <td className="end">{formats.count(visitsBy(menu, "limit"))}</td>
                                <td className="end">{formats.count(menu.hungUp)}</td>
                                <td className="end">{formats.decimal(menu.averageSeconds, 1)}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            <p className="soft">{words.hint}</p>
        </>
    );
}
