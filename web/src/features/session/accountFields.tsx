import { TextField } from "../../parts/form/field";
import { useTexts } from "../../texts";

interface FieldProps {
    readonly value: string;
    readonly error: string | undefined;
}

/** Who one is, where one is not signed in. `login@domain` in it fills the domain, too. */
export function LoginField({
    value,
    error,
    onChange,
    onDomain,
}: FieldProps & { onChange(login: string): void; onDomain(domain: string): void }): JSX.Element {
    const texts = useTexts();
    const onText = (text: string): void => {
        const mark = text.indexOf("@");
        onChange(mark < 0 ? text : text.slice(0, mark));
        if (mark >= 0) onDomain(text.slice(mark + 1));
    };
    return (
        <TextField
            label={texts.signIn.login}
            value={value}
            error={error}
            onChange={onText}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            autoFocus
        />
    );
}

export function DomainField({ value, error, onChange }: FieldProps & { onChange(domain: string): void }): JSX.Element {
    const texts = useTexts();
    return (
        <TextField
            label={texts.signIn.domain}
            hint={texts.signIn.domainHint}
            value={value}
            error={error}
            onChange={onChange}
            name="domain"
            autoComplete="organization"
            autoCapitalize="none"
        />
    );
}
