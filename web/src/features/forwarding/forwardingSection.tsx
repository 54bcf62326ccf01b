import { useEffect, useMemo, useRef, useState } from "react";
import { calling } from "../../api/calling";
import { routing } from "../../api/routing";
import type { Forwarding } from "../../api/routing";
import { voice } from "../../api/voice";
import { Modal } from "../../parts/dialog/modal";
import { Button } from "../../parts/form/button";
import { SwitchField } from "../../parts/form/field";
import { Icon } from "../../parts/page/icon";
import { goToSection, PanelSkeleton, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { Scheme } from "../../parts/scheme/schemeView";
import { useTexts } from "../../texts";
import { scheduleWords } from "../schedules/schedule";
import { useSession } from "../session/session";
import { soundsID } from "../calling/soundFields";
import { LoadFailed } from "../shell/loadFailed";
import { useAct, useTellChanged } from "../shell/useAct";
import { ForwardingDialog } from "./forwardingDialog";
import type { DialogPlace } from "./forwardingDialog";
import { mailboxID } from "../voice/mailboxSection";
import { byPriority, fmcWords, forwardingIDs, forwardingRules, forwardingScheme } from "./forwardingScheme";

interface Owner {
    readonly id: string;
    readonly login: string;
    readonly domain: string;
    readonly extension: string | null;
}

const limit = 20;

/** The version to base a change on: sounds and mailbox have it too, and are saved beside the scheme. */
function basisVersion(known: Forwarding, present: Forwarding): number {
    const isSame = JSON.stringify({ ...known, version: 0 }) === JSON.stringify({ ...present, version: 0 });
    return isSame ? present.version : known.version;
}

/** FWD-01…03, ME-02: the way of a call to a user as a picture; a press on it edits. */
export function ForwardingSection({
    owner,
    isOwn,
    round,
    onChanged,
    onElsewhere,
}: {
    owner: Owner;
    /** Of whoever is signed in. */
    isOwn: boolean;
    /** Another number after the mailbox, the sounds or the details of the user changed elsewhere on the page. */
    round: number;
    onChanged: () => void;
    /** Leads to a part that is not on the page now. */
    onElsewhere?: (id: string) => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.forwarding;
    const tellChanged = useTellChanged();
    const act = useAct();
    const { me } = useSession();
    const [opened, setOpened] = useState<DialogPlace | "list" | null>(null);
    const asked = isOwn ? null : owner.id;
    const loaded = useLoad(`forwarding ${owner.id}`, () => routing.forwarding(asked));
    const around = useLoad(`greeting ${owner.id}`, () =>
        calling.userSounds(owner.id).then(
            ({ isGreeted }) => isGreeted,
            () => false,
        ),
    );
    const mailbox = useLoad(`mailbox ${owner.id}`, () => voice.mailbox(owner.id));
    const reload = (): void => {
        loaded.reload();
        around.reload();
        mailbox.reload();
    };
    const latestReload = useRef(reload);
    latestReload.current = reload;
    useEffect(() => {
        if (round > 0) latestReload.current();
    }, [round]);
    const title = isOwn ? words.ownTitle : words.title;
    const extension = owner.extension ?? "";
    const hasVoicemail = mailbox.value?.isOn ?? false;

    const forwarding = loaded.value;
    const root = useMemo(
        () =>
            forwarding &&
            forwardingScheme(
                forwarding,
                { extension, hasGreeting: around.value ?? false, hasVoicemail },
                texts,
            ),
        [forwarding, extension, around.value, hasVoicemail, texts],
    );
    if (loaded.state === "failed") {
        return (
            <Section title={title}>
                <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />
            </Section>
        );
    }
    if (!forwarding || !root || mailbox.state === "loading" || around.state === "loading") {
        return (
            <Section title={title}>
                <PanelSkeleton label={texts.common.loading} />
            </Section>
        );
    }

    const close = (): void => setOpened(null);
    const store = async (changed: Forwarding, done: string): Promise<void> => {
        const version = basisVersion(forwarding, await routing.forwarding(asked));
        loaded.set(await routing.changeForwarding(asked, { ...changed, version }));
        close();
        onChanged();
        const onUndone = (): void => {
            reload();
            onChanged();
        };
        tellChanged(done, "user", onUndone, `forwarding ${owner.id}`);
    };
    const remove = (place: number): void => {
        const name = forwardingRules(forwarding, extension, texts)[place + 1]?.title ?? "";
        const others = forwarding.others.filter((_, index) => index !== place);
        void act(() => store({ ...forwarding, others }, words.removed(name)));
    };
    const goTo = (id: string): void => {
        if (!goToSection(id)) onElsewhere?.(id);
    };
    const open = (id: string): void => {
        if (id === forwardingIDs.greeting) goTo(soundsID);
        else if (id.startsWith(forwardingIDs.voicemail)) goTo(mailboxID);
        else setOpened(id === forwardingIDs.split ? "list" : forwardingIDs.placeOf(id));
    };
    const switchVoicemail = (isOn: boolean): Promise<boolean> =>
        act(async () => {
            mailbox.set(await voice.changeMailbox(owner.id, await voice.mailbox(owner.id), { isOn }));
            onChanged();
        });
    const isFull = forwarding.others.length >= limit;
    const add = (
        <Button icon="add" disabled={isFull} title={isFull ? words.full : undefined} onClick={() => setOpened("new")}>
            {words.add}
        </Button>
    );
    return (
        <Section title={title} after={add}>
            <Scheme label={words.scheme} root={root} onOpen={open} />
            {mailbox.state === "ready" && (
                <SwitchField
                    label={words.voicemail}
                    hint={words.voicemailHint}
                    value={hasVoicemail}
                    onChange={(isOn) => void switchVoicemail(isOn)}
                />
            )}
            {opened === "list" && (
                <RulesDialog
                    forwarding={forwarding}
                    extension={extension}
                    onOpen={setOpened}
                    onClose={close}
                />
            )}
            {opened !== null && opened !== "list" && (
                <ForwardingDialog
                    forwarding={forwarding}
                    place={opened}
                    extension={extension}
                    mayJoin={me.role !== "user"}
                    onSave={(changed) => store(changed, words.saved)}
                    onRemove={remove}
                    onReload={() => {
                        close();
                        reload();
                    }}
                    onClose={close}
                />
            )}
        </Section>
    );
}

/** What the mark of the times opens: all rules, each with its time, and a way to add one. */
function RulesDialog({
    forwarding,
    extension,
    onOpen,
    onClose,
}: {
    forwarding: Forwarding;
    extension: string;
    onOpen: (place: DialogPlace) => void;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.forwarding;
    const rules = byPriority(forwardingRules(forwarding, extension, texts)).flat();
    return (
        <Modal title={words.rulesTitle} onClose={onClose}>
            <ul className="choice-list">
                {rules.map((rule) => (
                    <li key={rule.place}>
                        <button type="button" aria-label={words.edit(rule.title)} onClick={() => onOpen(rule.place)}>
                            <strong>
                                <Icon name={rule.icon} /> {rule.title}
                            </strong>
                            <span>
                                {[
                                    words.priorityOf(rule.priority),
                                    words.seconds(rule.seconds),
                                    ...fmcWords(rule.fmc, texts),
                                    scheduleWords(rule.schedule, texts.schedules),
                                    ...(rule.isActive ? [] : [words.off]),
                                ].join(" · ")}
                            </span>
                        </button>
                    </li>
                ))}
            </ul>
            <div className="modal-actions">
                <Button
                    className="is-first"
                    icon="add"
                    disabled={forwarding.others.length >= limit}
                    onClick={() => onOpen("new")}
                >
                    {words.add}
                </Button>
                <Button onClick={onClose}>{texts.common.close}</Button>
            </div>
        </Modal>
    );
}
