import { numberShop } from "../../api/numbers";
import type { OfferedNumber } from "../../api/numbers";
import { Problem } from "../../api/problem";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { shownNumber } from "../../parts/format/phoneNumber";
import { shownPrice } from "../../parts/format/price";
import { useSpeech, useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { useCreate } from "../shell/useCreate";

/** Numbers that a question names one by one. */
const named = 3;

/** What all of them cost together. */
export function sumOf(numbers: readonly OfferedNumber[]): number {
    return numbers.reduce((sum, { priceKopecks }) => sum + priceKopecks, 0);
}

/** Asks with the price, connects, says what came of it. Resolves to whether the lists have changed. */
export function useConnect(domain: string): (numbers: readonly OfferedNumber[]) => Promise<boolean> {
    const texts = useTexts();
    const words = texts.numbers.shop;
    const { language } = useSpeech();
    const ask = useAsk();
    const tell = useTell();
    const create = useCreate();
    return async (numbers) => {
        const shown = numbers.slice(0, named).map(({ number }) => shownNumber(number));
        const goesOn = await ask({
            title: words.askTitle(shown.join(", "), numbers.length - shown.length),
            text: words.askText(numbers.length, shownPrice(sumOf(numbers), language)),
            goOn: words.connect,
            cancel: texts.common.cancel,
        });
        if (!goesOn) return false;
        try {
            await create((key) => numberShop.connect(domain, numbers, key));
            tell({ text: words.done(numbers.length) });
            return true;
        } catch (problem) {
            const code = problem instanceof Problem ? problem.code : null;
            const isTaken = code === "taken" || code === "not-found";
            const isDearer = code === "conflict";
            tell({
                text: isTaken ? words.taken : isDearer ? words.dearer : explain(texts, problem),
                kind: "problem",
            });
            return isTaken || isDearer;
        }
    };
}
