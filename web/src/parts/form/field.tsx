import { useId } from "react";
import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from "react";
import { Icon } from "../page/icon";

interface FieldProps {
    readonly label: string;
    /** One sentence on what belongs here. */
    readonly hint?: ReactNode;
    /** One sentence on what to do. */
    readonly error?: string | undefined;
    /** Said after the label, for instance 'optional'. */
    readonly note?: string;
}

interface FrameProps extends FieldProps {
    readonly id: string;
    readonly children: ReactNode;
}

/** Label, control, and below it the hint or the error. */
function Frame({ id, label, note, hint, error, children }: FrameProps): JSX.Element {
    return (
        <div className={error ? "field has-error" : "field"}>
            <label htmlFor={id}>
                {label}
                {note && <span className="note"> {note}</span>}
            </label>
            {children}
            {error ? (
                <p className="field-error" id={`${id}-error`} role="alert">
                    <Icon name="alert" /> {error}
                </p>
            ) : (
                hint && (
                    <p className="field-hint" id={`${id}-hint`}>
                        {hint}
                    </p>
                )
            )}
        </div>
    );
}

function described(id: string, props: FieldProps): { "aria-invalid": boolean; "aria-describedby": string | undefined } {
    return {
        "aria-invalid": props.error !== undefined,
        "aria-describedby": props.error ? `${id}-error` : props.hint ? `${id}-hint` : undefined,
    };
}

type TextFieldProps = FieldProps &
    Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "value"> & {
        readonly value: string;
        readonly onChange: (value: string) => void;
        /** Stands inside the frame after the text: a unit, a button. */
        readonly after?: ReactNode;
    };

export function TextField({ label, hint, error, note, value, onChange, after, ...rest }: TextFieldProps): JSX.Element {
    const id = useId();
    return (
        <Frame id={id} label={label} hint={hint} error={error} {...(note ? { note } : {})}>
            <div className="input">
                <input
                    id={id}
                    type="text"
                    autoComplete="off"
                    spellCheck={false}
                    value={value}
                    onChange={(event) => onChange(event.target.value)}
                    {...described(id, { label, hint, error })}
                    {...rest}
                />
                {after && <span className="input-after">{after}</span>}
            </div>
        </Frame>
    );
}

type LinesFieldProps = FieldProps &
    Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "onChange" | "value"> & {
        readonly value: string;
        readonly onChange: (value: string) => void;
    };

/** Several lines of text. */
export function LinesField({ label, hint, error, note, value, onChange, ...rest }: LinesFieldProps): JSX.Element {
    const id = useId();
    return (
        <Frame id={id} label={label} hint={hint} error={error} {...(note ? { note } : {})}>
            <div className="input lines">
                <textarea
                    id={id}
                    rows={4}
                    value={value}
                    onChange={(event) => onChange(event.target.value)}
                    {...described(id, { label, hint, error })}
                    {...rest}
                />
            </div>
        </Frame>
    );
}

type SelectFieldProps<Value extends string> = FieldProps &
    Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange" | "value"> & {
        readonly value: Value;
        readonly options: readonly { readonly value: Value; readonly title: string }[];
        readonly onChange: (value: Value) => void;
    };

export function SelectField<Value extends string>({
    label,
    hint,
    error,
    note,
    value,
    options,
    onChange,
    ...rest
}: SelectFieldProps<Value>): JSX.Element {
    const id = useId();
    return (
        <Frame id={id} label={label} hint={hint} error={error} {...(note ? { note } : {})}>
            <div className="input select">
                <select
                    id={id}
                    value={value}
                    onChange={(event) => onChange(event.target.value as Value)}
                    {...described(id, { label, hint, error })}
                    {...rest}
                >
                    {options.map((option) => (
                        <option key={option.value} value={option.value}>
                            {option.title}
                        </option>
                    ))}
                </select>
                <Icon name="down" />
            </div>
        </Frame>
    );
}

/** On or off, at once understood: a switch with its label beside it. */
export function SwitchField({
    label,
    hint,
    error,
    value,
    isDisabled = false,
    onChange,
}: {
    label: string;
    hint?: string | undefined;
    error?: string | undefined;
    value: boolean;
    isDisabled?: boolean;
    onChange: (value: boolean) => void;
}): JSX.Element {
    const id = useId();
    return (
        <div className="switch-field">
            <input
                id={id}
                type="checkbox"
                role="switch"
                className="switch"
                checked={value}
                disabled={isDisabled}
                onChange={(event) => onChange(event.target.checked)}
                aria-invalid={error !== undefined || undefined}
                aria-describedby={error ? `${id}-error` : hint ? `${id}-hint` : undefined}
            />
            <div>
                <label htmlFor={id}>{label}</label>
                {hint && (
                    <p className="field-hint" id={`${id}-hint`}>
                        {hint}
                    </p>
                )}
                {error && (
                    <p className="field-error" id={`${id}-error`} role="alert">
                        {error}
                    </p>
                )}
            </div>
        </div>
    );
}
