import { useAsk } from "../../parts/dialog/asking";
import { useTexts } from "../../texts";

/** Asks whether what is not saved may be lost; `true`: it may. */
export function useLeaveQuestion(): () => Promise<boolean> {
    const texts = useTexts();
    const ask = useAsk();
    return () =>
        ask({
            title: texts.leave.title,
            text: texts.leave.text,
            goOn: texts.leave.goOn,
            cancel: texts.leave.stay,
            isDangerous: true,
        });
}
