import { createContext, useCallback, useContext, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import { Button } from "../form/button";
import { Modal } from "./modal";

/**
 * A question with two answers. The one that goes on names what happens ('Remove Anna'), never 'OK'. Without a `cancel` it is
 * no question: something is told that is too much for a notice.
 */
export interface Question {
    readonly title: string;
    /** Links in it close the dialog. */
    readonly text: string | ((close: () => void) => ReactNode);
    readonly goOn: string;
    readonly cancel?: string;
    readonly isDangerous?: boolean;
}

type Ask = (question: Question) => Promise<boolean>;

const AskingContext = createContext<Ask | null>(null);

/** Asks in a dialog and resolves to the answer; Escape is a no. */
export function useAsk(): Ask {
    const ask = useContext(AskingContext);
    if (!ask) throw new Error("useAsk outside of AskingProvider");
    return ask;
}

export function AskingProvider({ children }: { children: ReactNode }): JSX.Element {
    const [question, setQuestion] = useState<Question | null>(null);
    const answer = useRef<(goesOn: boolean) => void>(() => undefined);

    const ask = useCallback<Ask>((asked) => {
        answer.current(false);
        setQuestion(asked);
        return new Promise((resolve) => {
            answer.current = resolve;
        });
    }, []);
    const close = useMemo(
        () => (goesOn: boolean) => {
            setQuestion(null);
            answer.current(goesOn);
        },
        [],
    );

    return (
        <AskingContext.Provider value={ask}>
            {children}
            {question && (
                <Modal title={question.title} onClose={() => close(false)}>
                    {typeof question.text === "string" ? <p>{question.text}</p> : question.text(() => close(false))}
                    <div className="modal-actions">
                        {question.cancel && (
                            <Button onClick={() => close(false)} autoFocus>
                                {question.cancel}
                            </Button>
                        )}
                        <Button
                            kind={question.isDangerous ? "danger" : "primary"}
                            onClick={() => close(true)}
                            autoFocus={!question.cancel}
                        >
                            {question.goOn}
                        </Button>
                    </div>
                </Modal>
            )}
        </AskingContext.Provider>
    );
}
