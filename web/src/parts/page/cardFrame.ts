import { createContext, useContext } from "react";

/** Where a card is shown when it is not beside its list: in a dialog over something else. */
export interface CardFrame {
    /** Puts the card away, after a question when something in it was not saved. */
    close(): void;
    /** The card's form says whether it holds what nobody saved. */
    noteChange(isChanged: boolean): void;
}

/** `null`: beside its list, with an address of its own. */
export const CardFrameContext = createContext<CardFrame | null>(null);

export const useCardFrame = (): CardFrame | null => useContext(CardFrameContext);
