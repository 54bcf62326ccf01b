import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nameOfSpeech, newSpeech, speechFault, speedsWith, tidyText } from "../src/features/prompts/speech";
import { ru } from "../src/texts/ru";

describe("IVR-07 texts that are said", () => {
    const words = ru.speech;
    test("the same texts are refused as by the server, with a sentence that helps", () => {
        const cases: readonly [string, string | undefined][] = [
            ["Нажмите один", undefined],
            ["1", undefined],
            ["Первая строка\nВторая", undefined],
            ["-f /etc/passwd", undefined],
            ["", words.noWords],
            [" \n ?!…", words.noWords],
            ["a\u0000b", words.controls],
            ["a\u0001b", words.controls],
            ["a\tb", words.controls],
            ["a\u009bb", words.controls],
            ["ж".repeat(2000), undefined],
            ["ж".repeat(2001), words.tooLong(2000)],
            ["😀".repeat(1999) + "a", undefined],
        ];
        for (const [text, fault] of cases) assert.equal(speechFault(text, ru), fault, JSON.stringify(text.slice(0, 20)));
    });
    test("what is pasted loses tabs and returns, and nothing else", () => {
        assert.equal(tidyText("one\r\ntwo\rthree\tfour\nfive"), "one\ntwo\nthree four\nfive");
    });
    test("a prompt is called by the beginning of its text, cut at a word", () => {
        assert.equal(nameOfSpeech("  Добрый\n день "), "Добрый день");
        const long = nameOfSpeech("Здравствуйте, вы позвонили в компанию «Ромашка», нажмите один для отдела продаж");
        assert.equal(long, "Здравствуйте, вы позвонили в компанию «Ромашка», нажмите…");
        assert.equal([...nameOfSpeech("я".repeat(100))].length, 61);
    });
    test("a new text is said in the language of the page, and a speed of before stays on offer", () => {
        assert.equal(newSpeech("ru").voice, "ru-female");
        assert.equal(newSpeech("en").voice, "en-female");
        assert.deepEqual(speedsWith(160), [100, 130, 160, 190, 230]);
        assert.deepEqual(speedsWith(140), [100, 130, 140, 160, 190, 230]);
    });
});
