import { useEffect, useRef, useState } from "react";
import { voice } from "../../api/voice";
import type { Prompt, SpokenText } from "../../api/voice";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { SelectField } from "../../parts/form/field";
import { useLoad } from "../../parts/page/useLoad";
import { useSpeech, useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { useSession } from "../session/session";
import { useAct } from "../shell/useAct";
import { UserPicker, userTitle } from "../users/userPicker";
import { nameOfFile } from "./promptsPage";
import { nameOfSpeech, newSpeech } from "./speech";
import { SpeechDialog } from "./speechDialog";

/**
 * A sound of the domain for one place: chosen out of those that are there, uploaded, or spoken into a phone that rings;
 * heard before it is saved (MED-01, MED-02).
 */
export function PromptField({
    label,
    hint,
    error,
    domain,
    purpose,
    nothing,
    newName,
    value,
    onChange,
}: {
    label: string;
    hint?: string;
    error?: string | undefined;
    domain: string;
    purpose: Prompt["purpose"];
    /** What choosing nothing means. */
    nothing: string;
    /** What a recording by phone is called. */
    newName: string;
    value: string | null;
    onChange: (prompt: string | null) => void;
}): JSX.Element {
    const texts = useTexts();
    const act = useAct();
    const tell = useTell();
    const { me } = useSession();
    const picker = useRef<HTMLInputElement>(null);
    const [isBusy, setIsBusy] = useState(false);
    const [asksForPhone, setAsksForPhone] = useState(false);
    const loaded = useLoad(`prompts ${domain}`, () => voice.prompts(domain));
    const { reload } = loaded;
    const prompts = (loaded.value?.items ?? []).filter((prompt) => prompt.owner === null);
    const chosen = prompts.find((prompt) => prompt.id === value);
    const isGone = loaded.state === "ready" && !isBusy && value !== null && !chosen;
    const isOnItsWay = chosen?.state === "checking" || chosen?.state === "awaited";
    useEffect(() => {
        if (!isOnItsWay) return undefined;
        const timer = window.setInterval(reload, 2000);
        return () => window.clearInterval(timer);
    }, [isOnItsWay, reload]);

    const [isSaying, setIsSaying] = useState(false);
    const { language } = useSpeech();
    const add = async (name: string, fill: (prompt: Prompt) => Promise<unknown>): Promise<void> => {
        const prompt = await voice.addPrompt(domain, { name: name.slice(0, 100), purpose, owner: null });
        try {
            await fill(prompt);
        } catch (problem) {
            // What could not be filled is nothing to keep.
            await voice.removePrompt(prompt);
            throw problem;
        }
        loaded.set(await voice.prompts(domain));
        onChange(prompt.id);
    };
    const make = async (name: string, fill: (prompt: Prompt) => Promise<unknown>): Promise<void> => {
        setIsBusy(true);
        await act(() => add(name, fill));
        setIsBusy(false);
    };
    /**
     * A sound of its own, also for a changed text: what others use, and what callers hear while a draft is written, stays
     * as it is. A sound is changed in its place on the page of sounds.
     */
    const say = async (spoken: SpokenText): Promise<void> => {
        await add(nameOfSpeech(spoken.text), (prompt) => voice.speak(prompt, spoken));
    };
    const record = (phone: string, whose: string): void => {
        setAsksForPhone(false);
        void make(newName, async (prompt) => {
            await voice.record(prompt.id, phone);
            tell({ text: texts.groups.sound.recorded(whose) });
        });
    };
    const hasOwnPhone = me.extension !== null && me.domain === domain;
    const options = prompts.filter((prompt) => prompt.state === "ready" || prompt === chosen);
    return (
        <div className="sound-field">
            <SelectField
                label={label}
                {...(hint ? { hint } : {})}
                error={error ?? (isGone ? texts.groups.sound.gone : refusalOf(chosen, texts.voice.refusals))}
                value={value ?? ""}
                options={[
                    { value: "", title: nothing },
                    ...options.map((prompt) => ({ value: prompt.id, title: prompt.name })),
                    ...(value !== null && !chosen ? [{ value, title: isGone ? texts.groups.sound.gone : "…" }] : []),
                ]}
                onChange={(id) => onChange(id || null)}
            />
            {loaded.state === "failed" && <p className="field-error">{explain(texts, loaded.problem)}</p>}
            {isOnItsWay && chosen && (
                <p className="soft" role="status">
                    {texts.features.calling.prompts.states[chosen.state]}
                </p>
            )}
            {chosen?.state === "ready" && (
                <audio
                    controls
                    preload="none"
                    aria-label={`${texts.voice.listen}: ${chosen.name}`}
                    src={voice.promptSound(chosen)}
                    key={`${chosen.id} ${chosen.version}`}
                />
            )}
            <div className="button-row">
                <input
                    ref={picker}
                    type="file"
                    accept="audio/*,.wav,.mp3"
                    hidden
                    onChange={(event) => {
                        const file = event.target.files?.[0];
                        event.target.value = "";
                        if (file) void make(nameOfFile(file.name), (prompt) => voice.upload(prompt.id, file));
                    }}
                />
                <Button
                    icon="add"
                    title={texts.voice.uploadHint}
                    isBusy={isBusy}
                    onClick={() => picker.current?.click()}
                >
                    {texts.groups.sound.upload}
                </Button>
                <Button
                    icon="phone"
                    aria-expanded={hasOwnPhone ? undefined : asksForPhone}
                    onClick={() =>
                        hasOwnPhone ? record(me.id, me.shownName || me.login) : setAsksForPhone(!asksForPhone)
                    }
                >
                    {texts.groups.sound.ring}
                </Button>
                <Button icon="pencil" isBusy={isBusy} onClick={() => setIsSaying(true)}>
                    {chosen?.spoken ? texts.speech.change : texts.speech.say}
                </Button>
            </div>
            {isSaying && (
                <SpeechDialog
                    present={chosen?.spoken ?? newSpeech(language)}
                    replaces={false}
                    onSave={say}
                    onClose={() => setIsSaying(false)}
                />
            )}
            {asksForPhone && (
                <UserPicker
                    label={texts.groups.sound.recordOn}
                    domain={domain}
                    chosen={null}
                    error={undefined}
                    onChoose={(user) => user && record(user.id, userTitle(user))}
                />
            )}
        </div>
    );
}

function refusalOf(prompt: Prompt | undefined, refusals: Readonly<Record<string, string>>): string | undefined {
    if (prompt?.state !== "refused") return undefined;
    return refusals[prompt.refusal ?? ""] ?? prompt.refusal ?? undefined;
}
