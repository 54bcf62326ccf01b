import type { Line } from "../../api/schema";

/** The SIP address by which a line is known: its number without the plus, at its domain (RTE-01). */
export function sipNumber({ number, domain }: Pick<Line, "number" | "domain">): string {
    return `${number.replace(/^\+/, "")}@${domain}`;
}
