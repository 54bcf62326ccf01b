import { useMemo, useRef } from "react";
import type { ReactNode } from "react";
import { createPortal } from "react-dom";
import { CardFrameContext } from "../../parts/page/cardFrame";
import type { CardFrame } from "../../parts/page/cardFrame";
import { FixedDomainContext } from "./useChosenDomain";
import { useLeaveQuestion } from "./useLeaveQuestion";

/** A card of a list, shown over something else: what is made with it is made in the domain that is meant there. */
export function CardDialog({
    domain,
    onClose,
    children,
}: {
    /** Empty: the caller's own. */
    domain: string;
    onClose: () => void;
    children: ReactNode;
}): JSX.Element {
    const mayLose = useLeaveQuestion();
    const isUnsaved = useRef(false);
    const leave = async (): Promise<void> => {
        if (!isUnsaved.current || (await mayLose())) onClose();
    };
    const latestLeave = useRef(leave);
    latestLeave.current = leave;
    const frame = useMemo<CardFrame>(
        () => ({
            close: () => void latestLeave.current(),
            noteChange: (isChanged) => {
                isUnsaved.current = isChanged;
            },
        }),
        [],
    );
    // Browsers let a form inside of another one submit past its own handlers: it stands outside of both.
    return createPortal(
        <FixedDomainContext.Provider value={domain || null}>
            <CardFrameContext.Provider value={frame}>{children}</CardFrameContext.Provider>
        </FixedDomainContext.Provider>,
        document.body,
    );
}
