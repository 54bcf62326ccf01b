import { shownOffset, zoneOffset } from "../../parts/format/zone";

/** What a browser of today can do and our version of the type checker does not know yet. */
interface KnownZones {
    supportedValuesOf?(kind: "timeZone"): readonly string[];
}

/** The time zones to choose from, from west to east; the present one always among them. */
export function zoneTitles(present: string, now: Date): readonly { readonly value: string; readonly title: string }[] {
    const known = (Intl as KnownZones).supportedValuesOf?.("timeZone") ?? [];
    const names = [...new Set([...known.filter((name) => name.includes("/")), "UTC", present])];
    return names
        .map((value) => ({ value, offset: zoneOffset(now, value) }))
        .sort((left, right) => left.offset - right.offset || (left.value < right.value ? -1 : 1))
        .map(({ value, offset }) => ({ value, title: `${value} · ${shownOffset(offset)}` }));
}

/** Numbers that cost the caller nothing cannot be shown as the caller's own. */
export function isTollFree(number: string): boolean {
    return /^(\+7|8)800/.test(number);
}
