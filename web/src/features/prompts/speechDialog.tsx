import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { speechVoices, voice } from "../../api/voice";
import type { SpokenText } from "../../api/voice";
import { Button } from "../../parts/form/button";
import { LinesField, SelectField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import { explain, explainForm } from "../../texts/explain";
import { DialogForm } from "../shell/dialogForm";
import { speechFault, speedsWith, textLimit, tidyText } from "./speech";

/** IVR-07: a text that the server says; heard before it is saved. */
export function SpeechDialog({
    present,
    replaces,
    onSave,
    onClose,
}: {
    /** What is said so far, or a new text. */
    present: SpokenText;
    /** Whether a sound is there that goes. */
    replaces: boolean;
    onSave: (spoken: SpokenText) => Promise<unknown>;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.speech;
    const form = useForm<SpokenText>({
        initial: present,
        check: (values) => ({ text: speechFault(values.text, texts) }),
        save: async (values) => {
            await onSave(values);
            onClose();
        },
        explain: (problem) => explainForm<SpokenText>(texts, problem, { text: words.noWords }),
    });
    const { values } = form;
    // Out of the form that a prompt is chosen in: forms do not stand in forms.
    return createPortal(
        <DialogForm title={words.title} form={form} submitTitle={words.save} onClose={onClose}>
            <LinesField
                label={words.text}
                hint={words.textHint([...values.text].length, textLimit)}
                error={form.errors.text}
                value={values.text}
                autoFocus
                rows={5}
                onChange={(text) => form.set("text", tidyText(text))}
            />
            <div className="form-pair">
                <SelectField
                    label={words.voice}
                    value={values.voice}
                    options={speechVoices.map((value) => ({ value, title: words.voices[value] }))}
                    onChange={(value) => form.set("voice", value)}
                />
                <SelectField
                    label={words.speed}
                    value={String(values.wordsPerMinute)}
                    options={speedsWith(values.wordsPerMinute).map((speed) => ({
                        value: String(speed),
                        title: words.speeds[speed] ?? words.wordsPerMinute(speed),
                    }))}
                    onChange={(value) => form.set("wordsPerMinute", Number(value))}
                />
            </div>
            <Rehearsal spoken={values} isSayable={speechFault(values.text, texts) === undefined} />
            {replaces && <p className="soft">{words.asks}</p>}
        </DialogForm>,
        document.body,
    );
}

/** The text as callers would hear it. */
function Rehearsal({ spoken, isSayable }: { spoken: SpokenText; isSayable: boolean }): JSX.Element {
    const texts = useTexts();
    const words = texts.speech;
    const [isBusy, setIsBusy] = useState(false);
    const [problem, setProblem] = useState<string | null>(null);
    const [heard, setHeard] = useState<{ readonly said: SpokenText; readonly address: string } | null>(null);
    const address = heard?.address;
    useEffect(() => (address === undefined ? undefined : () => URL.revokeObjectURL(address)), [address]);
    const listen = async (): Promise<void> => {
        setIsBusy(true);
        setProblem(null);
        try {
            const sound = await voice.trySpeech(spoken);
            setHeard({ said: spoken, address: URL.createObjectURL(sound) });
        } catch (failure) {
            setProblem(explain(texts, failure));
        }
        setIsBusy(false);
    };
    const isOld = heard !== null && heard.said !== spoken;
    return (
        <div className="sound-field">
            {heard && !isOld && <audio controls autoPlay aria-label={words.heard} src={heard.address} />}
            {problem && (
                <p className="field-error" role="alert">
                    {problem}
                </p>
            )}
            <div className="button-row">
                <Button icon="wave" isBusy={isBusy} disabled={!isSayable} onClick={() => void listen()}>
                    {isOld ? words.listenAgain : words.listen}
                </Button>
            </div>
        </div>
    );
}
