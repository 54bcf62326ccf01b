import type { LegQuality, ProtocolStep } from "../../api/schema";
import { shownNumber } from "../../parts/format/phoneNumber";
import { useFormats, useTexts } from "../../texts";
import { Grade } from "./result";

/** BYD-05: MOS, loss, jitter and delay of each leg, both directions. */
export function QualityTable({
    quality,
    steps,
}: {
    quality: readonly LegQuality[];
    steps: readonly ProtocolStep[];
}): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    if (quality.length === 0) return <p className="soft">{texts.card.noQuality}</p>;

    const nameOf = (leg: string): string => {
        const { name, number } = steps.find((step) => step.parameters["leg"] === leg)?.parameters ?? {};
        return name || (number ? shownNumber(number) : texts.steps.somebody);
    };
    const loss = (value: number | null): string => (value === null ? "—" : `${formats.decimal(value, 1)} %`);
    const time = (value: number | null): string =>
        value === null ? "—" : texts.card.milliseconds(formats.decimal(value, value < 10 ? 1 : 0));
    return (
        <>
            <div className="figures-scroller" tabIndex={0} role="region" aria-label={texts.card.quality}>
                <table className="figures">
                    <thead>
                        <tr>
                            <th scope="col">{texts.calls.legs}</th>
                            <th scope="col">{texts.card.codec}</th>
                            <th scope="col">
                                <span className="said">{texts.card.fromLeg}, {texts.card.toLeg}</span>
                            </th>
                            <th scope="col" className="end">{texts.card.mos}</th>
                            <th scope="col" className="end">{texts.card.lost}</th>
                            <th scope="col" className="end">{texts.card.jitter}</th>
                            <th scope="col" className="end">{texts.card.delay}</th>
                        </tr>
                    </thead>
                    {quality.map((leg) => (
                        <tbody key={leg.leg}>
                            <tr>
                                <th scope="rowgroup" rowSpan={2}>{nameOf(leg.leg)}</th>
                                <td rowSpan={2}>
                                    {leg.codec}
                                    <div className="field-hint">
                                        {leg.encryption === null ? texts.card.inTheClear : (
                                            <span title={leg.encryption}>
                                                {texts.card.encrypted(leg.encryption.split(" ")[0] ?? "")}
                                            </span>
                                        )}
                                    </div>
                                </td>
                                <td className="soft">{texts.card.fromLeg}</td>
                                <td className="end"><Grade mos={leg.mos} /></td>
                                <td className="end">{loss(leg.lostPercent)}</td>
                                <td className="end">{time(leg.jitterMilliseconds)}</td>
                                <td className="end" rowSpan={2}>{time(leg.roundTripMilliseconds)}</td>
                            </tr>
                            <tr>
                                <td className="soft">{texts.card.toLeg}</td>
                                <td className="end">—</td>
                                <td className="end">{loss(leg.remoteLostPercent)}</td>
                                <td className="end">{time(leg.remoteJitterMilliseconds)}</td>
                            </tr>
                        </tbody>
                    ))}
                </table>
            </div>
            <p className="field-hint">{texts.card.gradeLegend}</p>
        </>
    );
}
