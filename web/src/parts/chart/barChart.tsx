import { useWidth } from "../scheme/useWidth";
import { labelStep, scaleTicks } from "./scale";
import "./chart.css";

export interface ChartSeries {
    readonly key: string;
    readonly title: string;
    readonly tone: "accent" | "good" | "neutral";
}

export interface ChartBar {
    readonly key: string;
    /** Below the bar, where there is room. */
    readonly label: string;
    /** Shown by the pointer. */
    readonly title: string;
    /** One for each series, stacked in their order. */
    readonly values: readonly number[];
}

/** In pixels. */
const measures = { height: 200, left: 44, right: 4, top: 8, bottom: 24, gap: 0.28, label: 26 };

/** Bars of several series on one another. What they say in numbers belongs into a table beside. */
export function BarChart({
    label,
    series,
    bars,
    format,
}: {
    label: string;
    series: readonly ChartSeries[];
    bars: readonly ChartBar[];
    format: (value: number) => string;
}): JSX.Element {
    const [frame, width] = useWidth();
    const sums = bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
    const ticks = scaleTicks(Math.max(0, ...sums));
    const highest = ticks[ticks.length - 1] ?? 1;
    const room = { width: width - measures.left - measures.right, height: measures.height - measures.top - measures.bottom };
    const yOf = (value: number): number => measures.top + room.height * (1 - value / highest);
    const slot = room.width / Math.max(1, bars.length);
    const step = labelStep(bars.length, room.width, measures.label);
    return (
        <figure className="chart" ref={frame}>
            {width > 0 && (
                <svg role="img" aria-label={label} width={width} height={measures.height}>
                    {ticks.map((tick) => (
                        <g key={tick} className="chart-tick">
                            <line x1={measures.left} x2={width - measures.right} y1={yOf(tick)} y2={yOf(tick)} />
                            <text x={measures.left - 8} y={yOf(tick) + 4}>
                                {format(tick)}
                            </text>
                        </g>
                    ))}
                    {bars.map((bar, index) => {
                        const x = measures.left + slot * index;
                        let sum = 0;
                        return (
                            <g key={bar.key}>
                                <title>{bar.title}</title>
                                <rect className="chart-slot" x={x} y={measures.top} width={slot} height={room.height} />
                                {series.map(({ key, tone }, place) => {
                                    const value = bar.values[place] ?? 0;
                                    const [from, to] = [yOf(sum), yOf(sum + value)];
                                    sum += value;
                                    return (
                                        value > 0 && (
                                            <rect
                                                key={key}
                                                className={`chart-bar ${tone}`}
                                                x={x + (slot * measures.gap) / 2}
                                                width={slot * (1 - measures.gap)}
                                                y={to}
                                                height={Math.max(1, from - to)}
                                            />
                                        )
                                    );
                                })}
                                {index % step === 0 && (
                                    <text className="chart-label" x={x + slot / 2} y={measures.height - 6}>
                                        {bar.label}
                                    </text>
                                )}
                            </g>
                        );
                    })}
                </svg>
            )}
            <figcaption>
                {series.map(({ key, title, tone }) => (
                    <span key={key}>
                        <span className={`chart-key ${tone}`} aria-hidden="true" />
                        {title}
                    </span>
                ))}
            </figcaption>
        </figure>
    );
}
