import { shownNumber } from "../../parts/format/phoneNumber";

/** The first number of somebody, and the others below it. */
export function NumberLines({ numbers }: { numbers: readonly string[] }): JSX.Element {
    const [first, ...others] = numbers.map(shownNumber);
    return (
        <span className="two-lines">
            {first}
            <small className="kept">{others.join(", ")}</small>
        </span>
    );
}
