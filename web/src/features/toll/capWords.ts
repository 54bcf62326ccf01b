import type { CapLimit, TollCap } from "../../api/toll";
import type { Texts } from "../../texts";

export const capLimits: readonly CapLimit[] = ["hourlyCalls", "dailyCalls", "dailyMinutes", "simultaneousCalls"];

/** Which calls a cap is about, in one line. */
export function reachWords(cap: TollCap, texts: Texts): string {
    return cap.reach === "prefixes"
        ? texts.toll.to(cap.prefixes.map((prefix) => `+${prefix}`).join(", "))
        : texts.toll.reaches[cap.reach];
}

/** How much it permits. */
export function amountWords(cap: TollCap, texts: Texts): string {
    return capLimits
        .flatMap((limit) => {
            const most = cap[limit];
            return most === null ? [] : [texts.toll.amounts[limit](most)];
        })
        .join(", ");
}
