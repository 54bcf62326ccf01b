export interface BrowserSession {
    readonly id: string;
    readonly label: string;
    readonly createdAt: string;
    readonly expiresAt: string;
    /** Give or take a minute. */
    readonly lastUsedAt: string | null;
    readonly isCurrent: boolean;
}

/** What an access token is good for (AUTH-05). */
export const tokenScopes = ["read", "calls", "administration"] as const;
export type TokenScope = typeof tokenScopes[number];

/** Whether signing in takes a code (AUTH-07). */
export interface SecondFactor {
    readonly isOn: boolean;
    readonly since: string | null;
    /** How many are left. */
    readonly recoveryCodes: number;
}

/** A key of an authenticator (BYD-22). */
export interface Passkey {
    readonly id: string;
    readonly name: string;
    readonly createdAt: string;
    readonly lastUsedAt: string | null;
}

/** What an authenticator is asked to make a passkey; bytes are in base 64 for addresses. */
export interface PasskeyQuestion {
    readonly challenge: string;
    readonly partyID: string;
    readonly partyName: string;
    readonly userHandle: string;
    readonly userName: string;
    readonly shownName: string;
    readonly algorithms: readonly number[];
    /** Those that there are already. */
    readonly known: readonly string[];
    readonly timeoutSeconds: number;
}

/** What an authenticator is asked to sign in. */
export interface PasskeyChallenge {
    readonly challenge: string;
    readonly partyID: string;
    /** None: the authenticator finds one by itself. */
    readonly credentials: readonly string[];
    readonly timeoutSeconds: number;
}

export interface PasskeyAnswer {
    readonly credential: string;
    readonly clientData: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle: string | null;
}

/** What the sign-in takes besides the password. */
export interface SignInFactors {
    readonly takesCode: boolean;
    readonly passkey: PasskeyChallenge | null;
}

/** Shown once: for an app, by hand and as a picture. */
export interface NewSecondFactor {
    readonly secret: string;
    readonly uri: string;
}

export interface AccessToken {
    readonly id: string;
    readonly name: string;
    readonly createdAt: string;
    readonly expiresAt: string;
    readonly lastUsedAt: string | null;
    readonly scopes: readonly TokenScope[];
}
