import { useRef, useState } from "react";

export type FieldErrors<Values> = { readonly [Name in keyof Values]?: string | undefined };

/** How a failed save is told: errors at fields, and a sentence for the whole when no field is to blame. */
export interface SubmitFailure<Values> {
    readonly fields: FieldErrors<Values>;
    readonly general: string | null;
}

export interface Form<Values> {
    readonly values: Values;
    readonly errors: FieldErrors<Values>;
    /** What went wrong beyond single fields. */
    readonly general: string | null;
    readonly isChanged: boolean;
    readonly isBusy: boolean;
    set<Name extends keyof Values>(name: Name, value: Values[Name]): void;
    /** Checks, then saves; resolves to whether it was saved. Focus goes to the first field in error. */
    submit(form: HTMLFormElement | null): Promise<boolean>;
}

/**
 * The state of a form. An error of a field goes away when the field changes; nothing is checked before the first
 * attempt to save, so nobody is told off while typing.
 */
export function useForm<Values extends object>(options: {
    readonly initial: Values;
    readonly check: (values: Values) => FieldErrors<Values>;
    readonly save: (values: Values) => Promise<void>;
    readonly explain: (problem: unknown) => SubmitFailure<Values>;
}): Form<Values> {
    const initial = useRef(options.initial);
    const [values, setValues] = useState(options.initial);
    const [errors, setErrors] = useState<FieldErrors<Values>>({});
    const [general, setGeneral] = useState<string | null>(null);
    const [isBusy, setIsBusy] = useState(false);

    const show = (failure: SubmitFailure<Values>, form: HTMLFormElement | null): void => {
        setErrors(failure.fields);
        setGeneral(failure.general);
        requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    };

    return {
        values,
        errors,
        general,
        isChanged: !isEqual(values, initial.current),
        isBusy,
        set: (name, value) => {
            setValues((former) => ({ ...former, [name]: value }));
            setErrors((former) => ({ ...former, [name]: undefined }));
        },
        submit: async (form) => {
            if (isBusy) return false;
            const found = options.check(values);
            if (Object.values(found).some((error) => error !== undefined)) {
                show({ fields: found, general: null }, form);
                return false;
            }
            setIsBusy(true);
            try {
                await options.save(values);
                initial.current = values;
                setErrors({});
                setGeneral(null);
                return true;
            } catch (problem) {
                show(options.explain(problem), form);
                return false;
            } finally {
                setIsBusy(false);
            }
        },
    };
}

function isEqual(left: object, right: object): boolean {
    return JSON.stringify(left) === JSON.stringify(right);
}
