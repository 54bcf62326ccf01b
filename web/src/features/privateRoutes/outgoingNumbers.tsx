import { IconButton } from "../../parts/form/button";
import { SelectField } from "../../parts/form/field";
import { shownNumber } from "../../parts/format/phoneNumber";
import { useTexts } from "../../texts";

/** TRK-03: the numbers that the office's calls show outside; of several one is taken at random. */
export function OutgoingNumbers({
    numbers,
    known,
    error,
    onChange,
}: {
    numbers: readonly string[];
    /** The domain's own. */
    known: readonly string[];
    error: string | undefined;
    onChange: (numbers: readonly string[]) => void;
}): JSX.Element {
    const words = useTexts().privateRoutes;
    const others = known.filter((number) => !numbers.includes(number));
    return (
        <>
            <SelectField
                label={words.outgoingNumbers}
                hint={numbers.length > 1 ? words.randomHint : words.outgoingHint}
                error={error}
                value=""
                options={[
                    { value: "", title: others.length > 0 ? words.addNumber : words.noMoreNumbers },
                    ...others.map((number) => ({ value: number, title: shownNumber(number) })),
                ]}
                disabled={others.length === 0}
                onChange={(number) => onChange([...numbers, number])}
            />
            {numbers.length > 0 && (
                <ul className="number-list" aria-label={words.outgoingNumbers}>
                    {numbers.map((number) => (
                        <li key={number}>
                            {shownNumber(number)}
                            <IconButton
                                icon="close"
                                label={words.removeNumber(shownNumber(number))}
                                onClick={() => onChange(numbers.filter((each) => each !== number))}
                            />
                        </li>
                    ))}
                </ul>
            )}
        </>
    );
}
