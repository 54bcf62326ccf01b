import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Party, User } from "../src/api/schema";
import { isFiltered, readFilter } from "../src/features/history/historyFilter";
import {
    changedFields, journalChange, journalQuery, listQuery, readTab, seenBy, tabQuery,
} from "../src/features/users/userCard";
import { parseLink, writeAddress } from "../src/parts/routing/address";

describe("USR-05 the parts of a user's card in the address", () => {
    const address = parseLink("/users/u1?domain=acme&journal-period=week&journal-search=boris&search=anna&tab=journal");
    const link = (query: Readonly<Record<string, string>>): string => writeAddress({ path: "/users/u1", query });

    test("the first part is named in no address, and is what an unknown name opens", () => {
        assert.deepEqual([readTab({}), readTab({ tab: "fax" }), readTab(address.query)], ["main", "main", "journal"]);
        assert.equal(link(tabQuery(address.query, "main")), "/users/u1?domain=acme&search=anna");
        assert.equal(link(tabQuery(address.query, "calling")), "/users/u1?domain=acme&search=anna&tab=calling");
    });

    test("what the journal is narrowed to leaves the list's search alone, and the other way round", () => {
        const filter = readFilter(journalQuery(address.query));
        assert.deepEqual([filter.period, filter.search, filter.user], ["week", "boris", ""]);
        const change = journalChange({ search: "", direction: "incoming" });
        assert.equal(
            link({ ...address.query, ...change }),
            "/users/u1?domain=acme&journal-direction=incoming&journal-period=week&search=anna&tab=journal",
        );
        assert.equal(isFiltered(readFilter(journalQuery({ search: "anna", tab: "journal" }))), false);
    });

    test("another card opens with the list's part of the address alone", () => {
        assert.deepEqual(listQuery(address.query), { domain: "acme", search: "anna" });
    });
});

describe("ME-03 a call as one of those in it sees it", () => {
    const party = (user: string | null, number: string): Party => ({ user, number, name: "" });
    const call = { caller: party("anna", "101"), callee: party("boris", "102") };

    test("the other side is whoever was called, or who called", () => {
        assert.deepEqual(seenBy("anna", call), { direction: "outgoing", peer: call.callee });
        assert.deepEqual(seenBy("boris", call), { direction: "incoming", peer: call.caller });
    });

    test("who was rung and did not answer was called", () => {
        assert.deepEqual(seenBy("clara", call), { direction: "incoming", peer: call.caller });
    });
});

test("USR-05 each part of the card sends what differs of its own fields", () => {
    const user = { shownName: "Анна", extension: null, doNotDisturb: false, outgoing: null } as User;
    assert.deepEqual(changedFields(user, { shownName: "Анна", extension: null }), {});
    assert.deepEqual(changedFields(user, { doNotDisturb: true, outgoing: null }), { doNotDisturb: true });
});
