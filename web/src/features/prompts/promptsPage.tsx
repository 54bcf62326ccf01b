import { useEffect, useRef, useState } from "react";
import type { DragEvent } from "react";
import { usages } from "../../api/scenarios";
import { voice } from "../../api/voice";
import type { Prompt } from "../../api/voice";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button, IconButton } from "../../parts/form/button";
import { SelectField, TextField } from "../../parts/form/field";
import { clockDuration } from "../../parts/format/duration";
import { Icon } from "../../parts/page/icon";
import { Empty, Page, PanelSkeleton, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useSpeech, useTexts } from "../../texts";
import { usageTitle } from "../groups/usages";
import { useSession } from "../session/session";
import { LoadFailed } from "../shell/loadFailed";
import { useAct } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";
import { UserName } from "../users/userName";
import { nameOfSpeech, newSpeech } from "./speech";
import { SpeechDialog } from "./speechDialog";

/** MED-01, MED-02: sounds of the company and of oneself: uploaded or recorded by phone, heard, replaced, deleted in place. */
export default function PromptsPage(): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.prompts;
    const domain = useChosenDomain();
    return (
        <Page title={words.title}>
            <div className="page-body">
                {domain.id === "" ? (
                    <Empty icon="wave" title={texts.features.calling.chooseDomain} />
                ) : (
                    <Prompts key={domain.id} domain={domain.id} />
                )}
            </div>
        </Page>
    );
}

function Prompts({ domain }: { domain: string }): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.prompts;
    const { me } = useSession();
    const act = useAct();
    const loaded = useLoad(`prompts ${domain}`, () => voice.prompts(domain));
    const { reload } = loaded;
    const isOnItsWay = loaded.value?.items.some(({ state }) => state === "checking" || state === "awaited") ?? false;
    useEffect(() => {
        if (!isOnItsWay) return undefined;
        const timer = window.setInterval(reload, 2000);
        return () => window.clearInterval(timer);
    }, [isOnItsWay, reload]);
    if (loaded.state === "loading") return <PanelSkeleton label={texts.common.loading} />;
    if (loaded.state === "failed") return <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />;
    const prompts = loaded.value.items;
    const isKeeper = me.role !== "user";
    return (
        <>
            <NewPrompt domain={domain} isKeeper={isKeeper} onMade={reload} />
            {prompts.length === 0 ? (
                <Empty icon="wave" title={words.emptyTitle} text={words.emptyText} />
            ) : (
                <ul className="cards" aria-label={words.title}>
                    {prompts.map((prompt) => (
                        <PromptCard
                            key={prompt.id}
                            prompt={prompt}
                            isKept={isKeeper || prompt.owner === me.id}
                            recorder={me.extension === null ? null : me.id}
                            onAct={async (action) => {
                                if (await act(action)) reload();
                            }}
                            onChanged={reload}
                        />
                    ))}
                </ul>
            )}
        </>
    );
}

type Purpose = Prompt["purpose"];
const purposes: readonly Purpose[] = ["melody", "greeting", "voicemail"];

