import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { matchPath, parseLink, writeAddress } from "../src/parts/routing/address";
import { findPage, isPoolFace, pages, pagesOf, startAddress } from "../src/pages";

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
        for (const role of [
            "user",
            "domain-administrator",
            "subgroup-administrator",
            "pool-supervisor",
            "system-administrator",
        ] as const) {
            assert.ok(findPage(startAddress(role), { role, actingFor: null }), role);
        }
    });

    test("a user finds calls, history, contacts, sounds, reminders and profile, nothing of an administrator", () => {
        const mine = pages.filter((page) => page.roles.includes("user")).map((page) => page.pattern);
        assert.deepEqual(mine, ["/calls/:call?", "/history/:call?", "/contacts/:contact?", "/prompts", "/reminders/:reminder?", "/me"]);
        assert.equal(findPage("/users", { role: "user", actingFor: null }), null);
        assert.equal(findPage("/system/trunks", { role: "domain-administrator", actingFor: null }), null);
    });

    test("each page of a menu has a picture of its own", () => {
        for (const role of ["user", "domain-administrator", "pool-supervisor", "system-administrator"] as const) {
            const icons = pagesOf({ role, actingFor: null }).map(({ icon }) => icon);
            assert.deepEqual(icons.filter((icon, place) => icons.indexOf(icon) !== place), [], role);
        }
    });

    test("TEN-05 pools have a face of their own; administrators are the supervisor's alone", () => {
        const supervisor = { role: "pool-supervisor", actingFor: null } as const;
        const mine = pagesOf(supervisor).map((page) => page.pattern);
        assert.deepEqual(mine, [
            "/group/domains/:domain?",
            "/group/administrators/:administrator?",
            "/group/changes/:change?",
            "/me",
        ]);
        assert.equal(findPage("/group/administrators", { ...supervisor, role: "subgroup-administrator" }), null);
        assert.ok(isPoolFace("/group") && isPoolFace("/group/domains") && !isPoolFace("/groups"));
    });

    test("TEN-09 who acts in another domain has nothing of their own there", () => {
        const acting = { role: "domain-administrator", actingFor: "pool:acme" } as const;
        assert.ok(findPage("/users", acting));
        assert.equal(findPage("/me", acting), null);
    });
});
