import assert from "node:assert/strict";
import { test } from "node:test";
import type { Contact, ContactGroup } from "../src/api/calling";
import { codeFault } from "../src/features/calling/codesForm";
import { readSound, soundValue } from "../src/features/calling/soundFields";
import { areNumbers, given } from "../src/features/contacts/contactPanel";
import { contactRows } from "../src/features/contacts/contactTree";
import { nameOfFile } from "../src/features/prompts/promptsPage";
import { ru } from "../src/texts/ru";

const usual = {
    transfer: "1", addToConference: "2", removeFromConference: "3", hold: "4", parkParty: "5", record: "6",
    pauseRecording: "7", pickup: "*8", park: "*7", callback: "*5", cancelCallback: "*05", redial: "*0", lampOn: "*94", lampOff: "*95", withholdNumber: "#31#", showNumber: "*31#",
};

test("ADM-02 a code is of its form, and no other command has it", () => {
    assert.equal(codeFault("hold", usual, ru), undefined);
    assert.equal(codeFault("hold", { ...usual, hold: "" }, ru), undefined);
    assert.equal(codeFault("hold", { ...usual, hold: "*4" }, ru), ru.features.calling.codes.wrongInTalk);
    assert.equal(codeFault("redial", { ...usual, redial: "8" }, ru), ru.features.calling.codes.wrongDialled);
    assert.ok(codeFault("redial", { ...usual, redial: "*8" }, ru)?.includes("Перехватить"));
    assert.equal(codeFault("showNumber", { ...usual, showNumber: "31" }, ru), ru.features.calling.codes.wrongPrefix);
    assert.equal(codeFault("pickup", { ...usual, pickup: "*1" }, ru), undefined);
});

test("CAL-05 a choice of sound is an option's value and back", () => {
    for (const sound of [null, {}, { melody: "waltz" as const }, { prompt: "p-1" }]) {
        assert.deepEqual(readSound(soundValue(sound)), sound);
    }
});

test("ME-05 a contact has at least one number of digits", () => {
    assert.equal(areNumbers([{ kind: "work", number: "" }]), false);
    assert.equal(areNumbers([{ kind: "work", number: "*15" }]), false);
    assert.equal(areNumbers([{ kind: "work", number: "+7 (495) 123-45-67" }, { kind: "home", number: "" }]), true);
    assert.deepEqual(given([{ kind: "work", number: "+7 (495) 123-45-67" }]), [{ kind: "work", number: "+74951234567" }]);
});

test("MED-01 a sound is called like its file", () => {
    assert.equal(nameOfFile("Наша мелодия.mp3"), "Наша мелодия");
    assert.equal(nameOfFile(".wav"), ".wav");
});

test("ADR-01 contacts stand under their groups, empty groups among them, those in none at the end", () => {
    const contact = (name: string, group: string): Contact => ({
        id: name, domain: "acme.example", name, shortNumber: "1", numbers: [], email: null, position: "", group, version: 1,
    });
    const group = (name: string): ContactGroup => ({ id: name, name, contacts: 0 });
    const groups = [group("A"), group("B"), group("C"), group("D")];
    const [a, c, none] = [contact("Anna", "A"), contact("Carl", "C"), contact("Nick", "")];
    const shown = (
        contacts: readonly Contact[],
        known = groups,
        closed: readonly string[] = [],
        isWhole = true,
        isSearched = false,
    ): string =>
        contactRows(contacts, known, new Set(closed), { isWhole, isSearched })
            .map((row) => (row.kind === "heading" ? `[${row.group?.name ?? "none"}]` : row.contact.name))
            .join(" ");
    assert.equal(shown([a, c, none]), "[A] Anna [B] [C] Carl [D] [none] Nick");
    assert.equal(shown([a], groups, [], false), "[A] Anna");
    assert.equal(shown([a, c], groups, [], false), "[A] Anna [B] [C] Carl");
    assert.equal(shown([a, c, none], groups, [], true, true), "[A] Anna [C] Carl [none] Nick");
    assert.equal(shown([a, c, none], groups, ["A", ""]), "[A] [B] [C] Carl [D] [none]");
    assert.equal(shown([none], []), "Nick");
    assert.equal(shown([a, none], []), "[A] Anna [none] Nick");
});
