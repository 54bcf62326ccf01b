import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clockDuration, offsetDuration } from "../src/parts/format/duration";
import { briefMoment, dayFromText, shownMoment, startOfDay } from "../src/parts/format/moment";
import { dialledNumber, searchedNumber, shownNumber } from "../src/parts/format/phoneNumber";
import { englishPlural, russianPlural } from "../src/parts/format/plural";

describe("formats", () => {
    test("numbers are shown as people write them", () => {
        const cases = {
            "+74951234567": "+7 (495) 123-45-67",
            "+12125550123": "+1 (212) 555-0123",
            "+442071838750": "+442071838750",
            "101": "101",
            "*43": "*43",
            anonymous: "anonymous",
        };
        for (const [number, shown] of Object.entries(cases)) assert.equal(shownNumber(number), shown);
    });

    test("what is shown can be dialled and searched again", () => {
        assert.equal(dialledNumber(shownNumber("+74951234567")), "+74951234567");
        assert.equal(searchedNumber("8 (495) 123-45-67"), "+74951234567");
        assert.equal(searchedNumber(" 123-45 "), "12345");
        assert.equal(searchedNumber(" Анна-Мария "), "Анна-Мария");
    });

    test("lengths of time", () => {
        const cases: readonly (readonly [number, string])[] = [
            [-5, "0:00"],
            [0.9, "0:00"],
            [61, "1:01"],
            [3_599.9, "59:59"],
            [3_600, "1:00:00"],
            [93_784, "26:03:04"],
        ];
        for (const [seconds, shown] of cases) assert.equal(clockDuration(seconds), shown);
        assert.equal(offsetDuration(0), "+0.000");
        assert.equal(offsetDuration(12_345), "+12.345");
        assert.equal(offsetDuration(123_400), "+2:03.4");
    });

    test("moments in the Russian and the ISO-like way", () => {
        const moment = new Date(2021, 2, 4, 9, 5, 7);
        assert.equal(shownMoment(moment, "ru", undefined), "04.03.2021 09:05");
        assert.equal(shownMoment(moment, "en", undefined, "seconds"), "2021-03-04 09:05:07");
    });

    test("moments as short as they can be said", () => {
        const now = new Date(2021, 2, 4, 12, 0);
        assert.equal(briefMoment(new Date(2021, 2, 4, 9, 5), now, "ru", undefined), "09:05");
        assert.equal(briefMoment(new Date(2021, 1, 28, 9, 5), now, "ru", undefined), "28.02 09:05");
        assert.equal(briefMoment(new Date(2021, 1, 28, 9, 5), now, "en", undefined), "02-28 09:05");
        assert.equal(briefMoment(new Date(2020, 11, 31, 9, 5), now, "ru", undefined), "31.12.2020 09:05");
    });

    test("days of the calendar, month ends included", () => {
        assert.equal(dayFromText("2024-02-30", undefined), null);
        assert.equal(dayFromText("04.03.2021", undefined), null);
        const leapDay = dayFromText("2024-02-29", undefined);
        assert.ok(leapDay);
        if (leapDay) assert.equal(shownMoment(startOfDay(leapDay, undefined, -1), "en", undefined), "2024-03-01 00:00");
    });

    test("AUTH-08 moments and days are those of the domain's clocks, wherever the browser is", () => {
        const moment = new Date("2026-11-21T22:30:07Z");
        assert.equal(shownMoment(moment, "ru", "Europe/Moscow", "seconds"), "22.11.2026 01:30:07");
        assert.equal(shownMoment(moment, "en", "America/New_York"), "2026-11-21 17:30");
        assert.equal(shownMoment(moment, "en", "Asia/Kathmandu"), "2026-11-22 04:15");
        assert.equal(briefMoment(moment, new Date("2026-11-22T09:00:00Z"), "ru", "Europe/Moscow"), "01:30");
        assert.equal(briefMoment(moment, new Date("2026-11-22T09:00:00Z"), "ru", "Europe/London"), "21.11 22:30");
        assert.equal(startOfDay(moment, "Europe/Moscow").toISOString(), "2026-11-21T21:00:00.000Z");
        assert.equal(startOfDay(moment, "Europe/Moscow", 22).toISOString(), "2026-10-30T21:00:00.000Z");
        assert.equal(dayFromText("2026-03-29", "Europe/Berlin")?.toISOString(), "2026-03-28T23:00:00.000Z");
        assert.equal(dayFromText("2026-03-30", "Europe/Berlin")?.toISOString(), "2026-03-29T22:00:00.000Z");
        // In Beirut the clocks go from midnight to one o'clock.
        assert.equal(dayFromText("2026-03-29", "Asia/Beirut")?.toISOString(), "2026-03-28T22:00:00.000Z");
    });

    test("plurals", () => {
        const forms = (count: number): string => russianPlural(count, "вызов", "вызова", "вызовов");
        const expected: readonly (readonly [number, string])[] = [
            [0, "вызовов"],
            [1, "вызов"],
            [2, "вызова"],
            [5, "вызовов"],
            [11, "вызовов"],
            [12, "вызовов"],
            [21, "вызов"],
            [22, "вызова"],
            [111, "вызовов"],
            [1_004, "вызова"],
        ];
        for (const [count, form] of expected) assert.equal(forms(count), form);
        assert.equal(englishPlural(1, "call", "calls"), "call");
        assert.equal(englishPlural(0, "call", "calls"), "calls");
    });
});
