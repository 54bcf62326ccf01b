import { dialledNumber } from "../parts/format/phoneNumber";
import type { Texts } from "./ru";

/** What a value has to be, the same rules as the server's: `undefined` when it fits, else a sentence. */
type Check = (value: string, texts: Texts) => string | undefined;

const fits =
    (isRight: (value: string) => boolean, sentence: (texts: Texts) => string): Check =>
    (value, texts) =>
        isRight(value) ? undefined : sentence(texts);

export const checkRequired: Check = fits((value) => value.trim() !== "", (texts) => texts.checks.required);

export const checkLogin: Check = fits(
    (value) => /^[a-z0-9._-]{1,64}$/.test(value),
    (texts) => texts.checks.login,
);

/** Of somebody new: with a letter, so that it is nobody's extension (USR-03). */
export const checkNewLogin: Check = fits(
    (value) => /^[a-z0-9._-]{1,64}$/.test(value) && /[a-z]/.test(value),
    (texts) => texts.checks.newLogin,
);

/** TEN-11. */
export const checkPassword: Check = fits(
    (value) => /^[ -~]{6,128}$/.test(value) && /[A-Za-z]/.test(value) && /\d/.test(value),
    (texts) => texts.checks.password,
);

/** AUTH-07. */
export const checkCode: Check = fits((value) => /^\d{6}$/.test(value), (texts) => texts.access.factor.codeRule);

export const checkExtension: Check = (value, texts) => {
    // Whoever has it would be called in place of those who help (CAL-02).
    if (value === "112") return texts.checks.help;
    return /^(\d{1,5})?$/.test(value) ? undefined : texts.checks.extension;
};

export const checkName: Check = fits((value) => value.length <= 100, (texts) => texts.checks.name);

export const checkEmail: Check = fits(
    (value) => value === "" || (value.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(value)),
    (texts) => texts.checks.email,
);

export const checkPhone: Check = fits(
    (value) => value === "" || /^\+?[*#]{0,20}\d[\d*#]{0,40}$/.test(dialledNumber(value)),
    (texts) => texts.checks.phone,
);

export const checkRingTime: Check = fits(
    (value) => isWhole(value, 5, 120),
    (texts) => texts.checks.ringTime,
);

export const checkDomain: Check = fits(
    (value) =>
        value.length <= 253 && value.split(".").every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)),
    (texts) => texts.checks.domain,
);

export function checkCount(least: number, most: number): Check {
    return fits((value) => isWhole(value, least, most), (texts) => texts.checks.count(least, most));
}

function isWhole(value: string, least: number, most: number): boolean {
    return /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
}
