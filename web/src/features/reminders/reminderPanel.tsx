import { useState } from "react";
import { api } from "../../api/endpoints";
import { repetitions } from "../../api/schema";
import type { Reminder, User } from "../../api/schema";
import { Menu } from "../../parts/dialog/menu";
import { SelectField, SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { civilTime, momentInZone, zoneOffset } from "../../parts/format/zone";
import type { Zone } from "../../parts/format/zone";
import { Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts, useZone } from "../../texts";
import { checkName } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { useSession } from "../session/session";
import { CardForm } from "../shell/cardForm";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useTellChanged } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCreate } from "../shell/useCreate";
import { findUser } from "../users/userName";
import { UserPicker } from "../users/userPicker";

interface Loaded {
    readonly reminder: Reminder | null;
    readonly user: User | null;
}

interface PanelProps {
    readonly id: string;
    readonly back: string;
    readonly onSaved: (reminder: Reminder) => void;
    readonly onGone: () => void;
}

/** The card of one reminder, or of the one to be set (`new`). */
export function ReminderPanel({ id, back, onSaved, onGone }: PanelProps): JSX.Element {
    const texts = useTexts();
    const words = texts.features.reminders;
    const askAndRemove = useRemoval(back, onGone);
    const tellChanged = useTellChanged();

    const loaded = useLoad<Loaded>(`reminder ${id}`, async () => {
        const reminder = id === "new" ? null : await api.reminders.find(id);
        const user = reminder ? await findUser(reminder.user).catch(() => null) : null;
        return { reminder, user };
    });
    if (loaded.state !== "ready") {
        return <WaitingPanel title={words.title} icon="ring" back={back} loaded={loaded} />;
    }
    const { reminder, user } = loaded.value;
    const keep = (saved: Reminder): void => {
        tellChanged(words.saved, "reminder", () => {
            loaded.reload();
            onGone();
        });
        if (reminder) loaded.reload();
        onSaved(saved);
    };
    const remove = (removed: Reminder): Promise<void> =>
        askAndRemove({
            title: words.removeTitle,
            text: words.removeText,
            done: words.removed,
            objectKind: "reminder",
            remove: () => api.reminders.remove(removed),
        });
    const items = reminder && [
        { title: texts.common.remove, icon: "trash" as const, isDangerous: true, run: () => void remove(reminder) },
    ];
    return (
        <Panel
            title={reminder?.label || words.add}
            back={back}
            closeLabel={texts.common.close}
            actions={items && <Menu label={texts.common.more} items={items} />}
        >
            <ReminderForm key={reminder?.version ?? "new"} reminder={reminder} user={user} back={back} onSaved={keep} />
        </Panel>
    );
}

interface Values {
    /** As `<input type="datetime-local">` writes it, in the domain's time zone. */
    readonly at: string;
    readonly user: string;
    readonly label: string;
    readonly repetition: Reminder["repetition"];
    readonly isActive: boolean;
}

interface FormProps {
    readonly reminder: Reminder | null;
    readonly user: User | null;
    readonly back: string;
    readonly onSaved: (reminder: Reminder) => void;
}

function ReminderForm(props: FormProps): JSX.Element {
    const [round, setRound] = useState(0);
    return <Fields key={round} {...props} onReset={() => setRound(round + 1)} />;
}

function localText(moment: Date, zone: Zone): string {
    const { date, time } = civilTime(moment, zone);
    return `${date}T${time}`;
}

function Fields({ reminder, user, back, onSaved, onReset }: FormProps & { onReset: () => void }): JSX.Element {
    const texts = useTexts();
    const words = texts.features.reminders;
    const create = useCreate();
    const domain = useChosenDomain();
    const { me } = useSession();
    const [chosen, setChosen] = useState(user);
    const zone = useZone();
    const mayChoose = me.role !== "user";
    const form = useForm<Values>({
        initial: {
            at: reminder ? localText(new Date(reminder.at), zone) : "",
            user: reminder?.user ?? (mayChoose ? "" : me.id),
            label: reminder?.label ?? "",
            repetition: reminder?.repetition ?? "once",
            isActive: reminder?.isActive ?? true,
        },
        check: (values) => ({
            at: momentInZone(values.at, zone) === null ? words.atNeeded : undefined,
            user: values.user === "" ? texts.checks.user : undefined,
            label: checkName(values.label, texts),
        }),
        save: async (values) => {
            const at = momentInZone(values.at, zone) ?? new Date(values.at);
            const body = { ...values, at: at.toISOString(), offsetMinutes: zoneOffset(at, zone) };
            onSaved(
                reminder
                    ? await api.reminders.change(reminder, body)
                    : await create((key) => api.reminders.add(domain.query.domain || domain.id, body, key)),
            );
        },
        explain: (problem) =>
            explainForm<Values>(texts, problem, { at: words.atNeeded, user: texts.checks.user, label: texts.checks.name }),
    });
    return (
        <CardForm
            form={form}
            submitTitle={reminder ? texts.common.save : words.create}
            back={back}
            isNew={reminder === null}
            onReset={onReset}
        >
            <TextField
                label={words.at}
                type="datetime-local"
                value={form.values.at}
                error={form.errors.at}
                onChange={(value) => form.set("at", value)}
            />
            {mayChoose && (
                <UserPicker
                    label={words.user}
                    domain={reminder?.domain ?? domain.id}
                    chosen={chosen}
                    error={form.errors.user}
                    onChoose={(picked) => {
                        setChosen(picked);
                        form.set("user", picked?.id ?? "");
                    }}
                />
            )}
            <TextField
                label={words.label}
                note={texts.common.optional}
                value={form.values.label}
                error={form.errors.label}
                onChange={(value) => form.set("label", value)}
            />
            <SelectField
                label={words.repetition}
                value={form.values.repetition}
                options={repetitions.map((each) => ({ value: each, title: words.repetitions[each] }))}
                onChange={(value) => form.set("repetition", value)}
            />
            <SwitchField
                label={words.isActive}
                value={form.values.isActive}
                onChange={(value) => form.set("isActive", value)}
            />
        </CardForm>
    );
}
