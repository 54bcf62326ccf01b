import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PickupGroup, User } from "../src/api/schema";
import { checkExtension, checkNewLogin } from "../src/texts/checks";
import { ru } from "../src/texts/ru";
import { foundGroups, groupsOfUsers, namesByMember, searchedText, userRows } from "../src/features/users/userTree";

const group = (id: string, ...members: readonly string[]): PickupGroup => ({
    id,
    domain: "acme.example",
    name: id,
    members,
    version: 1,
});
const user = (id: string): User => ({ id, login: id }) as User;
const told = (users: readonly string[], groups: readonly PickupGroup[], closed: readonly string[] = []): readonly string[] =>
    userRows(users.map(user), groups, new Set(closed)).map((row) =>
        row.kind === "user" ? row.id : `[${row.group?.name ?? "none"}]`,
    );

describe("USR-01 the tree", () => {
    const groups = [group("Склад", "a", "b"), group("Цех", "c")];

    test("each group has its heading once, those in none come under the last", () => {
        assert.deepEqual(told(["a", "b", "c", "x", "y"], groups), ["[Склад]", "a", "b", "[Цех]", "c", "[none]", "x", "y"]);
    });

    test("without groups there are no headings, and groups that a search left empty have none", () => {
        assert.deepEqual(told(["x", "y"], []), ["x", "y"]);
        assert.deepEqual(told(["b", "y"], groups), ["[Склад]", "b", "[none]", "y"]);
    });

    test("a closed heading stays and its users go", () => {
        assert.deepEqual(told(["a", "b", "c", "x"], groups, ["Склад", "none"]), ["[Склад]", "[Цех]", "c", "[none]"]);
    });

    test("PKP-01 a group without members stands in its place, those after the last user when all are there", () => {
        const all = [group("А"), ...groups, group("Э"), group("Ю")];
        const told = (users: readonly string[], isWhole: boolean): readonly string[] =>
            userRows(users.map(user), all, new Set(), { hasEmpty: true, isWhole }).map((row) =>
                row.kind === "user" ? row.id : `[${row.group?.name ?? "none"}]`,
            );
        assert.deepEqual(told(["a", "c"], false), ["[А]", "[Склад]", "a", "[Цех]", "c"]);
        assert.deepEqual(told(["a", "c"], true), ["[А]", "[Склад]", "a", "[Цех]", "c", "[Э]", "[Ю]"]);
        assert.deepEqual(told(["c", "x"], false), ["[А]", "[Цех]", "c", "[Э]", "[Ю]", "[none]", "x"]);
        assert.deepEqual(told([], true), ["[А]", "[Э]", "[Ю]"]);
    });

    test("keys of rows are unique, whatever a group is called", () => {
        const rows = userRows([user("none"), user("b")], [group("none", "b")], new Set());
        assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
    });

    test("a user counts in one group, and is told all call-handling groups", () => {
        assert.equal(groupsOfUsers([group("А", "u"), group("Б", "u")]).get("u")?.name, "А");
        const names = namesByMember([{ name: "Продажи", members: ["u", "v"] }, { name: "Опт", members: ["u"] }]);
        assert.deepEqual([names.get("u"), names.get("v"), names.get("w")], [["Продажи", "Опт"], ["Продажи"], undefined]);
    });
});

test("USR-01 three characters start the search, and a number of any length", () => {
    assert.deepEqual(["", "ан", " ан ", "анн", "10", "1", "a1"].map(searchedText), ["", "", "", "анн", "10", "1", ""]);
});

test("USR-01 a number is searched however it is written, from its first digit on", () => {
    assert.deepEqual(["+7", "8 (", "(4)", "+", "- -", "+7 (495) 123-45-67"].map(searchedText), [
        "+7",
        "8 (",
        "(4)",
        "",
        "- -",
        "+7 (495) 123-45-67",
    ]);
});

test("USR-02 groups are found by a part of the name and by the beginning of the extension", () => {
    const all = [
        { name: "Продажи", extension: "600" },
        { name: "Опт 60", extension: null },
    ];
    const found = (search: string): readonly string[] => foundGroups(all, search).map(({ name }) => name);
    assert.deepEqual([found(" "), found("ПРОД"), found("60"), found("00")], [
        ["Продажи", "Опт 60"],
        ["Продажи"],
        ["Продажи", "Опт 60"],
        [],
    ]);
});

test("USR-03 a new login has a letter; CAL-02 nobody's extension is 112", () => {
    const told = (check: typeof checkNewLogin, ...values: readonly string[]): readonly boolean[] =>
        values.map((value) => check(value, ru) === undefined);
    assert.deepEqual(told(checkNewLogin, "anna", "1a", "a.b-1", "101", "1.1", "Anna", "", "анна"), [
        true,
        true,
        true,
        false,
        false,
        false,
        false,
        false,
    ]);
    assert.deepEqual(told(checkExtension, "", "101", "11", "1120", "112", "123456"), [true, true, true, true, false, false]);
    assert.equal(checkExtension("112", ru), ru.checks.help);
});
