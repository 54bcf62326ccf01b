import assert from "node:assert/strict";
import { test } from "node:test";
import { endOfDay, lastDay } from "../src/features/numbers/holdEnd";
import { sumOf } from "../src/features/numbers/useConnect";
import { kopecksOf, priceText, shownPrice } from "../src/parts/format/price";
import { en } from "../src/texts/en";
import { ru } from "../src/texts/ru";

test("NUM-02 a price is read as people write it, and nothing else is one", () => {
    const cases: readonly (readonly [string, number | null])[] = [
        ["1500", 150_000], ["1 500,5", 150_050], ["1500.05", 150_005], ["0", 0], ["1\u00a0000", 100_000],
        ["", null], ["-1", null], ["1,505", null], ["дорого", null], ["1e3", null], ["1,", null], ["1234567890", null],
    ];
    for (const [text, kopecks] of cases) assert.equal(kopecksOf(text), kopecks, text);
});

test("NUM-02 a price in a field is read again as it was", () => {
    for (const language of ["ru", "en"]) {
        for (const kopecks of [0, 5, 50, 100, 150_005, 1_000_000_000]) {
            assert.equal(kopecksOf(priceText(kopecks, language)), kopecks);
            assert.equal(kopecksOf(shownPrice(kopecks, "ru")), kopecks);
        }
    }
});

test("NUM-01 a number is kept up to and including a day", () => {
    const zone = "Europe/Moscow";
    const now = new Date("2026-11-22T12:00:00+03:00");
    const end = endOfDay("2026-12-01", now, zone);
    assert.deepEqual(end, new Date("2026-12-02T00:00:00+03:00"));
    assert.equal(lastDay(end?.toISOString() ?? "", "ru", zone), "01.12.2026");
    assert.deepEqual(endOfDay("2026-11-22", now, zone), new Date("2026-11-23T00:00:00+03:00"));
    for (const wrong of ["", "2026-11-21", "2026-02-30", "2028-01-01"]) assert.equal(endOfDay(wrong, now, zone), null);
});

test("NUM-01 the question names the price of all, and the first of many", () => {
    const numbers = [100, 250].map((priceKopecks) => ({
        id: "1", number: "+7", kind: "city" as const, city: "М", category: "none" as const, priceKopecks,
    }));
    assert.equal(sumOf(numbers), 350);
    assert.equal(ru.numbers.shop.askTitle("A, B", 2), "A, B и ещё 2");
    assert.equal(en.numbers.shop.askTitle("A, B", 0), "A, B");
    assert.ok(ru.numbers.shop.askText(1, "3,50").includes("подключения номера: 3,50 руб. без НДС"));
});
