import { createContext, useContext } from "react";
import { useRouter } from "../../parts/routing/router";
import { useSession } from "../session/session";

/** The reserved domain of the system administrators: it has people, and no phones. */
export const systemDomain = "system";

/** The domain of what lies under a dialog, where that is another than the one chosen; `null`: none is fixed. */
export const FixedDomainContext = createContext<string | null>(null);

/** Whose data is shown: one's own domain, or the one a system administrator chose (`?domain=`); empty for all. */
export function useChosenDomain(): {
    readonly id: string;
    readonly isChoosable: boolean;
    /** For requests: narrows what a system administrator gets; nothing for everybody else. */
    readonly query: { readonly domain: string };
} {
    const { me } = useSession();
    const { address } = useRouter();
    const fixed = useContext(FixedDomainContext);
    if (fixed !== null) return { id: fixed, isChoosable: false, query: { domain: fixed } };
    if (me.role !== "system-administrator") return { id: me.domain, isChoosable: false, query: { domain: "" } };
    const id = address.query["domain"] ?? "";
    return { id, isChoosable: true, query: { domain: id } };
}
