import { useState } from "react";
import { Button } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { useTexts } from "../../texts";
import { suggestedPassword } from "../../texts/password";

/** A new password: typed or suggested; what is suggested is shown, so that it can be passed on. */
export function PasswordField({
    label,
    hint,
    value,
    error,
    onChange,
}: {
    label: string;
    hint: string;
    value: string;
    error: string | undefined;
    onChange: (value: string) => void;
}): JSX.Element {
    const texts = useTexts();
    const [isShown, setIsShown] = useState(false);
    const suggest = (): void => {
        onChange(suggestedPassword((bytes) => crypto.getRandomValues(bytes)));
        setIsShown(true);
    };
    return (
        <TextField
            label={label}
            hint={hint}
            error={error}
            type={isShown ? "text" : "password"}
            value={value}
            onChange={onChange}
            autoComplete="new-password"
            after={
                <>
                    {value !== "" && (
                        <Button kind="quiet" aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
                            {isShown ? texts.users.hide : texts.users.show}
                        </Button>
                    )}
                    <Button kind="quiet" onClick={suggest}>
                        {texts.users.generate}
                    </Button>
                </>
            }
        />
    );
}
