import { api } from "../../api/endpoints";
import type { Call, Leg } from "../../api/schema";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { useTexts } from "../../texts";
import { useAct } from "../shell/useAct";
import { calleeTitle, partyTitle } from "./party";

/** Ends a call or one side of it, after asking by name. */
export function useHangUp(): { hangUp(call: Call): Promise<void>; hangUpLeg(call: Call, leg: Leg): Promise<void> } {
    const texts = useTexts();
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();

    const run = async (title: string, text: string, action: () => Promise<unknown>): Promise<void> => {
        const goesOn = await ask({
            title,
            text,
            goOn: texts.calls.hangUp,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (goesOn && (await act(action))) tell({ text: texts.calls.hungUp });
    };
    return {
        hangUp: (call) =>
            run(texts.calls.hangUpTitle, texts.calls.hangUpText(partyTitle(call.caller), calleeTitle(call)), () =>
                api.calls.hangUp(call.id),
            ),
        hangUpLeg: (call, leg) =>
            run(texts.calls.hangUpLegTitle(partyTitle(leg.party)), texts.calls.hangUpLegText, () =>
                api.calls.hangUpLeg(call.id, leg.id),
            ),
    };
}
