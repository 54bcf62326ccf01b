import { useState } from "react";
import { calling } from "../../api/calling";
import type { Contact, ContactGroup, ContactOperation, ContactResult } from "../../api/calling";
import { useAsk } from "../../parts/dialog/asking";
import { Modal } from "../../parts/dialog/modal";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { emptySelection } from "../../parts/table/selection";
import type { Selection } from "../../parts/table/selection";
import { useTexts } from "../../texts";
import { useAct } from "../shell/useAct";
import { GroupDialog } from "../users/groupDialog";

/** ADR-01, ME-05: what can be done with the chosen contacts at once. */
export function ContactsBar({
    book,
    selection,
    contacts,
    groups,
    onSelect,
    onFinished,
}: {
    book: string | null;
    selection: Selection;
    contacts: readonly Contact[];
    groups: readonly ContactGroup[];
    onSelect: (selection: Selection) => void;
    onFinished: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.contactGroups;
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();
    const [isAsked, setIsAsked] = useState(false);
    const [refused, setRefused] = useState<readonly ContactResult[]>([]);
    const count = selection.keys.size;
    const title = words.chosen(count);

    /** Who was refused stays chosen. */
    const run = async (change: ContactOperation): Promise<void> => {
        const results = await calling.changeContacts(book, [...selection.keys], change);
        const failed = results.filter(({ result }) => result === "refused");
        setIsAsked(false);
        setRefused(failed);
        onSelect(failed.length > 0 ? { keys: new Set(failed.map((each) => each.contact)), anchor: null } : emptySelection);
        onFinished();
        const done = results.length - failed.length;
        tell(
            failed.length > 0
                ? { text: texts.selection.partly(done, failed.length), kind: "problem" }
                : { text: texts.selection.finished(done) },
        );
    };
    const remove = async (): Promise<void> => {
        const goesOn = await ask({
            title: words.removeChosen(count),
            text: words.removeChosenText,
            goOn: texts.common.remove,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (goesOn) await act(() => run({ operation: "remove" }));
    };
    const nameOf = (id: string): string => contacts.find((each) => each.id === id)?.name ?? id;
    return (
        <div className="group-bar" role="toolbar" aria-label={title}>
            <strong aria-live="polite">{title}</strong>
            <Button onClick={() => setIsAsked(true)}>{words.toGroup}</Button>
            <Button kind="danger" icon="trash" onClick={() => void remove()}>
                {texts.common.remove}
            </Button>
            <Button kind="quiet" onClick={() => onSelect(emptySelection)}>
                {texts.selection.drop}
            </Button>
            {isAsked && (
                <GroupDialog
                    title={words.toGroupTitle}
                    groups={groups.map(({ name }) => ({ id: name, name }))}
                    without={words.none}
                    onChoose={(group) => run({ operation: "set-group", group })}
                    onClose={() => setIsAsked(false)}
                />
            )}
            {refused.length > 0 && (
                <Modal title={words.refused(refused.length)} onClose={() => setRefused([])}>
                    <ul className="plain-list" aria-label={words.refused(refused.length)}>
                        {refused.map(({ contact, code }) => (
                            <li key={contact}>
                                <strong>{nameOf(contact)}</strong> — {texts.problems[code ?? "internal"]}
                            </li>
                        ))}
                    </ul>
                    <div className="modal-actions">
                        <Button kind="primary" onClick={() => setRefused([])} autoFocus>
                            {texts.common.close}
                        </Button>
                    </div>
                </Modal>
            )}
        </div>
    );
}