/** Makes a sound of a file that is picked or dropped, or of what is said into a phone. */
function NewPrompt({
    domain,
    isKeeper,
    onMade,
}: {
    domain: string;
    isKeeper: boolean;
    onMade: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.prompts;
    const { me } = useSession();
    const act = useAct();
    const tell = useTell();
    const picker = useRef<HTMLInputElement>(null);
    const [purpose, setPurpose] = useState<Purpose>("melody");
    // Who belongs to another domain has nothing of their own here.
    const mayOwn = me.domain === domain;
    const [isOwn, setIsOwn] = useState(!isKeeper);
    const [isOver, setIsOver] = useState(false);
    const [isBusy, setIsBusy] = useState(false);
    const [isSaying, setIsSaying] = useState(false);
    const { language } = useSpeech();
    const add = async (name: string, fill: (prompt: Prompt) => Promise<unknown>): Promise<void> => {
        const prompt = await voice.addPrompt(domain, { name, purpose, owner: isOwn && mayOwn ? me.id : null });
        try {
            await fill(prompt);
        } catch (problem) {
            // What could not be filled is nothing to keep.
            await voice.removePrompt(prompt);
            throw problem;
        }
    };
    const make = (name: string, fill: (prompt: Prompt) => Promise<unknown>): Promise<void> => {
        setIsBusy(true);
        return act(() => add(name, fill)).then(() => {
            setIsBusy(false);
            onMade();
        });
    };
    const upload = (file: File | undefined): void => {
        if (file) void make(nameOfFile(file.name), (prompt) => voice.upload(prompt.id, file));
    };
    const record = (): void =>
        void make(words.recordedName, async (prompt) => {
            await voice.record(prompt.id, me.id);
            tell({ text: texts.voice.recording });
        });
    const onDrop = (event: DragEvent): void => {
        event.preventDefault();
        setIsOver(false);
        upload(event.dataTransfer.files[0]);
    };
    return (
        <Section title={texts.voice.upload}>
            <div className="form">
                <div className="form-pair">
                    <SelectField<Purpose>
                        label={words.purpose}
                        value={purpose}
                        options={purposes.map((value) => ({ value, title: words.purposes[value] }))}
                        onChange={setPurpose}
                    />
                    {isKeeper && mayOwn && (
                        <SelectField
                            label={words.whose}
                            value={isOwn ? "own" : "domain"}
                            options={[
                                { value: "domain", title: words.ofDomain },
                                { value: "own", title: words.own },
                            ]}
                            onChange={(value) => setIsOwn(value === "own")}
                        />
                    )}
                </div>
                <div
                    className={isOver ? "drop is-over" : "drop"}
                    onDragOver={(event) => {
                        event.preventDefault();
                        setIsOver(true);
                    }}
                    onDragLeave={() => setIsOver(false)}
                    onDrop={onDrop}
                >
                    <p>{words.drop}</p>
                    <input
                        ref={picker}
                        type="file"
                        accept="audio/*,.wav,.mp3"
                        hidden
                        onChange={(event) => {
                            const file = event.target.files?.[0];
                            event.target.value = "";
                            upload(file);
                        }}
                    />
                    <div className="buttons">
                        <Button kind="primary" icon="add" isBusy={isBusy} onClick={() => picker.current?.click()}>
                            {words.choose}
                        </Button>
                        {me.extension !== null && mayOwn && (
                            <Button icon="phone" isBusy={isBusy} onClick={record}>
                                {words.record}
                            </Button>
                        )}
                        <Button icon="pencil" isBusy={isBusy} onClick={() => setIsSaying(true)}>
                            {texts.speech.say}
                        </Button>
                    </div>
                </div>
            </div>
            {isSaying && (
                <SpeechDialog
                    present={newSpeech(language)}
                    replaces={false}
                    onSave={async (spoken) => {
                        await add(nameOfSpeech(spoken.text), (prompt) => voice.speak(prompt, spoken));
                        onMade();
                    }}
                    onClose={() => setIsSaying(false)}
                />
            )}
        </Section>
    );
}

/** A file's name without its ending, at most 100 characters. */
export function nameOfFile(name: string): string {
    return name.replace(/\.[^.]+$/, "").slice(0, 100) || name.slice(0, 100);
}

/** One sound: heard, downloaded, renamed, replaced, deleted in place. */
function PromptCard({
    prompt,
    isKept,
    recorder,
    onAct,
    onChanged,
}: {
    prompt: Prompt;
    /** Whether one may change it. */
    isKept: boolean;
    /** Whose phone can record it anew. */
    recorder: string | null;
    onAct: (action: () => Promise<unknown>) => Promise<void>;
    onChanged: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.prompts;
    const { me } = useSession();
    const ask = useAsk();
    const tell = useTell();
    const picker = useRef<HTMLInputElement>(null);
    const [name, setName] = useState<string | null>(null);
    const [isSaying, setIsSaying] = useState(false);
    const { language } = useSpeech();
    const remove = (): Promise<void> => onAct(askAndRemove);
    const askAndRemove = async (): Promise<void> => {
        // Who may change it all may see who uses it; one's own is nobody else's.
        const used = me.role === "user" ? [] : (await usages("prompt", prompt.id)).items;
        if (used.length > 0) {
            const who = used.map((usage) => usageTitle(usage, texts)).join(", ");
            tell({ text: texts.groups.sound.used(who), kind: "problem" });
            return;
        }
        const goesOn = await ask({
            title: words.removeTitle(prompt.name),
            text: words.removeText,
            goOn: texts.common.remove,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (!goesOn) return;
        await voice.removePrompt(prompt);
        tell({ text: words.removed });
    };
    const rename = (): void => {
        const wanted = name?.trim() ?? "";
        setName(null);
        if (wanted !== "" && wanted !== prompt.name) void onAct(() => voice.renamePrompt(prompt, wanted));
    };
    return (
        <li className="card">
            <Icon name="wave" />
            <div>
                {name === null ? (
                    <strong>{prompt.name}</strong>
                ) : (
                    <form
                        onSubmit={(event) => {
                            event.preventDefault();
                            rename();
                        }}
                    >
                        <TextField label={words.name} value={name} maxLength={100} autoFocus onChange={setName} />
                        <div className="button-row">
                            <Button kind="primary" type="submit">
                                {texts.common.save}
                            </Button>
                            <Button onClick={() => setName(null)}>{texts.common.cancel}</Button>
                        </div>
                    </form>
                )}
                <span className="soft">
                    {words.purposes[prompt.purpose]} · {prompt.owner === null ? words.ofDomain : <UserName id={prompt.owner} />}
                    {prompt.state === "ready" ? ` · ${clockDuration(prompt.seconds)}` : ` · ${words.states[prompt.state]}`}
                </span>
                {prompt.spoken && <p className="soft">{texts.speech.said(nameOfSpeech(prompt.spoken.text))}</p>}
                {prompt.state === "refused" && (
                    <p className="field-error" role="alert">
                        {texts.voice.refusals[prompt.refusal ?? ""] ?? prompt.refusal}
                    </p>
                )}
                {prompt.state === "ready" && (
                    <audio
                        controls
                        preload="none"
                        aria-label={`${words.listen}: ${prompt.name}`}
                        src={voice.promptSound(prompt)}
                        key={prompt.version}
                    />
                )}
                <div className="button-row">
                    {prompt.state === "ready" && (
                        <a className="button plain" href={voice.promptDownload(prompt)} download>
                            {words.download}
                        </a>
                    )}
                    {isKept && (
                        <>
                            <input
                                ref={picker}
                                type="file"
                                accept="audio/*,.wav,.mp3"
                                hidden
                                onChange={(event) => {
                                    const file = event.target.files?.[0];
                                    event.target.value = "";
                                    if (file) void onAct(() => voice.upload(prompt.id, file));
                                }}
                            />
                            <Button onClick={() => picker.current?.click()}>{words.replace}</Button>
                            {recorder !== null && (
                                <Button
                                    icon="phone"
                                    onClick={() =>
                                        void onAct(async () => {
                                            await voice.record(prompt.id, recorder);
                                            tell({ text: texts.voice.recording });
                                        })
                                    }
                                >
                                    {words.record}
                                </Button>
                            )}
                            <Button icon="pencil" onClick={() => setIsSaying(true)}>
                                {prompt.spoken ? texts.speech.change : texts.speech.say}
                            </Button>
                        </>
                    )}
                </div>
                {isSaying && (
                    <SpeechDialog
                        present={prompt.spoken ?? newSpeech(language)}
                        replaces={prompt.state === "ready"}
                        onSave={(spoken) => voice.speak(prompt, spoken).then(onChanged)}
                        onClose={() => setIsSaying(false)}
                    />
                )}
            </div>
            {isKept && name === null && (
                <IconButton icon="pencil" label={`${words.rename}: ${prompt.name}`} onClick={() => setName(prompt.name)} />
            )}
            {isKept && (
                <IconButton icon="trash" label={`${texts.common.remove}: ${prompt.name}`} onClick={() => void remove()} />
            )}
        </li>
    );
}
