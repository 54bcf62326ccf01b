import assert from "node:assert/strict";
import { test } from "node:test";
import { sheets } from "../src/api/sheets";
import type { PreviewedRow } from "../src/api/sheets";
import { rowTitle, shownRows } from "../src/features/sheets/previewedRows";

const row = (number: number, isReady: boolean): PreviewedRow => ({ row: number, isReady, problems: [] });

test("ADR-02 what is wrong in a file comes first, and all of it; then the first rows that are ready", () => {
    const rows = Array.from({ length: 200 }, (_, index) => row(index + 2, index % 2 === 0));
    const shown = shownRows(rows);
    assert.equal(shown.rows.length, 150);
    assert.ok(shown.rows.slice(0, 100).every(({ isReady }) => !isReady));
    assert.equal(shown.moreReady, 50);
    assert.deepEqual(shownRows([row(2, true)]), { rows: [row(2, true)], moreReady: 0 });
});

test("a row is named by what tells it from others, of contacts and of users", () => {
    const contact = { ...row(2, true), name: "Клиент", shortNumber: "10", numbers: ["+74951112233"] };
    assert.equal(rowTitle(contact), "Клиент · *10 · +74951112233");
    const user = { ...row(2, true), shownName: "Anna", login: "anna", extension: "101" };
    assert.equal(rowTitle(user), "Anna · anna · 101");
    assert.equal(rowTitle({ ...row(2, true), number: "+74951112233", city: "Москва" }), "+74951112233 · Москва");
    assert.equal(rowTitle(row(2, false)), "");
});

test("ME-03 the filters of the journal are in the address of its file, and nothing that is not set", () => {
    const query = { domain: "", direction: "incoming", search: "Анна & co", from: null };
    const address = sheets.history(query, "xlsx", "ru");
    const [path, search] = address.split("?");
    assert.equal(path, "/api/v1/history/export");
    const given = new URLSearchParams(search);
    assert.deepEqual(Object.fromEntries(given), {
        direction: "incoming", search: "Анна & co", format: "xlsx", language: "ru",
    });
    assert.equal(sheets.contacts(null).export("csv", "en"), "/api/v1/me/contacts/export?format=csv&language=en");
    assert.equal(
        sheets.contacts("acme.example").template("csv", "en"),
        "/api/v1/domains/acme.example/contacts/import/template?format=csv&language=en",
    );
});
