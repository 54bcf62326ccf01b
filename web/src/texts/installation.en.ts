import type { installationRu } from "./installation.ru";

/** Words of the overview of the installation. */
export const installationEn: typeof installationRu = {
    title: "The system at a glance",
    now: "Now and in the last 24 hours",
    calls: "Calls now",
    phones: "Phones registered",
    callsOfDay: "Calls in 24 hours",
    talked: (time) => `${time} of talk`,
    counts: "In all",
    blocked: (count) => `blocked: ${count}`,
    lines: "Numbers",
    allWork: "none unavailable",
    unavailable: (count) => `unavailable: ${count}`,
    busiest: "Who calls most",
    noCalls: "There were no calls in the last 24 hours.",
    talkTime: "Talk time",
    channels: "Channels now",
    ofLimit: (used, limit) => `${used} of ${limit}`,
};
