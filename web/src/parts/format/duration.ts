/** `0:07`, `12:40`, `1:02:03`. */
export function clockDuration(seconds: number): string {
    const whole = Math.max(0, Math.floor(seconds));
    const two = (value: number): string => String(value).padStart(2, "0");
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor(whole / 60) % 60;
    return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** How long after the start a step came: `+0.000`, `+12.345`, `+2:03.4`. */
export function offsetDuration(milliseconds: number): string {
    const whole = Math.max(0, Math.round(milliseconds));
    if (whole < 60_000) return `+${(whole / 1000).toFixed(3)}`;
    const minutes = Math.floor(whole / 60_000);
    return `+${minutes}:${((whole % 60_000) / 1000).toFixed(1).padStart(4, "0")}`;
}
