import { useState } from "react";
import { api } from "../../api/endpoints";
import type { User } from "../../api/schema";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { emptySelection } from "../../parts/table/selection";
import type { Selection } from "../../parts/table/selection";
import type { PageOf, Pages } from "../../parts/table/usePages";
import { useFormats, useTexts } from "../../texts";
import { useAct } from "../shell/useAct";

/** What can be done with the chosen users at once; one after the other, so that each change is in the history. */
export function UsersGroupBar({
    selection,
    pages,
    load,
    onSelect,
    onFinished,
}: {
    selection: Selection;
    pages: Pages<User>;
    load: (cursor: string | null) => Promise<PageOf<User>>;
    onSelect: (selection: Selection) => void;
    onFinished: () => void;
}): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const ask = useAsk();
    const tell = useTell();
    const act = useAct();
    const [progress, setProgress] = useState<{ done: number; of: number } | null>(null);
    const count = selection.keys.size;

    const chosenUsers = async (): Promise<User[]> => {
        const found = pages.rows.filter((user) => selection.keys.has(user.id));
        const known = new Set(found.map((user) => user.id));
        for (const id of selection.keys) {
            if (!known.has(id)) found.push(await api.users.find(id));
        }
        return found;
    };
    const run = (change: (user: User) => Promise<unknown>): Promise<boolean> =>
        act(async () => {
            const users = await chosenUsers();
            let failed = 0;
            for (const [index, user] of users.entries()) {
                setProgress({ done: index, of: users.length });
                await change(user).catch(() => {
                    failed += 1;
                });
            }
            setProgress(null);
            onSelect(emptySelection);
            onFinished();
            const done = users.length - failed;
            tell(
                failed > 0
                    ? { text: texts.selection.partly(done, failed), kind: "problem" }
                    : { text: texts.selection.finished(done) },
            );
        });
    const block = async (): Promise<void> => {
        const goesOn = await ask({
            title: texts.selection.blockTitle(count),
            text: texts.selection.blockText,
            goOn: texts.users.block,
            cancel: texts.common.cancel,
        });
        if (goesOn) await run((user) => api.users.change(user, { isBlocked: true }));
    };
    const remove = async (): Promise<void> => {
        const goesOn = await ask({
            title: texts.selection.removeTitle(count),
            text: texts.users.removeText,
            goOn: texts.common.remove,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (goesOn) await run((user) => api.users.remove(user));
    };
    const chooseWhole = (): Promise<boolean> =>
        act(async () => {
            const keys = new Set<string>();
            let cursor: string | null = null;
            do {
                const page: PageOf<User> = await load(cursor);
                for (const user of page.items) keys.add(user.id);
                cursor = page.next;
            } while (cursor !== null);
            onSelect({ keys, anchor: null });
        });

    const canChooseWhole = pages.state !== "done" && pages.total !== null && count < pages.total;
    return (
        <div className="group-bar" role="toolbar" aria-label={texts.selection.chosen(count)}>
            <strong aria-live="polite">{texts.selection.chosen(count)}</strong>
            {progress ? (
                <span role="status">
                    <progress value={progress.done} max={progress.of} />{" "}
                    {texts.selection.progress(progress.done, progress.of)}
                </span>
            ) : (
                <>
                    {canChooseWhole && (
                        <Button kind="quiet" onClick={() => void chooseWhole()}>
                            {texts.selection.chooseWhole(formats.count(pages.total ?? 0))}
                        </Button>
                    )}
                    <Button onClick={() => void block()}>{texts.users.block}</Button>
                    <Button onClick={() => void run((user) => api.users.change(user, { isBlocked: false }))}>
                        {texts.users.unblock}
                    </Button>
                    <Button kind="danger" icon="trash" onClick={() => void remove()}>
                        {texts.common.remove}
                    </Button>
                    <Button kind="quiet" onClick={() => onSelect(emptySelection)}>
                        {texts.selection.drop}
                    </Button>
                </>
            )}
        </div>
    );
}
