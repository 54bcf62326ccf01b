import type { speechRu } from "./speech.ru";

/** Words about texts that the server says. */
export const speechEn: typeof speechRu = {
    say: "Say a text",
    change: "Change the text",
    title: "The text that is heard",
    text: "Text",
    textHint: (count, limit) => `${count} of ${limit} characters. A new line is a short pause.`,
    noWords: "Write a text: one word or number at least.",
    tooLong: (limit) => `At most ${limit} characters: shorten the text.`,
    controls: "There are signs in the text that cannot be said. Delete them.",
    voice: "Voice",
    voices: {
        "ru-male": "Russian, male",
        "ru-female": "Russian, female",
        "en-male": "English, male",
        "en-female": "English, female",
    },
    speed: "Speed",
    speeds: { 100: "Very slow", 130: "Slow", 160: "Normal", 190: "Fast", 230: "Very fast" },
    wordsPerMinute: (count) => `${count} words a minute`,
    listen: "Listen",
    listenAgain: "Listen to the changes",
    heard: "As a caller hears it",
    save: "Save",
    said: (text) => `Text: “${text}”`,
    asks: "It takes the place of the former sound.",
};
