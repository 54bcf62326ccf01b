import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { matchPath, parseLink, writeAddress } from "../src/parts/routing/address";
import { findPage, pages, startAddress } from "../src/pages";

describe("addresses", () => {
    const matches: readonly (readonly [string, string, Record<string, string> | null])[] = [
        ["/users/:user?", "/users", {}],
        ["/users/:user?", "/users/", {}],
        ["/users/:user?", "/users/7f", { user: "7f" }],
        ["/users/:user?", "/users/%D0%B0%2Fb", { user: "а/b" }],
        ["/users/:user?", "/users/7f/more", null],
        ["/users/:user?", "/lines", null],
        ["/users/:user?", "/users/%zz", null],
        ["/system/blocks", "/system", null],
        ["/me", "/me", {}],
    ];
    for (const [pattern, path, expected] of matches) {
        test(`${pattern} against ${path}`, () => assert.deepEqual(matchPath(pattern, path), expected));
    }

    test("the same filters make the same text, empty ones are left out", () => {
        const text = writeAddress({ path: "/history", query: { result: "busy", search: "", direction: "incoming" } });
        assert.equal(text, "/history?direction=incoming&result=busy");
        assert.equal(writeAddress(parseLink("/history?result=busy&direction=incoming&search=")), text);
    });

    test("what is searched survives the address", () => {
        const search = "Анна & Ко +7 (495) 100% #1?";
        assert.equal(parseLink(writeAddress({ path: "/users", query: { search } })).query["search"], search);
    });
});

describe("pages by role", () => {
    test("everybody has a start that is a page of theirs", () => {
        for (const role of ["user", "domain-administrator", "system-administrator"] as const) {
            assert.ok(findPage(startAddress(role), role), role);
        }
    });

    test("a user finds calls, history and profile, nothing of an administrator", () => {
        const mine = pages.filter((page) => page.roles.includes("user")).map((page) => page.pattern);
        assert.deepEqual(mine, ["/calls/:call?", "/history/:call?", "/me"]);
        assert.equal(findPage("/users", "user"), null);
        assert.equal(findPage("/system/trunks", "domain-administrator"), null);
    });
});
