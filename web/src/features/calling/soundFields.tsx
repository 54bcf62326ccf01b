import { calling, melodies } from "../../api/calling";
import type { Melody, Sound, Sounds, UserSounds } from "../../api/calling";
import { voice } from "../../api/voice";
import type { Prompt } from "../../api/voice";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { SelectField } from "../../parts/form/field";
import { PanelSkeleton, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import type { Loaded } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { LoadFailed } from "../shell/loadFailed";
import { nameOfFile } from "../prompts/promptsPage";
import { nameOfSpeech } from "../prompts/speech";
import { useSession } from "../session/session";
import { useAct } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";
import { GreetingSound } from "../voice/greetingSound";

/** CAL-05, CAL-10: the music on hold of a domain, and what its users' callers hear who have chosen nothing. */
export function DomainSounds({ domain }: { domain: string }): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.sounds;
    const act = useAct();
    const tell = useTell();
    const { me } = useSession();
    const loaded = useLoad(`sounds ${domain}`, () => calling.sounds(domain));
    const prompts = useLoad(`prompts ${domain}`, () => voice.prompts(domain));
    if (loaded.state !== "ready" || prompts.state !== "ready") {
        return <Unloaded title={words.title} parts={[loaded, prompts]} />;
    }
    const sounds = loaded.value;
    const known = prompts.value.items.filter((prompt) => prompt.owner === null);
    const change = (body: Partial<Omit<Sounds, "version">>): Promise<boolean> =>
        act(async () => {
            loaded.set(await calling.changeSounds(domain, await calling.sounds(domain), body));
            tell({ text: texts.common.saved });
        });
    const place = (purpose: Prompt["purpose"]): SoundPlace => ({
        domain,
        owner: null,
        rings: me.id,
        purpose,
        reload: prompts.reload,
    });
    return (
        <Section title={words.title} after={<ToPrompts />}>
            <div className="form">
                <SoundField
                    label={words.hold}
                    hint={words.holdHint}
                    sound={sounds.hold}
                    usual={words.usual}
                    nothing={words.silence}
                    prompts={known}
                    place={place("melody")}
                    onChange={(hold) => change({ hold })}
                />
                <SoundField
                    label={words.greeting}
                    hint={words.greetingHint}
                    sound={sounds.greeting}
                    usual={words.noGreeting}
                    prompts={known}
                    place={place("greeting")}
                    onChange={(greeting) => change({ greeting })}
                />
                <SoundField
                    label={words.ringBack}
                    hint={words.ringBackHint}
                    sound={sounds.ringBack}
                    usual={words.tones}
                    prompts={known}
                    place={place("melody")}
                    onChange={(ringBack) => change({ ringBack })}
                />
            </div>
        </Section>
    );
}

/** Where the drawing of a user's calls leads for the greeting. */
export const soundsID = "user-sounds";

