import assert from "node:assert/strict";
import { test } from "node:test";
import { basis } from "../src/api/versions";

test("BYD-02 what was saved beside a form is no conflict, a change of its fields is", () => {
    const known = { name: "A", phones: 1, version: 3 };
    assert.equal(basis(known, { name: "A", phones: 1, version: 4 }).version, 4);
    assert.equal(basis(known, { name: "A", phones: 2, version: 4 }, ["phones"]).version, 4);
    assert.equal(basis(known, { name: "A", phones: 2, version: 4 }).version, 3);
    assert.equal(basis(known, { name: "B", phones: 1, version: 4 }).version, 3);
});
