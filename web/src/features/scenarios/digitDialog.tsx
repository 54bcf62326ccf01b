import type { KeyboardEvent } from "react";
import { menuKeys } from "../../api/scenarios";
import type { MenuKey } from "../../api/scenarios";
import { Modal } from "../../parts/dialog/modal";
import { Button } from "../../parts/form/button";
import { useTexts } from "../../texts";

/** IVR-05: the keys of a phone; those that are taken are not offered. */
export function DigitDialog({
    title,
    present,
    free,
    onChoose,
    onChangeAction,
    onRemove,
    onClose,
}: {
    title: string;
    /** The key whose branch is changed; `null` for a new one. */
    present: MenuKey | null;
    free: readonly MenuKey[];
    onChoose: (key: MenuKey) => void;
    onChangeAction?: () => void;
    onRemove?: () => void;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.scenarios;
    const onKeyDown = (event: KeyboardEvent): void => {
        const pressed = free.find((key) => key === event.key);
        if (pressed === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        onChoose(pressed);
    };
    return (
        <Modal title={title} onClose={onClose}>
            <div onKeyDown={onKeyDown}>
                <p>{words.digitHint}</p>
                <div className="keypad" role="group" aria-label={words.chooseDigit}>
                    {menuKeys.map((key) => (
                        <Button
                            key={key}
                            kind={key === present ? "primary" : "plain"}
                            disabled={key !== present && !free.includes(key)}
                            aria-pressed={key === present}
                            autoFocus={key === (present ?? free[0])}
                            onClick={() => (key === present ? onClose() : onChoose(key))}
                        >
                            {key}
                        </Button>
                    ))}
                </div>
                <div className="modal-actions">
                    {onRemove && (
                        <Button kind="danger" icon="trash" onClick={onRemove}>
                            {words.removeBranch}
                        </Button>
                    )}
                    {onChangeAction && <Button onClick={onChangeAction}>{words.changeAction}</Button>}
                    <Button onClick={onClose}>{texts.common.cancel}</Button>
                </div>
            </div>
        </Modal>
    );
}
