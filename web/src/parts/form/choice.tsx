import { useId } from "react";

/** One of a few, all in sight: radio buttons drawn as a strip. */
export function Choice<Value extends string>({
    label,
    value,
    options,
    onChange,
}: {
    label: string;
    value: Value;
    options: readonly { readonly value: Value; readonly title: string }[];
    onChange: (value: Value) => void;
}): JSX.Element {
    const name = useId();
    return (
        <div className="choice-strip" role="radiogroup" aria-label={label}>
            {options.map((option) => (
                <label key={option.value} className={option.value === value ? "is-on" : undefined}>
                    <input
                        type="radio"
                        name={name}
                        value={option.value}
                        checked={option.value === value}
                        onChange={() => onChange(option.value)}
                    />
                    {option.title}
                </label>
            ))}
        </div>
    );
}
