import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { changeActions } from "../src/api/schema";
import { readChangesFilter } from "../src/features/changes/changesFilter";
import { fieldNames } from "../src/texts/fieldNames";
import { actionTones } from "../src/features/changes/words";
import { en } from "../src/texts/en";
import { ru } from "../src/texts/ru";

interface ObjectSchema {
    readonly properties: Readonly<Record<string, { readonly properties?: Record<string, { readonly enum?: string[] }> }>>;
}

// The tests run in the web app's folder.
const document = JSON.parse(readFileSync("../docs/openapi.json", "utf8")) as {
    readonly components: { readonly schemas: Readonly<Record<string, ObjectSchema>> };
};
const schema = (name: string): ObjectSchema => {
    const found = document.components.schemas[name];
    if (!found) throw new Error(`the document has no ${name}`);
    return found;
};

/** What the server shows of these in the history, and what it leaves out (`ChangeBody`). */
const kinds = [
    "Domain", "Codes", "Calling", "Pool", "Line", "PickupGroup", "Reminder", "Contact", "ContactGroup", "Group",
    "Scenario", "TollStop", "Subgroup", "StockNumber", "Trunk", "PrivateRoute", "User", "PoolAdministrator",
];
const hidden = new Set([
    "id", "version", "registrations", "state", "stateReason", "isDefaultOutgoing", "domains",
    // Of lists alone: how many contacts a group has, what of a sub-group one may change.
    "contacts", "mayManage",
]);
/** Members that the history has in words of its own, a mailbox's, and those of what is kept apart (`HistoryNote`). */
const others = [
    "calendar", "caps", "cap", "closedUntil", "draft", "filter", "forwarding", "members", "menus", "password", "rules",
    "secondFactor", "stopHours", "subgroup", "subgroups", "user", "voicemail", "voicemailGreeting", "voicemailNotice",
    "voicemailPIN", "isLampLit", "label", "name", "scopes", "expiresAt", "purpose", "byteCount", "changedAt", "address",
    "issuer", "clientID", "clientSecret", "claim", "isActive", "caller", "at", "seconds", "peer", "startedAt",
];

test("ACT-03 every field that the server can name in the history has words in both languages", () => {
    const fields = new Set([...kinds.flatMap((kind) => Object.keys(schema(kind).properties)), ...others]);
    assert.ok(fields.size > 100);
    for (const texts of [ru, en]) {
        const names = fieldNames(texts);
        const nameless = [...fields].filter((field) => !hidden.has(field) && !names[field]);
        assert.deepEqual(nameless, []);
    }
});

test("ACT-01 every action that the server knows has a word, a colour and a place in the filter", () => {
    const known = JSON.stringify(schema("Change").properties["action"]);
    for (const action of changeActions) {
        assert.ok(known.includes(`"${action}"`), action);
        assert.ok(ru.changes.actions[action] && en.changes.actions[action] && actionTones[action]);
        assert.equal(readChangesFilter({ action }).action, action);
    }
    assert.equal(readChangesFilter({ action: "other" }).action, "");
});
