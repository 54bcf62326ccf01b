import { englishPlural } from "../parts/format/plural";
import { callingEn } from "./calling.en";
import type { featuresRu } from "./features.ru";

/** Words of call features: commands in talk, pickup, parking, call back, reminders. */
export const featuresEn: typeof featuresRu = {
    calling: callingEn,
    steps: {
        consultationBegan: (party, target) => `${party} calls ${target}; the other side hears music`,
        returned: (party) => `${party} returns to the first party`,
        parked: (by, party, slot) => `${by} parks the call: ${party} waits in slot ${slot}`,
        offeredBack: (party, slot) => `Phones ring to take ${party} from slot ${slot}`,
        unparked: (by, party, slot) => `${by} takes ${party} from slot ${slot}`,
        commandRefused: (party, why) => `The command dialled by ${party} was not done: ${why}`,
        busyTone: (party) => `${party}: a busy tone is heard, the far end has hung up`,
        faxTone: (party) => `${party}: the tone of a fax is heard, a fax machine calls`,
        connectionLost: (party) => `${party}: connection lost, waiting; the other party hears music`,
        cameBack: (party) => `${party}: came back, the talk goes on`,
        didNotComeBack: (party) => `${party}: did not come back, the waiting is over`,
        takenOver: (party) => `${party} goes on with the talk at another phone of their own`,
        takeoverRefused: (party, by) => `${by} wanted to take the talk over from ${party} and may not: refused`,
        soundPlayed: {
            greeting: (party) => `${party} hears the greeting`,
            "ring-back": (party) => `${party} hears music instead of ring tones`,
            hold: (party) => `${party} hears the music on hold`,
        },
        soundMissing: {
            greeting: (party) => `${party}: the chosen greeting is gone or not ready, the phones ring at once`,
            "ring-back": (party) => `${party}: the chosen music is gone or not ready, ring tones are heard`,
            hold: (party) => `${party}: the chosen music on hold is gone or not ready, the usual melody is heard`,
        },
        refusals: {
            "wrong-state": "it is not possible now",
            "not-allowed": "no right",
            "bad-number": "this number cannot be called",
            "no-phone": "no phone is registered",
            "too-many-calls": "every channel is busy",
        },
    },
    pickupGroups: {
        title: "Pickup groups",
        count: (count) => englishPlural(count, "group", "groups"),
        add: "New group",
        create: "Create group",
        name: "Name",
        members: "Members",
        memberCount: (count) => `${count} ` + englishPlural(count, "member", "members"),
        addMember: "Add a member",
        removeMember: "Take out of the group",
        hint: (number) =>
            number === ""
                ? "The domain's pickup number is switched off."
                : `A member dials ${number} and answers the call that rings longest at a colleague.`,
        saved: (name) => `Group ${name}: saved`,
        removed: (name) => `Group ${name}: removed`,
        removeTitle: (name) => `Remove the group ${name}?`,
        removeText: "Members can no longer answer for colleagues by one number. The removal can be undone.",
        emptyTitle: "No groups yet",
        emptyText: "People of one room answer each other's calls by one number.",
    },
    reminders: {
        title: "Reminders",
        count: (count) => englishPlural(count, "reminder", "reminders"),
        add: "New reminder",
        create: "Create reminder",
        user: "Whom to call",
        label: "What about",
        at: "When",
        atNeeded: "Give a date and a time",
        repetition: "Repeat",
        repetitions: { once: "Once", daily: "Every day", weekdays: "Monday to Friday", weekly: "Every week" },
        isActive: "Switched on",
        inactive: "Switched off",
        saved: "Reminder saved",
        removed: "Reminder removed",
        removeTitle: "Remove the reminder?",
        removeText: "The phone will no longer ring at this time. The removal can be undone in the change history.",
        emptyTitle: "No reminders yet",
        emptyText: "At the set time the phone rings and plays a melody.",
    },
};
