import { weekdays } from "../../api/routing";
import type { SchedulePeriod, Weekday } from "../../api/routing";
import { Button, IconButton } from "../../parts/form/button";
import { Icon } from "../../parts/page/icon";
import { useTexts } from "../../texts";
import { holdsWhenClosed, periodFault, readTime, splitAtMidnight, storedPeriod } from "./schedule";

/** The first period of a new schedule: working days, ten to seven. */
export const usualPeriod: SchedulePeriod = { days: ["mon", "tue", "wed", "thu", "fri"], from: "10:00", to: "19:00" };

export const periodLimit = 50;

export function isScheduleRight(periods: readonly SchedulePeriod[]): boolean {
    return periods.length > 0 && periods.every((period) => periodFault(period) === null);
}

export function storedSchedule(periods: readonly SchedulePeriod[]): readonly SchedulePeriod[] {
    return periods.map(storedPeriod);
}

/** RTE-04: days and times, several periods; a night is two of them, and the editor makes them when asked. */
export function ScheduleEditor({
    label,
    periods,
    isChecked,
    onChange,
}: {
    label: string;
    periods: readonly SchedulePeriod[];
    /** Somebody tried to save: what is wrong is told. */
    isChecked: boolean;
    onChange: (periods: readonly SchedulePeriod[]) => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.schedules;
    const replace = (index: number, ...by: readonly SchedulePeriod[]): void =>
        onChange(periods.flatMap((period, place) => (place === index ? by : [period])));
    return (
        <div className="schedule-editor" role="group" aria-label={label}>
            {periods.map((period, index) => (
                <Period
                    key={index}
                    place={index + 1}
                    period={period}
                    isChecked={isChecked}
                    onChange={(changed) => replace(index, changed)}
                    onSplit={() => replace(index, ...splitAtMidnight(storedPeriod(period)))}
                    onRemove={periods.length > 1 ? () => replace(index) : null}
                />
            ))}
            <p className="field-hint">{words.hint}</p>
            {isScheduleRight(periods) && (
                <p className="field-hint" aria-live="polite">
                    {words.whenClosed[holdsWhenClosed(storedSchedule(periods)) ? "holds" : "rests"]}
                </p>
            )}
            {periods.length < periodLimit && (
                <Button
                    icon="add"
                    onClick={() => onChange([...periods, { days: [], from: usualPeriod.from, to: usualPeriod.to }])}
                >
                    {words.addPeriod}
                </Button>
            )}
        </div>
    );
}

function Period({
    place,
    period,
    isChecked,
    onChange,
    onSplit,
    onRemove,
}: {
    place: number;
    period: SchedulePeriod;
    isChecked: boolean;
    onChange: (period: SchedulePeriod) => void;
    onSplit: () => void;
    onRemove: (() => void) | null;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.schedules;
    const fault = periodFault(period);
    // Past midnight is told at once: the way out is beside it. The rest waits until somebody saves.
    const isTold = fault !== null && (isChecked || fault === "past-midnight");
    const toggle = (day: Weekday): void =>
        onChange({
            ...period,
            days: weekdays.filter((each) => (each === day) !== period.days.includes(each)),
        });
    const time = (name: "from" | "to"): JSX.Element => (
        <span className={isTold && fault !== "no-days" ? "input has-error" : "input"}>
            <input
                className="time"
                type="text"
                inputMode="numeric"
                maxLength={5}
                aria-label={words[name](place)}
                aria-invalid={isTold && fault !== "no-days"}
                value={period[name]}
                onChange={(event) => onChange({ ...period, [name]: event.target.value })}
                onBlur={() => onChange({ ...period, [name]: readTime(period[name]) ?? period[name] })}
            />
        </span>
    );
    return (
        <fieldset className="period">
            <legend className="said">{words.period(place)}</legend>
            <div className="period-days">
                {weekdays.map((day) => (
                    <label key={day} className={period.days.includes(day) ? "is-on" : undefined}>
                        <input
                            type="checkbox"
                            aria-label={words.dayNames[day]}
                            aria-invalid={isTold && fault === "no-days"}
                            checked={period.days.includes(day)}
                            onChange={() => toggle(day)}
                        />
                        <span aria-hidden="true">{words.days[day]}</span>
                    </label>
                ))}
            </div>
            <div className="period-times">
                {time("from")}
                <span aria-hidden="true">—</span>
                {time("to")}
                <Button kind="quiet" onClick={() => onChange({ ...period, from: "00:00", to: "00:00" })}>
                    {words.setRoundTheClock}
                </Button>
                {onRemove && <IconButton icon="trash" label={words.removePeriod(place)} onClick={onRemove} />}
            </div>
            {isTold && (
                <p className="field-error" role="alert">
                    <Icon name="alert" /> {words.faults[fault]}
                    {fault === "past-midnight" && <Button onClick={onSplit}>{words.split}</Button>}
                </p>
            )}
        </fieldset>
    );
}
