import { useEffect, useState } from "react";
import { api } from "../../api/endpoints";
import { shownNumber } from "../../parts/format/phoneNumber";
import { useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { systemDomain, useChosenDomain } from "./useChosenDomain";

/** The number that calls of the domain show outside, below the page where it is chosen (004 fig. 9.1). */
export function OutgoingNumber(): JSX.Element | null {
    const texts = useTexts();
    const { address } = useRouter();
    const { id } = useChosenDomain();
    const [known, setKnown] = useState<{ readonly domain: string; readonly number: string | null } | null>(null);
    const isOne = id !== "" && id !== systemDomain;
    // Asked again at each change of page: the dialog where it is chosen has an address of its own.
    useEffect(() => {
        if (!isOne) return undefined;
        let isPresent = true;
        api.domains.find(id).then(
            ({ callerID }) => isPresent && setKnown({ domain: id, number: callerID }),
            () => isPresent && setKnown(null),
        );
        return () => {
            isPresent = false;
        };
    }, [isOne, id, address.path]);
    if (!isOne || known?.domain !== id) return null;
    return (
        <p className="nav-note">
            {texts.shell.outgoing(known.number === null ? texts.common.notSet : shownNumber(known.number))}
        </p>
    );
}
