import { useState } from "react";
import type { CallerFilter } from "../../api/routing";
import { Button, IconButton } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { dialledNumber, shownNumber } from "../../parts/format/phoneNumber";
import { Icon } from "../../parts/page/icon";
import { useTexts } from "../../texts";
import { checkPhone, checkRequired } from "../../texts/checks";
import { isBlockingAll } from "./rules";

const limit = 1_000;

/** RTE-07: the numbers of a black or white list; an empty white one is warned of. */
export function CallerList({
    filter,
    onChange,
}: {
    filter: CallerFilter;
    onChange: (numbers: readonly string[]) => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.lines;
    const [typed, setTyped] = useState("");
    const [error, setError] = useState<string>();
    const { numbers } = filter;
    const add = (): void => {
        const number = dialledNumber(typed);
        const fault =
            checkRequired(typed, texts) ??
            checkPhone(typed, texts) ??
            (numbers.includes(number) ? words.alreadyListed : undefined) ??
            (numbers.length >= limit ? words.listFull : undefined);
        setError(fault);
        if (fault !== undefined) return;
        onChange([...numbers, number]);
        setTyped("");
    };
    return (
        <>
            {isBlockingAll(filter) && (
                <p className="form-failure" role="alert">
                    <Icon name="alert" /> {words.whiteEmpty}
                </p>
            )}
            <TextField
                label={words.addNumber}
                value={typed}
                error={error}
                inputMode="tel"
                onChange={(value) => {
                    setTyped(value);
                    setError(undefined);
                }}
                onKeyDown={(event) => {
                    // Enter adds the number; it does not save the form around it.
                    if (event.key !== "Enter" || typed === "") return;
                    event.preventDefault();
                    add();
                }}
                after={
                    <Button kind="quiet" onClick={add}>
                        {words.addToList}
                    </Button>
                }
            />
            {numbers.length > 0 && (
                <ul className="number-list" aria-label={words.listed}>
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
