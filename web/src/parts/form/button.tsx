import { forwardRef } from "react";
import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Icon } from "../page/icon";
import type { IconName } from "../page/icon";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
    readonly kind?: "primary" | "plain" | "quiet" | "danger";
    readonly icon?: IconName | undefined;
    /** Work is under way: the button shows it and takes no second press. */
    readonly isBusy?: boolean;
    readonly children?: ReactNode;
}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
    { kind = "plain", icon, isBusy = false, className, children, onClick, ...rest },
    reference,
) {
    return (
        <button
            type="button"
            ref={reference}
            className={`button ${kind} ${className ?? ""}`}
            aria-busy={isBusy}
            aria-disabled={isBusy || undefined}
            onClick={isBusy ? (event) => event.preventDefault() : onClick}
            {...rest}
        >
            {isBusy ? <span className="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
            {children}
        </button>
    );
});

interface IconButtonProps extends Omit<ButtonProps, "children" | "isBusy"> {
    readonly icon: IconName;
    readonly label: string;
}

/** A square button with a picture; the label is said and shown on hover. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
    { icon, label, kind = "quiet", className, ...rest },
    reference,
) {
    return (
        <button
            type="button"
            ref={reference}
            className={`button icon-only ${kind} ${className ?? ""}`}
            aria-label={label}
            title={label}
            {...rest}
        >
            <Icon name={icon} />
        </button>
    );
});
