import { useState } from "react";
import { api } from "../../api/endpoints";
import { supervisions } from "../../api/schema";
import type { Call, Leg } from "../../api/schema";
import type { MenuItem } from "../../parts/dialog/menu";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { Section } from "../../parts/page/page";
import { useTexts } from "../../texts";
import type { Texts } from "../../texts";
import { useSession } from "../session/session";
import { useAct } from "../shell/useAct";
import { partyTitle } from "./party";
import { useHangUp } from "./useHangUp";

/** What a leg is in the conference, in a few words. */
export function conferenceRoleText(leg: Leg, texts: Texts): string {
    const role = leg.conferenceRole ? texts.calls.conferenceRoles[leg.conferenceRole] : "";
    return leg.muted ? `${role}, ${texts.calls.muted}` : role;
}

/** What can be done to one side of a call. */
export function useLegMenu(call: Call, leg: Leg): readonly MenuItem[] {
    const texts = useTexts();
    const act = useAct();
    const tell = useTell();
    const { me } = useSession();
    const { hangUpLeg } = useHangUp();
    const items: MenuItem[] = [];

    if (leg.conferenceRole) {
        items.push({
            title: leg.muted ? texts.calls.unmute : texts.calls.mute,
            icon: leg.muted ? "wave" : "minus",
            run: () => void act(() => api.calls.mute(call.id, leg.id, !leg.muted)),
        });
    }
    // CAL-09: administrators of a domain, in calls from outside, with the user who talks.
    const isOperator = leg.party.user !== null && leg.party.user !== me.id && leg.answeredAt !== null;
    if (me.role === "domain-administrator" && call.direction === "incoming" && isOperator) {
        for (const mode of supervisions) {
            items.push({
                title: texts.calls.supervisions[mode],
                icon: "people",
                run: () =>
                    void act(() => api.calls.supervise(call.id, leg.id, mode)).then((isDone) => {
                        if (isDone) tell({ text: texts.calls.supervisionBegins });
                    }),
            });
        }
    }
    items.push({
        title: texts.calls.hangUpLeg(partyTitle(leg.party)),
        icon: "close",
        isDangerous: true,
        run: () => void hangUpLeg(call, leg),
    });
    return items;
}

/** Rings somebody to join the talk. */
export function InviteForm({ call }: { call: Call }): JSX.Element {
    const texts = useTexts();
    const act = useAct();
    const tell = useTell();
    const [target, setTarget] = useState("");
    const [isBusy, setIsBusy] = useState(false);

    const invite = async (): Promise<void> => {
        setIsBusy(true);
        const isDone = await act(() => api.calls.invite(call.id, target.trim()));
        setIsBusy(false);
        if (!isDone) return;
        setTarget("");
        tell({ text: texts.calls.invited(target.trim()) });
    };
    return (
        <Section title={texts.calls.inviteTitle}>
            <form
                className="form"
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    if (target.trim() && !isBusy) void invite();
                }}
            >
                <TextField
                    label={texts.calls.inviteNumber}
                    hint={texts.calls.inviteHint}
                    value={target}
                    onChange={setTarget}
                    inputMode="tel"
                    autoComplete="off"
                    maxLength={64}
                />
                <Button type="submit" icon="add" isBusy={isBusy}>
                    {texts.calls.invite}
                </Button>
            </form>
        </Section>
    );
}
