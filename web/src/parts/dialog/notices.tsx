import { createContext, useCallback, useContext, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import { Button, IconButton } from "../form/button";
import { Icon } from "../page/icon";

/** What happened, said in the corner for a while. */
export interface Notice {
    readonly text: string;
    readonly kind?: "done" | "problem";
    /** What it is about: it takes the place of an earlier notice about the same. */
    readonly subject?: string;
    /** What can still be done about it, for instance undo. */
    readonly action?: { readonly title: string; run(): void };
}

type Tell = (notice: Notice) => void;

/** How long a notice stays, in milliseconds; those with an action stay longer. */
const stay = { plain: 5_000, withAction: 12_000 };

const NoticesContext = createContext<Tell | null>(null);

export function useTell(): Tell {
    const tell = useContext(NoticesContext);
    if (!tell) throw new Error("useTell outside of NoticesProvider");
    return tell;
}

export function NoticesProvider({
    closeLabel,
    children,
}: {
    closeLabel: string;
    children: ReactNode;
}): JSX.Element {
    const [notices, setNotices] = useState<readonly (Notice & { id: number })[]>([]);
    const last = useRef(0);

    const remove = useCallback((id: number) => {
        setNotices((present) => present.filter((notice) => notice.id !== id));
    }, []);
    const tell = useCallback<Tell>(
        (notice) => {
            last.current += 1;
            const id = last.current;
            // The same said again, as after each of many changes, is said once: the last can be undone.
            const isSame = ({ text, subject }: Notice): boolean =>
                text === notice.text || (subject !== undefined && subject === notice.subject);
            setNotices((present) => [...present.filter((each) => !isSame(each)).slice(-2), { ...notice, id }]);
            window.setTimeout(() => remove(id), notice.action ? stay.withAction : stay.plain);
        },
        [remove],
    );

    const shown = useMemo(
        () => (
            <div className="notices" role="status" aria-live="polite">
                {notices.map((notice) => (
                    <div key={notice.id} className={`notice ${notice.kind ?? "done"}`}>
                        <Icon name={notice.kind === "problem" ? "alert" : "answered"} />
                        <span>{notice.text}</span>
                        {notice.action && (
                            <Button
                                kind="quiet"
                                onClick={() => {
                                    notice.action?.run();
                                    remove(notice.id);
                                }}
                            >
                                {notice.action.title}
                            </Button>
                        )}
                        <IconButton icon="close" label={closeLabel} onClick={() => remove(notice.id)} />
                    </div>
                ))}
            </div>
        ),
        [closeLabel, notices, remove],
    );

    return (
        <NoticesContext.Provider value={tell}>
            {children}
            {shown}
        </NoticesContext.Provider>
    );
}
