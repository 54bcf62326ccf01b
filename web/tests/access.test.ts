import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { qrPath } from "../src/parts/page/qrCode";
import { checkCode } from "../src/texts/checks";
import { ru } from "../src/texts/ru";

const key = "otpauth://totp/Martlet:alice@acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Martlet";

/** Whether the square stands on the path, in modules without the margin. */
function isDark(path: string, row: number, column: number): boolean {
    return path.includes(`M${column + 4} ${row + 4}h1v1h-1z`);
}

describe("AUTH-07 second factor", () => {
    test("the picture is square, has its margin and the three eyes", () => {
        const { path, size } = qrPath(key);
        const count = size - 8;
        assert.equal((count - 17) % 4, 0);
        for (const [row, column] of [[0, 0], [0, count - 7], [count - 7, 0]] as const) {
            const eye = Array.from({ length: 7 }, (_, down) =>
                Array.from({ length: 7 }, (__, along) => (isDark(path, row + down, column + along) ? "#" : ".")).join(""),
            );
            assert.deepEqual(eye, ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]);
        }
        assert.ok(!/M[0-3] /.test(path) && !/M\d+ [0-3]h/.test(path), "something stands in the margin");
        assert.ok(qrPath(`${key}1`).path !== path);
    });

    test("a code is six digits", () => {
        assert.equal(checkCode("012345", ru), undefined);
        for (const wrong of ["", "12345", "1234567", "12345a"]) assert.ok(checkCode(wrong, ru) !== undefined, wrong);
    });
});
