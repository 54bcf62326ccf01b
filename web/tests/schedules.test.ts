import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LineRule, Schedule, SchedulePeriod, Weekday } from "../src/api/routing";
import { unansweredWhenClosed } from "../src/features/calendar/unanswered";
import {
    holdsAt, holdsWhenClosed, isAlways, periodFault, readTime, scheduleWords, splitAtMidnight, storedPeriod,
} from "../src/features/schedules/schedule";
import { intervalsOf } from "../src/features/schedules/week";
import { en } from "../src/texts/en";
import { ru } from "../src/texts/ru";

const work: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri"];
const all: readonly Weekday[] = [...work, "sat", "sun"];
const period = (days: readonly Weekday[], from: string, to: string): SchedulePeriod => ({ days, from, to });

describe("RTE-04 schedules in words", () => {
    const russian = (schedule: Schedule): string => scheduleWords(schedule, ru.schedules);

    test("runs of days, times of the same days together, whole days and whole weeks", () => {
        const cases: readonly (readonly [Schedule, string])[] = [
            [null, "круглосуточно"],
            [[period(work, "10:00", "19:00")], "пн–пт 10:00–19:00"],
            [[period(work, "10:00", "19:00"), period(["sat"], "10:00", "16:00")], "пн–пт 10:00–19:00; сб 10:00–16:00"],
            [[period(["sat", "sun"], "00:00", "24:00")], "сб, вс круглосуточно"],
            [[period(["mon", "wed", "thu", "fri"], "09:30", "24:00")], "пн, ср–пт 09:30–00:00"],
            [[period(all, "08:00", "20:00")], "ежедневно 08:00–20:00"],
            [[period(all, "00:00", "12:00"), period(all, "12:00", "00:00")], "круглосуточно"],
            [[period(work, "19:00", "00:00"), period(work, "00:00", "10:00")], "пн–пт 00:00–10:00, 19:00–00:00"],
        ];
        for (const [schedule, words] of cases) assert.equal(russian(schedule), words);
    });

    test("the same in English", () => {
        assert.equal(
            scheduleWords([period(work, "10:00", "19:00"), period(["sat", "sun"], "00:00", "00:00")], en.schedules),
            "Mon–Fri 10:00–19:00; Sat, Sun round the clock",
        );
    });
});

describe("RTE-04 periods", () => {
    test("times as people type them", () => {
        const typed = ["9", "930", "9.30", "09:30", "1900", "24:00", "0", "25", "9:60", "noon", ""];
        assert.deepEqual(typed.map(readTime), [
            "09:00", "09:30", "09:30", "09:30", "19:00", "00:00", "00:00", null, null, null, null,
        ]);
    });

    test("what is wrong with a period", () => {
        assert.equal(periodFault(period(work, "10:00", "19:00")), null);
        assert.equal(periodFault(period(work, "19:00", "00:00")), null);
        assert.equal(periodFault(period(work, "00:00", "00:00")), null);
        assert.equal(periodFault(period(work, "19:00", "10:00")), "past-midnight");
        assert.equal(periodFault(period(work, "10:00", "10:00")), "empty");
        assert.equal(periodFault(period([], "10:00", "19:00")), "no-days");
        assert.equal(periodFault(period(work, "10:00", "evening")), "no-time");
    });

    test("a night becomes the two periods that can be stored", () => {
        const night = splitAtMidnight(storedPeriod(period(["tue", "mon"], "19", "10")));
        assert.deepEqual(night, [period(["mon", "tue"], "19:00", "00:00"), period(["mon", "tue"], "00:00", "10:00")]);
        assert.ok(night.every((each) => periodFault(each) === null));
    });

    test("the end is no part of a period, midnight is the end of the day", () => {
        const evening: Schedule = [period(["mon"], "19:00", "00:00")];
        assert.deepEqual([1139, 1140, 1439].map((minute) => holdsAt(evening, "mon", minute)), [false, true, true]);
        assert.ok(!holdsAt(evening, "tue", 0));
        assert.ok(!isAlways(evening) && isAlways(null));
    });
});

describe("FWD-03 the week is split by the schedules of the numbers", () => {
    const said = (schedules: readonly Schedule[]): readonly string[] =>
        intervalsOf(schedules).map(
            ({ holding, periods, isRest }) => `${holding.join("+")} ${isRest ? "rest" : scheduleWords(periods, ru.schedules)}`,
        );

    test("without schedules there is one interval, the whole week", () => {
        assert.deepEqual(said([null, null]), ["0+1 rest"]);
    });

    test("the worked example of 004 §7.5.2.6: a mobile on working days and on Saturday, the SIP number always", () => {
        const mobile: Schedule = [period(work, "10:00", "19:00"), period(["sat"], "10:00", "16:00")];
        assert.deepEqual(said([null, mobile]), ["0+1 пн–пт 10:00–19:00; сб 10:00–16:00", "0 rest"]);
    });

    test("schedules that overlap make the times in which they do", () => {
        const day: Schedule = [period(work, "10:00", "19:00")];
        const late: Schedule = [period(work, "15:00", "22:00")];
        assert.deepEqual(said([day, late]), [
            "0 пн–пт 10:00–15:00",
            "0+1 пн–пт 15:00–19:00",
            "1 пн–пт 19:00–22:00",
            " rest",
        ]);
    });

    test("intervals cover the week once, whatever the schedules", () => {
        const schedules: readonly Schedule[] = [
            [period(["mon", "sun"], "00:00", "12:00"), period(["mon"], "11:00", "13:00")],
            [period(all, "07:30", "24:00")],
            null,
        ];
        const minutes = intervalsOf(schedules).flatMap(({ periods }) => periods);
        for (const day of all) {
            for (let minute = 0; minute < 1_440; minute += 30) {
                assert.equal(minutes.filter((each) => holdsAt([each], day, minute)).length, 1, `${day} ${minute}`);
            }
        }
    });
});

describe("BYD-19 RTE-09 what holds while the company is closed", () => {
    test("nights and days off do, hours of work do not, whatever the weekday", () => {
        const night = [period(work, "19:00", "00:00"), period(work, "00:00", "10:00")];
        const cases: readonly (readonly [Schedule, boolean])[] = [
            [null, true],
            [[period(all, "00:00", "00:00")], true],
            [night, true],
            [[...night, period(["sat", "sun"], "00:00", "00:00")], true],
            [[period(["sat", "sun"], "00:00", "00:00")], true],
            [[period(all, "19:00", "00:00"), period(all, "00:00", "09:00")], true],
            [[period(work, "10:00", "19:00")], false],
            [[period(all, "10:00", "19:00")], false],
            [[period(work, "00:00", "00:00")], false],
            [[period(["sun"], "12:00", "15:00")], false],
        ];
        for (const [schedule, holds] of cases) assert.equal(holdsWhenClosed(schedule), holds, JSON.stringify(schedule));
    });

    test("numbers that nobody answers then are named, and only those that are answered at other times", () => {
        const rule = (schedule: Schedule, isActive = true): LineRule => ({
            isActive, schedule, prefixes: [], target: { kind: "end", name: null },
        });
        const hours = [period(work, "10:00", "19:00")];
        const lines = [
            { id: "hours", isActive: true, rules: [rule(hours)] },
            { id: "off", isActive: true, rules: [rule(hours), rule(null, false)] },
            { id: "always", isActive: true, rules: [rule(hours), rule(null)] },
            { id: "none", isActive: true, rules: [] },
            { id: "inactive", isActive: false, rules: [rule(hours)] },
        ];
        assert.deepEqual(unansweredWhenClosed(lines).map(({ id }) => id), ["hours", "off"]);
    });
});
