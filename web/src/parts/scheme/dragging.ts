/** Which place something gets that is let go with its middle at `middle`, by the middles of all that stand in order. */
export function dropPlace(middles: readonly number[], from: number, middle: number): number {
    return middles.filter((each, index) => index !== from && each < middle).length;
}
