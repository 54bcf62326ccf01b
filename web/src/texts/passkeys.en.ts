import type { passkeysRu } from "./passkeys.ru";

/** Words about passkeys. */
export const passkeysEn: typeof passkeysRu = {
    title: "Passkeys",
    about:
        "Sign in without a password: by the finger, face or PIN of your phone, computer or security key. With the first one "
        + "the password alone is not enough: a passkey or a code is asked for besides.",
    name: "Name of the passkey",
    nameHint: "Where it is kept: “Laptop”, “Phone”.",
    password: "Password, to confirm",
    make: "Make a passkey",
    made: "Passkey made",
    since: (moment) => `made ${moment}`,
    lastUse: (moment) => `last sign-in ${moment}`,
    rename: "Rename",
    renameOf: (name) => `Rename the passkey “${name}”`,
    removeOf: (name) => `Remove the passkey “${name}”`,
    removed: "Passkey removed",
    signIn: "Sign in with a passkey",
    confirm: "Confirm with a passkey",
    factorAbout: "The password is right. Confirm with your passkey.",
    refused: "This passkey does not sign in here. It may have been removed from the profile.",
    factorRefused: "This passkey belongs to another account, or it took too long. Try again.",
    givenUp: "No passkey was used: cancelled, out of time, or there is none on this device.",
    thereAlready: "This device has a passkey for your account already, or you have twenty of them.",
    notTaken: "The server did not take it: the page was not opened at the server's address, or it took too long.",
    ofUser: (name) => `Remove the passkey “${name}”`,
    ofUserTitle: (key, user) => `Remove the passkey “${key}”: ${user}?`,
    ofUserText: "It will not sign in any more. Only the user can make a new one.",
};
