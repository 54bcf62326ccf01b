import { useState } from "react";
import { api } from "../../api/endpoints";
import type { User } from "../../api/schema";
import { changeUsers } from "../../api/userBulk";
import type { UserOperation } from "../../api/userBulk";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { emptySelection } from "../../parts/table/selection";
import type { Selection } from "../../parts/table/selection";
import type { PageOf, Pages } from "../../parts/table/usePages";
import { useFormats, useTexts } from "../../texts";
import { useAct } from "../shell/useAct";
import { CallGroupDialog } from "./callGroupDialog";
import { GroupDialog } from "./groupDialog";
import { RefusedDialog } from "./refusedDialog";
import type { Refusal } from "./refusedDialog";
import type { GroupsOfDomain } from "./usersPage";

/** USR-02: what can be done with the chosen users at once; each change is in the history. */
export function UsersGroupBar({
    selection,
    pages,
    groups,
    load,
    onSelect,
    onFinished,
}: {
    selection: Selection;
    pages: Pages<User>;
    groups: GroupsOfDomain;
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
    const [asked, setAsked] = useState<"group" | "pickup-group" | null>(null);
    const [refused, setRefused] = useState<Refusal | null>(null);
    const words = texts.usersTree;
    const count = selection.keys.size;
    const chosen = words.chosenOf(count, formats.count(Math.max(pages.total ?? pages.rows.length, count)));
    const nameOf = (id: string): string => {
        const user = pages.rows.find((each) => each.id === id);
        return user ? user.shownName || user.login : id;
    };

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
    /** Who was refused stays chosen. */
    const runAtOnce = async (change: UserOperation): Promise<void> => {
        setAsked(null);
        await act(async () => {
            try {
                const onProgress = (done: number): void => setProgress({ done, of: count });
                const results = await changeUsers([...selection.keys], change, onProgress);
                const failed = results.filter(({ result }) => result === "refused");
                const done = results.length - failed.length;
                const named = results
                    .filter(({ result }) => result === "refused" || result === "partly")
                    .map((each) => ({ ...each, name: nameOf(each.user) }));
                if (named.length > 0) setRefused({ done, users: named });
                else tell({ text: texts.selection.finished(done) });
                onSelect({ keys: new Set(failed.map(({ user }) => user)), anchor: null });
            } finally {
                setProgress(null);
                onFinished();
            }
        });
    };
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
        if (goesOn) await runAtOnce({ operation: "remove" });
    };
    const switchFMCOff = async (): Promise<void> => {
        const goesOn = await ask({
            title: words.fmcOffTitle(count),
            text: words.fmcOffText,
            goOn: words.switchFMCOff,
            cancel: texts.common.cancel,
        });
        if (goesOn) await runAtOnce({ operation: "switch-fmc-off" });
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

    const hasFMC = pages.rows.some((user) => user.fmc !== null && selection.keys.has(user.id));
    const canChooseWhole = pages.state !== "done" && pages.total !== null && count < pages.total;
    return (
        <div className="group-bar" role="toolbar" aria-label={chosen}>
            <strong aria-live="polite">{chosen}</strong>
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
                    <Button onClick={() => setAsked("group")}>{words.toGroup}</Button>
                    <Button onClick={() => setAsked("pickup-group")}>{words.toPickupGroup}</Button>
                    <Button onClick={() => void run((user) => api.users.change(user, { recordsCalls: true }))}>
                        {texts.recordings.recordChosen}
                    </Button>
                    <Button onClick={() => void run((user) => api.users.change(user, { recordsCalls: false }))}>
                        {texts.recordings.leaveChosen}
                    </Button>
                    {hasFMC && <Button onClick={() => void switchFMCOff()}>{words.switchFMCOff}</Button>}
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
            {asked === "group" && (
                <CallGroupDialog
                    groups={groups.calls}
                    onChoose={(operation, group) => runAtOnce({ operation, group })}
                    onClose={() => setAsked(null)}
                />
            )}
            {asked === "pickup-group" && (
                <GroupDialog
                    title={words.toPickupGroupTitle}
                    groups={groups.pickup}
                    without={words.without}
                    onChoose={(group) => runAtOnce({ operation: "set-pickup-group", group })}
                    onClose={() => setAsked(null)}
                />
            )}
            {refused && <RefusedDialog {...refused} onClose={() => setRefused(null)} />}
        </div>
    );
}
