/** The values at which lines are drawn across a chart: whole, round, from 0 to at least `highest`, at most `count` steps. */
export function scaleTicks(highest: number, count = 4): readonly number[] {
    const step = roundStep(Math.max(highest, 1) / count);
    const ticks = [0];
    while (ticks.length < 2 || (ticks.length - 1) * step < highest) ticks.push(ticks.length * step);
    return ticks;
}

/** The least of 1, 2, 5, 10, 20, 50, … that is no less. */
function roundStep(least: number): number {
    const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
    const factor = [1, 2, 5, 10].find((each) => each * power >= least) ?? 10;
    return factor * power;
}

/** Which of `count` labels are shown so that each has `room` pixels: the first, and every so many. */
export function labelStep(count: number, width: number, room: number): number {
    const most = Math.max(1, Math.floor(width / room));
    return Math.max(1, Math.ceil(count / most));
}
