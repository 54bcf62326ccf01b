import { useState } from "react";
import { groups } from "../../api/scenarios";
import type { Group } from "../../api/scenarios";
import { Menu } from "../../parts/dialog/menu";
import { SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { checkCount, checkExtension, checkName, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { PromptField } from "../prompts/promptField";
import { CardForm } from "../shell/cardForm";
import type { CardPlace } from "../shell/listPage";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useTellChanged } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCreate } from "../shell/useCreate";
import { MembersField } from "../users/membersField";
import { UsagesSection } from "./usages";

/** The card of one group, or of the one to be made (`new`). */
export function GroupPanel({ id, back, onSaved, onGone }: CardPlace<Group>): JSX.Element {
    const texts = useTexts();
    const words = texts.groups;
    const askAndRemove = useRemoval(back, onGone);
    const tellChanged = useTellChanged();
    const [round, setRound] = useState(0);
    const loaded = useLoad<Group | null>(`group ${id}`, async () => (id === "new" ? null : groups.find(id)));
    if (loaded.state !== "ready") {
        return <WaitingPanel title={words.title} icon="people" back={back} loaded={loaded} />;
    }
    const group = loaded.value;
    const keep = (saved: Group): void => {
        tellChanged(words.saved(saved.name), "group", () => {
            loaded.reload();
            onGone();
        });
        if (group) loaded.set(saved);
        onSaved(saved);
    };
    const remove = (removed: Group): Promise<void> =>
        askAndRemove({
            title: words.removeTitle(removed.name),
            text: words.removeText,
            done: words.removed(removed.name),
            objectKind: "group",
            remove: () => groups.remove(removed),
        });
    const items = group && [
        { title: texts.common.remove, icon: "trash" as const, isDangerous: true, run: () => void remove(group) },
    ];
    return (
        <Panel
            title={group?.name ?? words.add}
            subtitle={group?.extension ?? undefined}
            back={back}
            closeLabel={texts.common.close}
            actions={items && <Menu label={texts.common.more} items={items} />}
        >
            <GroupForm
                key={`${group?.version ?? "new"} ${round}`}
                group={group}
                back={back}
                onSaved={keep}
                onReset={() => setRound(round + 1)}
            />
            {group && <UsagesSection kind="group" id={group.id} />}
        </Panel>
    );
}

interface Values {
    readonly name: string;
    readonly extension: string;
    readonly ringSeconds: string;
    readonly members: readonly string[];
    readonly hasVoicemail: boolean;
    readonly greets: boolean;
    readonly greeting: string | null;
}

function GroupForm({
    group,
    back,
    onSaved,
    onReset,
}: {
    group: Group | null;
    back: string;
    onSaved: (group: Group) => void;
    onReset: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.groups;
    const create = useCreate();
    const chosen = useChosenDomain();
    const domain = group?.domain ?? chosen.id;
    const checkRingTime = checkCount(5, 600);
    const form = useForm<Values>({
        initial: {
            name: group?.name ?? "",
            extension: group?.extension ?? "",
            ringSeconds: String(group?.ringSeconds ?? 40),
            members: group?.members ?? [],
            hasVoicemail: group?.hasVoicemail ?? false,
            greets: group?.greets ?? true,
            greeting: group?.greeting ?? null,
        },
        check: (values) => ({
            name: checkRequired(values.name, texts) ?? checkName(values.name, texts),
            extension: checkExtension(values.extension, texts),
            ringSeconds: checkRingTime(values.ringSeconds, texts),
        }),
        save: async (values) => {
            const ringSeconds = Number(values.ringSeconds);
            const body = { ...values, name: values.name.trim(), extension: values.extension || null, ringSeconds };
            onSaved(
                group ? await groups.change(group, body) : await create((key) => groups.add(domain, body, key)),
            );
        },
        explain: (problem) =>
            explainForm<Values>(texts, problem, {
                name: texts.checks.name,
                extension: texts.checks.extension,
                ringSeconds: texts.checks.count(5, 600),
            }),
    });
    return (
        <CardForm
            form={form}
            submitTitle={group ? texts.common.save : words.create}
            back={back}
            isNew={group === null}
            onReset={onReset}
        >
            <TextField
                label={words.name}
                value={form.values.name}
                error={form.errors.name}
                onChange={(value) => form.set("name", value)}
            />
            <div className="form-pair">
                <TextField
                    label={words.extension}
                    hint={words.extensionHint}
                    value={form.values.extension}
                    error={form.errors.extension}
                    onChange={(value) => form.set("extension", value.trim())}
                    inputMode="numeric"
                    maxLength={5}
                />
                <TextField
                    label={words.ringTime}
                    hint={words.ringTimeHint}
                    value={form.values.ringSeconds}
                    error={form.errors.ringSeconds}
                    onChange={(value) => form.set("ringSeconds", value.trim())}
                    inputMode="numeric"
                    after={texts.common.seconds}
                />
            </div>
            <MembersField
                words={words}
                domain={domain}
                members={form.values.members}
                onChange={(members) => form.set("members", members)}
            />
            {form.values.members.length === 0 && <p className="soft">{words.noMembers}</p>}
            <SwitchField
                label={words.voicemail}
                hint={words.voicemailHint}
                value={form.values.hasVoicemail}
                onChange={(value) => form.set("hasVoicemail", value)}
            />
            {form.values.hasVoicemail && (
                <SwitchField
                    label={texts.voice.greets}
                    hint={texts.voice.greetsHint}
                    value={form.values.greets}
                    onChange={(greets) => form.set("greets", greets)}
                />
            )}
            {form.values.hasVoicemail && form.values.greets && (
                <PromptField
                    label={words.greeting}
                    domain={domain}
                    purpose="voicemail"
                    nothing={texts.voice.builtIn}
                    newName={words.greetingName(form.values.name || words.add)}
                    value={form.values.greeting}
                    onChange={(greeting) => form.set("greeting", greeting)}
                />
            )}
        </CardForm>
    );
}
