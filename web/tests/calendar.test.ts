import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CalendarDay } from "../src/api/calendar";
import { closings } from "../src/features/calendar/closedSection";
import { daysBetween, isDate, preview, runs, weekdayOf, withDays, withoutDates } from "../src/features/calendar/days";
import { isTollFree } from "../src/features/settings/zones";
import { moveDate, yearMonths } from "../src/parts/calendar/months";
import { civilTime, momentInZone, shownOffset, zoneOffset } from "../src/parts/format/zone";

const day = (date: string, countsAs: CalendarDay["countsAs"] = "closed", note = ""): CalendarDay => ({
    date,
    countsAs,
    note,
});

describe("BYD-19 days of the calendar", () => {
    test("days in a row go over the ends of months and years, and a wrong order has none", () => {
        const dates = daysBetween("2026-12-30", "2027-01-02", "closed", "").map(({ date }) => date);
        assert.deepEqual(dates, ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]);
        assert.equal(daysBetween("2024-02-28", "2024-03-01", "closed", "").length, 3);
        assert.deepEqual(daysBetween("2026-01-02", "2026-01-01", "closed", ""), []);
        assert.deepEqual(daysBetween("2026-01-01", "2027-06-01", "closed", ""), []);
    });

    test("added days take the place of former ones of their dates, in order", () => {
        const days = withDays([day("2026-05-09"), day("2026-01-01")], [day("2026-05-09", "mon", "moved")]);
        assert.deepEqual(days, [day("2026-01-01"), day("2026-05-09", "mon", "moved")]);
        assert.deepEqual(withoutDates(days, ["2026-05-09"]), [day("2026-01-01")]);
    });

    test("a preview tells new days from changed ones and from those that are there", () => {
        const present = [day("2026-01-01"), day("2026-01-02", "fri")];
        const states = preview(present, [day("2026-01-03"), day("2026-01-02"), day("2026-01-01")]).map(
            (each) => `${each.day.date} ${each.state}`,
        );
        assert.deepEqual(states, ["2026-01-01 same", "2026-01-02 changed", "2026-01-03 new"]);
    });

    test("days of one kind in a row are told as one", () => {
        const told = runs([day("2026-01-01"), day("2026-01-02"), day("2026-01-03", "mon"), day("2026-01-05")]);
        assert.deepEqual(
            told.map(({ from, to }) => `${from} ${to}`),
            ["2026-01-01 2026-01-02", "2026-01-03 2026-01-03", "2026-01-05 2026-01-05"],
        );
    });

    test("a date is one of the calendar, and knows its weekday", () => {
        assert.ok(isDate("2024-02-29"));
        for (const wrong of ["2023-02-29", "2026-13-01", "2026-1-1", ""]) assert.ok(!isDate(wrong), wrong);
        assert.deepEqual(["2026-11-23", "2026-11-29", "1970-01-01"].map(weekdayOf), ["mon", "sun", "thu"]);
    });
});

describe("time of a zone", () => {
    test("RTE-04 what the clocks show, and when they show it, over both changes of summer time", () => {
        const zone = "Europe/Berlin";
        assert.deepEqual(civilTime(new Date("2026-03-29T00:59Z"), zone), { date: "2026-03-29", time: "01:59" });
        assert.deepEqual(civilTime(new Date("2026-03-29T01:00Z"), zone), { date: "2026-03-29", time: "03:00" });
        const moments = [
            ["2026-03-29", "01:59", "2026-03-29T00:59:00.000Z"],
            ["2026-03-29", "03:00", "2026-03-29T01:00:00.000Z"],
            ["2026-10-25", "01:59", "2026-10-24T23:59:00.000Z"],
            ["2026-10-25", "02:30", "2026-10-25T00:30:00.000Z"],
            ["2026-10-25", "03:00", "2026-10-25T02:00:00.000Z"],
        ] as const;
        for (const [date, time, expected] of moments) {
            assert.equal(momentInZone(`${date}T${time}`, zone)?.toISOString(), expected, `${date} ${time}`);
        }
        assert.equal(momentInZone("T10:00", zone), null);
    });

    test("offsets are those of the moment", () => {
        const winter = new Date("2026-01-15T12:00Z");
        assert.equal(zoneOffset(winter, "Asia/Kolkata"), 330);
        assert.deepEqual([180, 330, -210, 0].map(shownOffset), ["UTC+03:00", "UTC+05:30", "UTC−03:30", "UTC+00:00"]);
    });

    test("BYD-19 one tap closes for an hour, until midnight, or until Monday morning of the domain", () => {
        const saturdayNight = Date.parse("2026-11-21T22:30Z");
        assert.deepEqual(
            closings(saturdayNight, "Europe/Moscow").map(({ moment }) => moment.toISOString()),
            ["2026-11-21T23:30:00.000Z", "2026-11-22T21:00:00.000Z", "2026-11-23T06:00:00.000Z"],
        );
    });
});

describe("a year at a look", () => {
    test("months begin on their weekday and have all their days", () => {
        const months = yearMonths(2026);
        assert.equal(months.length, 12);
        assert.deepEqual(months[1]?.weeks[0], [null, null, null, null, null, null, "2026-02-01"]);
        assert.equal(months.flatMap(({ weeks }) => weeks.flat()).filter(Boolean).length, 365);
        assert.equal(yearMonths(2028).flatMap(({ weeks }) => weeks.flat()).filter(Boolean).length, 366);
    });

    test("arrow keys stay in the year", () => {
        assert.equal(moveDate("2026-02-28", 1, 2026), "2026-03-01");
        assert.equal(moveDate("2026-01-03", -7, 2026), "2026-01-01");
        assert.equal(moveDate("2026-12-30", 7, 2026), "2026-12-31");
    });
});

test("ADM-01 a number that is free for callers is not offered as the one to show", () => {
    assert.deepEqual(["+78001234567", "88001234567", "+74951234567"].map(isTollFree), [true, true, false]);
});
