import { useEffect, useRef, useState } from "react";
import { voice } from "../../api/voice";
import type { Prompt, SpokenText } from "../../api/voice";
import { Button, IconButton } from "../../parts/form/button";
import { useSpeech, useTexts } from "../../texts";
import { newSpeech } from "../prompts/speech";
import { SpeechDialog } from "../prompts/speechDialog";

/** The sound of a greeting: heard in place, uploaded, recorded by phone, removed (MED-01, MED-02). */
export function GreetingSound({
    label,
    prompt,
    isOwn,
    onReload,
    onUpload,
    onRecord,
    onSay,
    onRemove,
}: {
    /** What the sound is for, where a page has several. */
    label?: string;
    prompt: Prompt | undefined;
    isOwn: boolean;
    onReload: () => void;
    onUpload: (file: File) => Promise<unknown>;
    onRecord: () => Promise<unknown>;
    /** Rejects with what the server says. */
    onSay: (spoken: SpokenText) => Promise<unknown>;
    onRemove: (prompt: Prompt) => Promise<unknown>;
}): JSX.Element {
    const texts = useTexts();
    const picker = useRef<HTMLInputElement>(null);
    const [isSaying, setIsSaying] = useState(false);
    const { language } = useSpeech();
    const isOnItsWay = prompt?.state === "checking" || prompt?.state === "awaited";
    useEffect(() => {
        if (!isOnItsWay) return;
        const timer = window.setInterval(onReload, 2000);
        return () => window.clearInterval(timer);
    }, [isOnItsWay, onReload]);
    return (
        <div className="form">
            {prompt?.state === "ready" && (
                <audio
                    controls
                    preload="none"
                    aria-label={`${texts.voice.listen}: ${prompt.name}`}
                    src={voice.promptSound(prompt)}
                />
            )}
            {prompt?.state === "checking" && <p className="soft">{texts.voice.checking}</p>}
            {prompt?.state === "refused" && (
                <p className="field-error" role="alert">
                    {texts.voice.refusals[prompt.refusal ?? ""] ?? prompt.refusal}
                </p>
            )}
            <div className="button-row" role="group" aria-label={label ?? texts.voice.greeting}>
                <input
                    ref={picker}
                    type="file"
                    accept="audio/*,.wav,.mp3"
                    hidden
                    onChange={(event) => {
                        const file = event.target.files?.[0];
                        event.target.value = "";
                        if (file) void onUpload(file);
                    }}
                />
                <Button icon="add" title={texts.voice.uploadHint} onClick={() => picker.current?.click()}>
                    {texts.voice.upload}
                </Button>
                <Button icon="phone" onClick={() => void onRecord()}>
                    {texts.voice.record}
                </Button>
                <Button icon="pencil" onClick={() => setIsSaying(true)}>
                    {isOwn && prompt?.spoken ? texts.speech.change : texts.speech.say}
                </Button>
                {prompt?.state === "ready" && (
                    <a className="button plain" href={voice.promptDownload(prompt)} download>
                        {texts.features.calling.prompts.download}
                    </a>
                )}
                {prompt && isOwn && (
                    <IconButton
                        icon="trash"
                        label={texts.voice.removeGreeting}
                        onClick={() => void onRemove(prompt)}
                    />
                )}
            </div>
            {isSaying && (
                <SpeechDialog
                    present={prompt?.spoken ?? newSpeech(language)}
                    replaces={isOwn && prompt?.state === "ready"}
                    onSave={onSay}
                    onClose={() => setIsSaying(false)}
                />
            )}
        </div>
    );
}
