import { useEffect, useState } from "react";
import { voice } from "../../api/voice";
import type { Mailbox, Prompt } from "../../api/voice";
import { Button, IconButton } from "../../parts/form/button";
import { SelectField, SwitchField, TextField } from "../../parts/form/field";
import { Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { useAct } from "../shell/useAct";
import { useTell } from "../../parts/dialog/notices";
import { GreetingSound } from "./greetingSound";
import { Messages } from "./messages";

interface Owner {
    readonly id: string;
    readonly login: string;
    readonly domain: string;
}

/** Where the drawing of a user's calls leads for voicemail. */
export const mailboxID = "user-mailbox";

/** VM-01, VM-02: how a mailbox is set, its greeting, its PIN, and the messages in it. */
export function MailboxSection({
    owner,
    round,
    hasMessages = true,
    onChanged,
}: {
    owner: Owner;
    /** Another number after the mailbox was switched elsewhere on the page. */
    round: number;
    /** Its messages under it. */
    hasMessages?: boolean;
    onChanged: () => void;
}): JSX.Element | null {
    const texts = useTexts();
    const act = useAct();
    const tell = useTell();
    const mailbox = useLoad(`mailbox ${owner.id}`, () => voice.mailbox(owner.id));
    const prompts = useLoad(`prompts ${owner.id}`, () => voice.prompts(owner.domain));
    const { reload } = mailbox;
    useEffect(() => {
        if (round > 0) reload();
    }, [round, reload]);
    if (mailbox.state !== "ready") return null;

    const known = (prompts.value?.items ?? []).filter(
        (prompt) => prompt.purpose === "voicemail" && (prompt.owner === null || prompt.owner === owner.id),
    );
    const chosen = known.find((prompt) => prompt.id === mailbox.value.greeting);
    const change = (body: Partial<Pick<Mailbox, "isOn" | "greets" | "greeting" | "notice">>): Promise<boolean> =>
        act(async () => {
            mailbox.set(await voice.changeMailbox(owner.id, mailbox.value, body));
            tell({ text: texts.common.saved });
            onChanged();
        });
    /** A greeting of one's own to be filled: the one that is chosen already, or a new one. */
    const ownGreeting = async (): Promise<Prompt> => {
        if (chosen && chosen.owner === owner.id) return chosen;
        return voice.addPrompt(owner.domain, {
            name: texts.voice.recordedName(owner.login),
            purpose: "voicemail",
            owner: owner.id,
        });
    };
    const fillNow = async (how: (prompt: Prompt) => Promise<unknown>): Promise<void> => {
        const prompt = await ownGreeting();
        await how(prompt);
        mailbox.set(await voice.changeMailbox(owner.id, await voice.mailbox(owner.id), { greeting: prompt.id }));
        prompts.reload();
    };
    const fill = (how: (prompt: Prompt) => Promise<unknown>): Promise<boolean> => act(() => fillNow(how));

    return (
        <Section title={texts.voice.title} id={mailboxID}>
            <div className="form">
                <SwitchField
                    label={texts.voice.isOn}
                    hint={texts.voice.isOnHint}
                    value={mailbox.value.isOn}
                    onChange={(isOn) => void change({ isOn })}
                />
                <SwitchField
                    label={texts.voice.greets}
                    hint={texts.voice.greetsHint}
                    value={mailbox.value.greets}
                    onChange={(greets) => void change({ greets })}
                />
                {mailbox.value.greets && (
                    <>
                        <SelectField
                            label={texts.voice.greeting}
                            value={mailbox.value.greeting ?? ""}
                            options={[
                                { value: "", title: texts.voice.builtIn },
                                ...known.map((prompt) => ({ value: prompt.id, title: prompt.name })),
                            ]}
                            onChange={(greeting) => void change({ greeting: greeting || null })}
                        />
                        <GreetingSound
                            prompt={chosen}
                            isOwn={chosen?.owner === owner.id}
                            onReload={prompts.reload}
                            onUpload={(file) => fill((prompt) => voice.upload(prompt.id, file))}
                            onRecord={() =>
                                fill(async (prompt) => {
                                    await voice.record(prompt.id, owner.id);
                                    tell({ text: texts.voice.recording });
                                })
                            }
                            onSay={(spoken) => fillNow((prompt) => voice.speak(prompt, spoken))}
                            onRemove={(prompt) =>
                                act(async () => {
                                    mailbox.set(await voice.changeMailbox(owner.id, mailbox.value, { greeting: null }));
                                    await voice.removePrompt(prompt);
                                    prompts.reload();
                                })
                            }
                        />
                    </>
                )}
                <SelectField
                    label={texts.voice.notice}
                    value={mailbox.value.notice}
                    options={(["none", "link", "sound"] as const).map((value) => ({
                        value,
                        title: texts.voice.notices[value],
                    }))}
                    onChange={(notice) => void change({ notice })}
                />
                <PIN owner={owner} hasPIN={mailbox.value.hasPIN} onChanged={mailbox.reload} />
            </div>
            {hasMessages && <Messages owner={owner.id} onChanged={mailbox.reload} />}
        </Section>
    );
}

function PIN({ owner, hasPIN, onChanged }: { owner: Owner; hasPIN: boolean; onChanged: () => void }): JSX.Element {
    const texts = useTexts();
    const act = useAct();
    const [pin, setPIN] = useState("");
    useEffect(() => setPIN(""), [hasPIN]);
    const set = (value: string | null): Promise<boolean> =>
        act(async () => {
            await voice.setPIN(owner.id, value);
            setPIN("");
            onChanged();
        });
    const isGood = /^[0-9]{4,10}$/.test(pin);
    return (
        <>
            <TextField
                label={texts.voice.pin}
                hint={texts.voice.pinHint}
                type="password"
                inputMode="numeric"
                autoComplete="new-password"
                placeholder={hasPIN ? texts.voice.pinSet : ""}
                value={pin}
                onChange={(value) => setPIN(value.replace(/[^0-9]/g, "").slice(0, 10))}
                after={
                    hasPIN && <IconButton icon="trash" label={texts.voice.removePin} onClick={() => void set(null)} />
                }
            />
            {pin !== "" && (
                <div>
                    <Button disabled={!isGood} onClick={() => void set(pin)}>
                        {texts.voice.setPin}
                    </Button>
                </div>
            )}
            {!hasPIN && pin === "" && <p className="soft">{texts.voice.pinNone}</p>}
        </>
    );
}
