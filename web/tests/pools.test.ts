import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PoolDomain, PoolDomainGroup } from "../src/api/pools";
import { changesQuery, isFiltered, readChangesFilter } from "../src/features/changes/changesFilter";
import { dialExpression, poolRows } from "../src/features/pools/poolRows";

const domain = (id: string): PoolDomain => ({
    id,
    shownName: id,
    routingNumber: "4455",
    subgroup: null,
    mayManage: true,
    isBlocked: false,
    accountNumber: null,
    version: 1,
});
const group = (id: string | null, ...domains: string[]): PoolDomainGroup => ({
    id,
    name: id ?? "",
    mayManage: true,
    domains: domains.map(domain),
});

describe("TEN-05 the domains of a pool", () => {
    test("stand below their sub-groups in the order of the server; a closed one shows none", () => {
        const groups = [group("south", "a", "b"), group("west"), group(null, "c")];
        const ids = (closed: readonly string[]): string[] => poolRows(groups, new Set(closed)).map(({ id }) => id);
        assert.deepEqual(ids([]), ["heading south", "a", "b", "heading west", "heading ", "c"]);
        assert.deepEqual(ids(["south", ""]), ["heading south", "heading west", "heading "]);
    });

    test("TEN-04 are dialled by signs, routing number and extension", () => {
        assert.equal(dialExpression({ before: "", between: "" }, "4456", "101"), "4456101");
        assert.equal(dialExpression({ before: "*", between: "#" }, "4456", "101"), "*4456#101");
    });
});

describe("ACT-03 the filters of the action history", () => {
    const now = new Date(2026, 10, 21, 12);

    test("are those of the address; what is none counts as not given", () => {
        const filter = readChangesFilter({ action: "sing", period: "ever", object: "line" });
        assert.deepEqual(filter, { period: "all", from: "", to: "", object: "line", author: "", action: "" });
        assert.ok(isFiltered(filter) && !isFiltered(readChangesFilter({})));
    });

    test("a period is asked for as moments", () => {
        const query = (filter: Record<string, string>): Record<string, string> =>
            changesQuery(readChangesFilter(filter), now, undefined);
        assert.equal(query({ period: "today" })["from"], new Date(2026, 10, 21).toISOString());
        assert.equal(query({ period: "longer" })["from"], new Date(2026, 9, 8).toISOString());
        const free = query({ period: "free", from: "2026-11-01", to: "2026-11-02" });
        assert.deepEqual(
            [free["from"], free["until"]],
            [new Date(2026, 10, 1).toISOString(), new Date(2026, 10, 3).toISOString()],
        );
    });
});
