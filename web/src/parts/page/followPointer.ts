/**
 * Follows the pointer that was just pressed until it is let go. Escape, or the browser taking the pointer for itself,
 * ends it as well, with nothing dropped. Returns what ends it from outside.
 */
export function followPointer(
    onMove: (event: PointerEvent) => void,
    onEnd: (isDropped: boolean) => void,
): () => void {
    const finish = (isDropped: boolean): void => {
        window.removeEventListener("pointermove", onMove);
        window.removeEventListener("pointerup", onUp);
        window.removeEventListener("pointercancel", onCancel);
        window.removeEventListener("keydown", onKeyDown, true);
        onEnd(isDropped);
    };
    const onUp = (): void => finish(true);
    const onCancel = (): void => finish(false);
    const onKeyDown = (pressed: KeyboardEvent): void => {
        if (pressed.key !== "Escape") return;
        pressed.stopPropagation();
        finish(false);
    };
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", onUp);
    window.addEventListener("pointercancel", onCancel);
    window.addEventListener("keydown", onKeyDown, true);
    return onCancel;
}
