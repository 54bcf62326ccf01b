import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Problem, problemCodes, readProblem } from "../src/api/problem";
import * as checks from "../src/texts/checks";
import { en } from "../src/texts/en";
import { explain, explainForm } from "../src/texts/explain";
import { suggestedPassword } from "../src/texts/password";
import { ru } from "../src/texts/ru";

function leaves(value: unknown, path: string): readonly (readonly [string, unknown])[] {
    if (typeof value !== "object" || value === null) return [[path, value]];
    return Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`));
}

describe("texts", () => {
    const russian = new Map(leaves(ru, ""));
    const english = new Map(leaves(en, ""));

    test("both catalogues have the same keys, and none is empty", () => {
        assert.deepEqual([...english.keys()].sort(), [...russian.keys()].sort());
        for (const [path, text] of [...russian, ...english]) assert.ok(text !== "", path);
    });

    test("no Russian is left in the English catalogue", () => {
        for (const [path, text] of english) {
            if (typeof text === "string") assert.ok(!/[а-яё]/i.test(text), path);
        }
    });

    test("every problem has a sentence that ends", () => {
        for (const code of problemCodes) {
            for (const texts of [ru, en]) assert.ok(/[.…]$/.test(explain(texts, new Problem(code))), code);
        }
    });
});

describe("problems", () => {
    test("an error answer becomes its code, field and time to wait", () => {
        const problem = readProblem(409, { error: { code: "taken", message: "Taken.", field: "login" } }, null);
        assert.deepEqual([problem.code, problem.field, problem.message], ["taken", "login", "Taken."]);
        assert.equal(readProblem(429, { error: { code: "slow-down" } }, "42").retryAfter, 42);
    });

    test("what is not in the agreed form is a failure of the server, or a lost session", () => {
        assert.equal(readProblem(502, "<html>", null).code, "internal");
        assert.equal(readProblem(500, { error: { code: "new-code" } }, "soon").code, "internal");
        assert.equal(readProblem(401, null, null).code, "not-signed-in");
    });

    test("an error goes to the field that is meant, else above the buttons", () => {
        const sentences = { login: "Login rule." };
        const show = (problem: Problem): unknown => explainForm<{ login: string }>(en, problem, sentences);
        assert.deepEqual(show(new Problem("invalid", "login")), { fields: { login: "Login rule." }, general: null });
        assert.deepEqual(show(new Problem("taken", "login")), { fields: { login: en.problems.taken }, general: null });
        assert.deepEqual(show(new Problem("taken", "shoe")), { fields: {}, general: en.problems.taken });
        for (const code of ["limit-reached", "conflict"] as const) {
            const shown = { fields: { login: "Login rule." }, general: null };
            assert.deepEqual(show(new Problem(code, "login")), shown, "what the form knows better than the code");
        }
    });

    test("who comes too late is told who changed what meanwhile, each field once from first to last", () => {
        const change = (author: string, fields: readonly (readonly [string, string | null, string | null])[]): object => ({
            author: `${author.toLowerCase()}@acme.example`,
            authorShownName: author,
            fields: fields.map(([name, before, after]) => ({ name, before, after })),
        });
        const body = {
            error: {
                code: "conflict",
                field: "If-Match",
                // Newest first.
                changes: [
                    change("Boris", [["ringTimeSeconds", "25", "30"], ["position", null, "x".repeat(70)]]),
                    change("Anna", [["ringTimeSeconds", "40", "25"], ["isBlocked", "false", "true"], ["email", null, "a@b"]]),
                ],
            },
        };
        assert.equal(
            explain(en, readProblem(409, body, null)),
            en.missedChanges(
                "Anna, Boris",
                `${en.users.ringTime}: 40 → 30; ${en.users.isBlocked}: no → yes; ${en.users.email}: not set → a@b; ` +
                    en.features.calling.contacts.position,
            ),
        );
    });
});

describe("checks", () => {
    const cases: readonly (readonly [string, (value: string, texts: typeof ru) => unknown, string, string])[] = [
        ["login", checks.checkLogin, "anna.b-2_c a1", `Anna|анна|a b|a@b||${"a".repeat(65)}`],
        ["TEN-11 password", checks.checkPassword, "abc123 1!~^aB", `abc12|abcdef|123456|пароль1x|${"a1".repeat(65)}`],
        ["extension", checks.checkExtension, "1 99999", "123456|1a|-1"],
        ["email", checks.checkEmail, "a@b anna@example.ru", "anna|a b@c|@c"],
        ["phone", checks.checkPhone, "+74951234567 101 *43 +7(495)123-45-67", "+|abc|12+3|*#"],
        ["domain", checks.checkDomain, "acme.example 192.0.2.1 a", "Acme.example|-a.b|a-.b|a..b|a_b|"],
        ["count", checks.checkCount(1, 30), "1 30", "0|31|x|1.5|-1|"],
    ];
    for (const [name, check, good, bad] of cases) {
        test(`${name}: what fits and what does not`, () => {
            for (const value of good.split(" ")) {
                assert.equal(check(value, ru), undefined, value);
            }
            for (const value of bad.split("|")) assert.ok(check(value, ru) !== undefined, `'${value}'`);
        });
    }

    test("a suggested password meets the rule whatever the randomness", () => {
        for (let seed = 0; seed < 500; seed += 1) {
            let last = seed * 7_919 + 1;
            const password = suggestedPassword((bytes) =>
                bytes.map(() => {
                    last = (last * 1_103_515_245 + 12_345) % 2_147_483_648;
                    return last >> 16;
                }),
            );
            assert.equal(password.length, 14);
            assert.equal(checks.checkPassword(password, ru), undefined, password);
        }
    });
});
