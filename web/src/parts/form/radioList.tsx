import { useId } from "react";

/** One of several, each with a sentence on what it means. */
export function RadioList<Value extends string>({
    label,
    value,
    options,
    onChange,
}: {
    label: string;
    value: Value | null;
    options: readonly { readonly value: Value; readonly title: string; readonly hint: string }[];
    onChange: (value: Value) => void;
}): JSX.Element {
    const name = useId();
    return (
        <div className="radio-list" role="radiogroup" aria-label={label}>
            {options.map((option, index) => (
                <label key={option.value} className={option.value === value ? "is-on" : undefined}>
                    <input
                        type="radio"
                        name={name}
                        value={option.value}
                        checked={option.value === value}
                        aria-label={option.title}
                        aria-describedby={`${name}-${index}`}
                        onChange={() => onChange(option.value)}
                    />
                    <span>
                        {option.title}
                        <small id={`${name}-${index}`}>{option.hint}</small>
                    </span>
                </label>
            ))}
        </div>
    );
}