/** CAL-10: what callers of one user hear. */
export function UserSoundsSection({
    user,
    onChanged,
}: {
    user: { readonly id: string; readonly domain: string };
    onChanged: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.sounds;
    const act = useAct();
    const tell = useTell();
    const loaded = useLoad(`sounds of ${user.id}`, () => calling.userSounds(user.id));
    const prompts = useLoad(`prompts ${user.domain} ${user.id}`, () => voice.prompts(user.domain));
    if (loaded.state !== "ready" || prompts.state !== "ready") {
        return <Unloaded title={words.ofUser} parts={[loaded, prompts]} />;
    }
    const sounds = loaded.value;
    const known = prompts.value.items.filter((prompt) => prompt.owner === null || prompt.owner === user.id);
    const change = (body: Partial<Omit<UserSounds, "version">>): Promise<boolean> =>
        act(async () => {
            loaded.set(await calling.changeUserSounds(user.id, await calling.userSounds(user.id), body));
            tell({ text: texts.common.saved });
            onChanged();
        });
    const place = (purpose: Prompt["purpose"]): SoundPlace => ({
        domain: user.domain,
        owner: user.id,
        rings: user.id,
        purpose,
        reload: prompts.reload,
    });
    return (
        <Section title={words.ofUser} id={soundsID} after={<ToPrompts />}>
            <div className="form">
                <SoundField
                    label={words.greeting}
                    hint={words.greetingHint}
                    sound={sounds.greeting}
                    usual={texts.features.calling.asDomain}
                    nothing={words.noGreeting}
                    prompts={known}
                    place={place("greeting")}
                    onChange={(greeting) => change({ greeting })}
                />
                <SoundField
                    label={words.ringBack}
                    hint={words.ringBackHint}
                    sound={sounds.ringBack}
                    usual={texts.features.calling.asDomain}
                    nothing={words.tones}
                    prompts={known}
                    place={place("melody")}
                    onChange={(ringBack) => change({ ringBack })}
                />
            </div>
        </Section>
    );
}

/** In place of a section whose parts are not there yet, or could not be had. */
function Unloaded({
    title,
    parts,
}: {
    title: string;
    parts: readonly (Loaded<unknown> & { reload(): void })[];
}): JSX.Element {
    const texts = useTexts();
    const failed = parts.filter((part) => part.state === "failed");
    const first = failed[0];
    return (
        <Section title={title}>
            {first?.state === "failed" ? (
                <LoadFailed problem={first.problem} onRetry={() => failed.forEach((part) => part.reload())} />
            ) : (
                <PanelSkeleton label={texts.common.loading} />
            )}
        </Section>
    );
}

function ToPrompts(): JSX.Element {
    const texts = useTexts();
    const domain = useChosenDomain();
    const query = domain.isChoosable ? domain.query : {};
    return <Link to={writeAddress({ path: "/prompts", query })}>{texts.features.calling.sounds.toPrompts}</Link>;
}

/** Whose a sound is that is made in place, and who is rung to record it. */
interface SoundPlace {
    readonly domain: string;
    /** `null`: the whole domain's. */
    readonly owner: string | null;
    readonly rings: string;
    readonly purpose: Prompt["purpose"];
    /** Reads the sounds anew. */
    readonly reload: () => void;
}

/** One choice, and what is heard: uploaded, recorded by phone, or said right there (MED-01, §13.3). */
function SoundField({
    label,
    hint,
    sound,
    usual,
    nothing,
    prompts,
    place,
    onChange,
}: {
    label: string;
    hint: string;
    sound: Sound | null;
    /** What is heard while nothing is chosen. */
    usual: string;
    /** What choosing nothing means, where that differs. */
    nothing?: string;
    prompts: readonly Prompt[];
    place: SoundPlace;
    onChange: (sound: Sound | null) => Promise<boolean>;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.sounds;
    const chosen = prompts.find((prompt) => prompt.id === sound?.prompt);
    const isGone = sound?.prompt !== undefined && chosen === undefined;
    const ready = prompts.filter((prompt) => prompt.state === "ready" || prompt === chosen);
    const act = useAct();
    const ask = useAsk();
    const tell = useTell();
    const hasMelodies = place.purpose === "melody";
    const melody = heardMelody(sound, hasMelodies);
    const isOwn = chosen !== undefined && chosen.owner === place.owner;
    /** A sound of its own each time: the one that was chosen may be heard elsewhere, too. */
    const fillNow = async (name: string, how: (prompt: Prompt) => Promise<unknown>): Promise<void> => {
        const { domain, owner, purpose } = place;
        const prompt = await voice.addPrompt(domain, { name, purpose, owner });
        try {
            await how(prompt);
        } catch (problem) {
            // An empty sound for each try would be left in the list.
            await voice.removePrompt(prompt).catch(() => null);
            throw problem;
        }
        await onChange({ prompt: prompt.id });
        place.reload();
    };
    const fill = (name: string, how: (prompt: Prompt) => Promise<unknown>): Promise<boolean> =>
        act(() => fillNow(name, how));
    return (
        <div className="sound-field">
            <SelectField
                label={label}
                hint={hint}
                error={isGone ? words.gone : undefined}
                value={soundValue(sound)}
                options={[
                    { value: "", title: usual },
                    ...(nothing ? [{ value: "none", title: nothing }] : []),
                    ...(hasMelodies
                        ? melodies.map((melody) => ({ value: `melody ${melody}`, title: words.melodies[melody] }))
                        : []),
                    ...ready.map((prompt) => ({ value: `prompt ${prompt.id}`, title: prompt.name })),
                    ...(isGone ? [{ value: soundValue(sound), title: words.gone }] : []),
                ]}
                onChange={(value) => void onChange(readSound(value))}
            />
            {melody && (
                <audio controls preload="none" aria-label={`${texts.voice.listen}: ${label}`} src={melody} key={melody} />
            )}
            <GreetingSound
                label={label}
                prompt={chosen}
                isOwn={isOwn}
                onReload={place.reload}
                onUpload={(file) => fill(nameOfFile(file.name), (prompt) => voice.upload(prompt.id, file))}
                onRecord={() =>
                    fill(label, async (prompt) => {
                        await voice.record(prompt.id, place.rings);
                        tell({ text: texts.voice.recording });
                    })
                }
                onSay={(spoken) => fillNow(nameOfSpeech(spoken.text), (prompt) => voice.speak(prompt, spoken))}
                onRemove={async (prompt) => {
                    const goesOn = await ask({
                        title: texts.features.calling.prompts.removeTitle(prompt.name),
                        text: texts.features.calling.prompts.removeText,
                        goOn: texts.common.remove,
                        cancel: texts.common.cancel,
                        isDangerous: true,
                    });
                    if (!goesOn) return false;
                    return act(async () => {
                        await onChange(null);
                        await voice.removePrompt(prompt);
                        place.reload();
                    });
                }}
            />
        </div>
    );
}

function heardMelody(sound: Sound | null, hasMelodies: boolean): string | null {
    return hasMelodies && sound?.melody ? calling.melodySound(sound.melody) : null;
}

/** A choice as the value of an option; the other way is `readSound`. */
export function soundValue(sound: Sound | null): string {
    if (sound === null) return "";
    if (sound.prompt !== undefined) return `prompt ${sound.prompt}`;
    return sound.melody === undefined ? "none" : `melody ${sound.melody}`;
}

export function readSound(value: string): Sound | null {
    const [kind, name = ""] = value.split(" ");
    if (kind === "prompt") return { prompt: name };
    if (kind === "melody") return { melody: name as Melody };
    return kind === "none" ? {} : null;
}
