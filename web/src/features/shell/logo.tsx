/** A martlet: the swallow of heraldry, which never lands. */
export function Logo(): JSX.Element {
    return (
        <svg className="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect width="32" height="32" rx="8" />
            <path d="M5 9.2c5.2-.4 9.4 1.6 12 5.4 2.2-2.6 5-3.8 8-3.6l2.6 1.5-2.9.7c-.3 3.8-2.3 6.8-5.6 8.3l1.2 4.9-4.1-4.2-5.4 2.6 2.6-4.7C9.7 18 6.8 14.3 5 9.2z" />
        </svg>
    );
}
