import { englishPlural } from "../parts/format/plural";
import type { accessRu } from "./access.ru";

/** Words about proving who one is: recovery of passwords, second factor, sessions, keys of programs. */
export const accessEn: typeof accessRu = {
    forgot: "Forgot your password?",
    forgotAsk: "Forgot your password? Your company's administrator sets a new one.",
    code: "Code of the app",
    codeHint: "Six digits, or one of your recovery codes.",
    codeWrong: "The code is wrong or was used before. Wait for the next one.",
    back: "To sign-in",

    recovery: {
        title: "Forgotten password",
        about: "We mail a link for a new password to the address that your account has.",
        submit: "Mail the link",
        sentTitle: "Look into your mail",
        sent: "If there is such an account and it has an address, the letter is on its way. The link is good for one hour.",
        notSent: "No letter? Your company's administrator can set a password.",
        impossible: "This server sends no such letters. Your company's administrator can set a password.",
        newTitle: "New password",
        newAbout: "Your phones will need it, too. All open sessions end.",
        set: "Set password",
        done: "Password changed. Sign in with it.",
        used: "The link is no longer good: it works once, for one hour. Ask for a new one.",
    },

    factor: {
        title: "Sign-in by code",
        about:
            "Besides the password, signing in asks for six digits of an app on your phone: Google Authenticator, FreeOTP "
            + "or another.",
        begin: "Switch on",
        isOn: (moment) => `On since ${moment}.`,
        left: (count) => `${count} ${englishPlural(count, "recovery code", "recovery codes")} left.`,
        scan: "Take the picture with the app, or type the key.",
        picture: "QR code with the key for the app",
        secret: "Key",
        uri: "Link for the app",
        enterCode: "The code that the app shows",
        confirm: "Confirm",
        codeRule: "Six digits.",
        codeWrong: "The code is wrong. Check the phone's clock and enter a new code.",
        switchedOn: "Sign-in by code is on",
        codesTitle: "Recovery codes",
        codesAbout: "Keep them: each stands in for a code once, when the phone is not at hand. They are not shown again.",
        codesKept: "I have kept the codes",
        switchOff: "Switch off",
        switchedOff: "Sign-in by code is off",
        ofUser: "Switch off sign-in by code",
        ofUserTitle: (name) => `Switch off sign-in by code: ${name}?`,
        ofUserText: "The password will be enough to sign in. Only the user can switch it on again.",
    },

    sessions: {
        lastUse: (moment) => `last used ${moment}`,
        neverUsed: "not used yet",
        endOthers: "End all others",
        endedOthers: "The other sessions have ended",
    },

    scopes: {
        title: "What the key is good for",
        none: "Choose at least one.",
        read: "Read",
        calls: "Make and steer calls",
        administration: "Change settings",
    },

    credentials: {
        send: "Mail the credentials",
        sendHint: "Login, domain, password, the cabinet's address and the settings of a phone.",
        noEmail: "Give an e-mail address.",
        noMail: "This server sends no mail. Pass them on yourself.",
    },

    emailNeedsPassword: "To change the address: links for a new password go there.",
    accountBlocked: "Account: its code was guessed at",
};
