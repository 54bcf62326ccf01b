import type { SpokenText } from "../../api/voice";
import type { Language, Texts } from "../../texts";

/** Characters of one text, as the server has it. */
export const textLimit = 2000;
export const speeds = [100, 130, 160, 190, 230] as const;

/** What is wrong with a text that is to be said, the same rules as the server's; `undefined` when it fits. */
export function speechFault(text: string, texts: Texts): string | undefined {
    const words = texts.speech;
    if ([...text].length > textLimit) return words.tooLong(textLimit);
    if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u.test(text)) return words.controls;
    if (!/[\p{Alphabetic}\p{Number}]/u.test(text)) return words.noWords;
    return undefined;
}

/** What a browser puts into a text that nobody has typed: tabs and returns of other systems. */
export function tidyText(text: string): string {
    return text.replace(/\r\n?/g, "\n").replace(/\t/g, " ");
}

/** A new text before anything is written, in the language of the page. */
export function newSpeech(language: Language): SpokenText {
    return { text: "", voice: language === "ru" ? "ru-female" : "en-female", wordsPerMinute: 160 };
}

/** What a prompt is called that says the text: its beginning, cut at a word. */
export function nameOfSpeech(text: string): string {
    const line = text.replace(/\s+/g, " ").trim();
    if ([...line].length <= 60) return line;
    const start = [...line].slice(0, 60).join("");
    const end = start.lastIndexOf(" ");
    return `${end > 20 ? start.slice(0, end) : start}…`;
}

/** The speeds that are offered, with one of before among them. */
export function speedsWith(present: number): readonly number[] {
    return [...new Set<number>([...speeds, present])].sort((left, right) => left - right);
}
