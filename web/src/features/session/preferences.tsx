import { useEffect, useRef } from "react";
import { api } from "../../api/endpoints";
import type { Me } from "../../api/schema";
import { useSpeech } from "../../texts";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useSession } from "./session";

/**
 * AUTH-08: whoever signs in finds the language that they chose, in whatever browser, and times as the domain's clocks show
 * them. Another choice is kept at once; not by those who act in somebody else's cabinet.
 */
export function usePreferences(): void {
    const { me, setMe } = useSession();
    const { language, setLanguage, setZone } = useSpeech();
    /** Whose choice the app shows. */
    const shown = useRef<string | null>(null);
    /** The profile as the server has it, and what is on its way there: one choice after another. */
    const present = useRef<Me>(me);
    const wish = useRef(language);
    const saving = useRef<Promise<void>>(Promise.resolve());
    present.current = me;
    wish.current = language;

    // Who looks at another domain sees the times of that one: a call at 9 was at 9 for the people who talked.
    const looked = useChosenDomain();
    const other = looked.isChoosable && looked.id !== "" && looked.id !== me.domain ? looked.id : null;
    useEffect(() => {
        setZone(me.timeZone);
        if (other === null) return undefined;
        let isWanted = true;
        api.domains.find(other).then(
            ({ timeZone }) => {
                if (isWanted) setZone(timeZone);
            },
            // One that is gone has no clock.
            () => undefined,
        );
        return () => {
            isWanted = false;
        };
    }, [me.timeZone, other, setZone]);
    useEffect(() => {
        if (me.actingFor !== null) return;
        if (shown.current !== me.id) {
            shown.current = me.id;
            if (me.language !== null) setLanguage(me.language);
            return;
        }
        saving.current = saving.current.then(async () => {
            const chosen = wish.current;
            if (present.current.language === chosen) return;
            try {
                const changed = await api.session.chooseLanguage(chosen);
                present.current = changed;
                setMe(changed);
            } catch {
                // What cannot be kept is chosen in this browser all the same.
            }
        });
        // Only another choice is a choice: a profile that was read anew is none.
    }, [language, me.id]);
}
