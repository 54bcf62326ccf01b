import { voice } from "../../api/voice";
import type { VoiceMessage } from "../../api/voice";
import { IconButton } from "../../parts/form/button";
import { clockDuration } from "../../parts/format/duration";
import { Icon } from "../../parts/page/icon";
import { useLoad } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import { useAct } from "../shell/useAct";

/** The messages of a mailbox: played in place, which marks them as heard, downloaded, deleted (VM-02). */
export function Messages({ owner, onChanged }: { owner: string; onChanged: () => void }): JSX.Element {
    const texts = useTexts();
    const loaded = useLoad(`messages ${owner}`, () => voice.messages(owner));
    const items = loaded.value?.items ?? [];
    const again = (): void => {
        loaded.reload();
        onChanged();
    };
    return (
        <>
            <h3>{texts.voice.messages}</h3>
            {items.length === 0 ? (
                <p className="soft">{texts.voice.none}</p>
            ) : (
                <ul className="cards">
                    {items.map((message) => (
                        <Message key={message.id} message={message} onChanged={again} />
                    ))}
                </ul>
            )}
        </>
    );
}

/** One of them, wherever it is shown. */
export function Message({ message, onChanged }: { message: VoiceMessage; onChanged: () => void }): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const act = useAct();
    const caller = [message.caller || texts.voice.unknownCaller, message.callerName].filter(Boolean).join(" · ");
    const mark = (isHeard: boolean): void => {
        if ((message.heardAt !== null) === isHeard) return;
        void act(() => voice.mark(message.id, isHeard)).then((isDone) => isDone && onChanged());
    };
    return (
        <li className="card">
            <Icon name="wave" />
            <div>
                <strong>{message.heardAt === null ? `${caller} (${texts.voice.isNew})` : caller}</strong>
                <span className="soft">
                    {formats.moment(message.at)} · {clockDuration(message.seconds)}
                </span>
                <audio
                    controls
                    preload="none"
                    aria-label={`${texts.voice.listen}: ${caller}`}
                    src={voice.messageSound(message.id, "wav")}
                    onPlay={() => mark(true)}
                />
                <a href={voice.messageSound(message.id, "mp3", true)} download>
                    {texts.voice.download}
                </a>
            </div>
            {message.heardAt !== null && (
                <IconButton icon="refresh" label={texts.voice.markNew} onClick={() => mark(false)} />
            )}
            <IconButton
                icon="trash"
                label={texts.voice.remove}
                onClick={() => void act(() => voice.remove(message.id)).then((isDone) => isDone && onChanged())}
            />
        </li>
    );
}
