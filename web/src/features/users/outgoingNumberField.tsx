import { all } from "../../api/scenarios";
import { settings } from "../../api/settings";
import type { OutgoingLine } from "../../api/settings";
import { SelectField } from "../../parts/form/field";
import { shownNumber } from "../../parts/format/phoneNumber";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { isTollFree } from "../settings/zones";

/** The lines of a domain whose numbers its users may show outside. */
export async function outgoingLines(domain: string): Promise<readonly OutgoingLine[]> {
    const lines = await all<OutgoingLine>((cursor) => settings.lines(domain, cursor));
    return lines.filter(({ number }) => !isTollFree(number));
}

/** USR-04: which number of the domain a user shows outside. A stored one that is none of them is named as such. */
export function OutgoingNumberField({
    domain,
    value,
    error,
    onChange,
}: {
    domain: string;
    value: string;
    error: string | undefined;
    onChange: (number: string) => void;
}): JSX.Element {
    const words = useTexts().users;
    const lines = useLoad(`outgoing numbers ${domain}`, () => outgoingLines(domain)).value;
    const isKnown = value === "" || lines?.some(({ number }) => number === value);
    const stored = lines ? words.callerIDGone(shownNumber(value)) : shownNumber(value);
    return (
        <SelectField
            label={words.callerID}
            hint={words.callerIDHint}
            value={value}
            error={error}
            options={[
                { value: "", title: words.callerIDOfDomain },
                ...(isKnown ? [] : [{ value, title: stored }]),
                ...(lines ?? []).map(({ number, shownName }) => ({
                    value: number,
                    title: [shownNumber(number), shownName].filter(Boolean).join(" · "),
                })),
            ]}
            onChange={onChange}
        />
    );
}
