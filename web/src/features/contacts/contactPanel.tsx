import { useState } from "react";
import { calling, numberKinds } from "../../api/calling";
import type { Contact, ContactGroup, ContactNumber, NumberKind } from "../../api/calling";
import { Menu } from "../../parts/dialog/menu";
import { Button, IconButton } from "../../parts/form/button";
import { SelectField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { dialledNumber, shownNumber } from "../../parts/format/phoneNumber";
import { Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { checkEmail, checkName, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useTellChanged } from "../shell/useAct";
import { useCreate } from "../shell/useCreate";

interface PanelProps {
    readonly id: string;
    /** A domain's book, or one's own (`null`). */
    readonly book: string | null;
    /** Those of the book. */
    readonly groups: readonly ContactGroup[];
    readonly isKeeper: boolean;
    readonly back: string;
    readonly onSaved: (contact: Contact) => void;
    readonly onGone: () => void;
}

/** The card of one contact, or of the one to be added (`new`). */
export function ContactPanel({ id, book, groups, isKeeper, back, onSaved, onGone }: PanelProps): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.contacts;
    const askAndRemove = useRemoval(back, onGone);
    const tellChanged = useTellChanged();
    const loaded = useLoad<Contact | null>(`contact ${book ?? ""} ${id}`, async () =>
        id === "new" ? null : calling.contact(book, id),
    );
    if (loaded.state !== "ready") {
        return <WaitingPanel title={words.title} icon="people" back={back} loaded={loaded} />;
    }
    const contact = loaded.value;
    const keep = (saved: Contact): void => {
        tellChanged(words.saved(saved.name), "contact", () => {
            loaded.reload();
            onGone();
        });
        if (contact) loaded.set(saved);
        onSaved(saved);
    };
    const remove = (removed: Contact): Promise<void> =>
        askAndRemove({
            title: words.removeTitle(removed.name),
            text: words.removeText,
            done: words.removed(removed.name),
            objectKind: "contact",
            remove: () => calling.removeContact(book, removed),
        });
    return (
        <Panel
            title={contact?.name ?? words.add}
            subtitle={contact && `*${contact.shortNumber}`}
            back={back}
            closeLabel={texts.common.close}
            actions={
                contact &&
                isKeeper && (
                    <Menu
                        label={texts.common.more}
                        items={[
                            {
                                title: texts.common.remove,
                                icon: "trash",
                                isDangerous: true,
                                run: () => void remove(contact),
                            },
                        ]}
                    />
                )
            }
        >
            {contact && !isKeeper ? (
                <Facts contact={contact} />
            ) : (
                <ContactForm
                    key={contact?.version ?? "new"}
                    contact={contact}
                    book={book}
                    groups={groups}
                    back={back}
                    onSaved={keep}
                />
            )}
        </Panel>
    );
}

function Facts({ contact }: { contact: Contact }): JSX.Element {
    const words = useTexts().features.calling.contacts;
    return (
        <ul className="cards" aria-label={words.numbers}>
            {contact.numbers.map(({ kind, number }) => (
                <li className="card" key={`${kind} ${number}`}>
                    <div>
                        <strong>{shownNumber(number)}</strong>
                        <span className="soft">{words.kinds[kind]}</span>
                    </div>
                </li>
            ))}
            {[contact.email, contact.position, contact.group].filter(Boolean).map((fact) => (
                <li className="card" key={fact}>
                    <div>{fact}</div>
                </li>
            ))}
        </ul>
    );
}

interface Values {
    readonly name: string;
    readonly shortNumber: string;
    readonly numbers: readonly ContactNumber[];
    readonly email: string;
    readonly position: string;
    readonly group: string;
}

interface FormProps {
    readonly contact: Contact | null;
    readonly book: string | null;
    readonly groups: readonly ContactGroup[];
    readonly back: string;
    readonly onSaved: (contact: Contact) => void;
}

function ContactForm(props: FormProps): JSX.Element {
    const [round, setRound] = useState(0);
    return <Fields key={round} {...props} onReset={() => setRound(round + 1)} />;
}

const numberLimit = 10;

function Fields({ contact, book, groups, back, onSaved, onReset }: FormProps & { onReset: () => void }): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.contacts;
    const create = useCreate();
    const form = useForm<Values>({
        initial: {
            name: contact?.name ?? "",
            shortNumber: contact?.shortNumber ?? "",
            numbers: contact?.numbers ?? [{ kind: "work", number: "" }],
            email: contact?.email ?? "",
            position: contact?.position ?? "",
            group: contact?.group ?? "",
        },
        check: (values) => ({
            name: checkRequired(values.name, texts) ?? checkName(values.name, texts),
            shortNumber: /^\d{0,5}$/.test(values.shortNumber) ? undefined : words.wrongShort,
            numbers: areNumbers(values.numbers) ? undefined : words.numberNeeded,
            email: checkEmail(values.email, texts),
            position: checkName(values.position, texts),
        }),
        save: async ({ shortNumber, ...values }) => {
            const body = {
                ...values,
                email: values.email || null,
                numbers: given(values.numbers),
                ...(shortNumber === "" ? {} : { shortNumber }),
            };
            onSaved(
                contact
                    ? await calling.changeContact(book, contact, body)
                    : await create((key) => calling.addContact(book, body, key)),
            );
        },
        explain: (problem) => {
            const failure = explainForm<Values>(texts, problem, {
                name: texts.checks.name,
                shortNumber: words.wrongShort,
                numbers: words.numberNeeded,
                email: texts.checks.email,
            });
            return failure.fields.shortNumber && (problem as { code?: string }).code === "taken"
                ? { ...failure, fields: { ...failure.fields, shortNumber: words.takenShort } }
                : failure;
        },
    });
    const { numbers } = form.values;
    // The list of groups may be on its way, or somebody else has just removed this one.
    const names = new Set([...groups.map(({ name }) => name), ...(contact?.group ? [contact.group] : [])]);
    const setNumber = (place: number, changed: Partial<ContactNumber>): void =>
        form.set("numbers", numbers.map((each, index) => (index === place ? { ...each, ...changed } : each)));
    return (
        <CardForm
            form={form}
            submitTitle={contact ? texts.common.save : words.create}
            back={back}
            isNew={contact === null}
            onReset={onReset}
        >
            <div className="form-pair">
                <TextField
                    label={words.name}
                    value={form.values.name}
                    error={form.errors.name}
                    onChange={(value) => form.set("name", value)}
                />
                <TextField
                    label={words.shortNumber}
                    hint={words.shortNumberHint}
                    value={form.values.shortNumber}
                    error={form.errors.shortNumber}
                    onChange={(value) => form.set("shortNumber", value.replace(/^\*/, ""))}
                    inputMode="numeric"
                    maxLength={6}
                />
            </div>
            <p className="soft">{words.numbersHint}</p>
            {numbers.map((number, place) => (
                <div className="form-pair number-pair" key={place}>
                    <TextField
                        label={words.number(place + 1)}
                        value={number.number}
                        error={place === 0 ? form.errors.numbers : undefined}
                        onChange={(value) => setNumber(place, { number: value })}
                        inputMode="tel"
                        after={
                            numbers.length > 1 && (
                                <IconButton
                                    icon="close"
                                    label={words.removeNumber(place + 1)}
                                    onClick={() => form.set("numbers", numbers.filter((_, index) => index !== place))}
                                />
                            )
                        }
                    />
                    <SelectField<NumberKind>
                        label={words.kind(place + 1)}
                        value={number.kind}
                        options={numberKinds.map((value) => ({ value, title: words.kinds[value] }))}
                        onChange={(kind) => setNumber(place, { kind })}
                    />
                </div>
            ))}
            {numbers.length < numberLimit && (
                <div>
                    <Button icon="add" onClick={() => form.set("numbers", [...numbers, { kind: "mobile", number: "" }])}>
                        {words.addNumber}
                    </Button>
                </div>
            )}
            <TextField
                label={texts.users.email}
                type="email"
                value={form.values.email}
                error={form.errors.email}
                onChange={(value) => form.set("email", value)}
            />
            <div className="form-pair">
                <TextField
                    label={words.position}
                    value={form.values.position}
                    error={form.errors.position}
                    onChange={(value) => form.set("position", value)}
                />
                <SelectField
                    label={words.group}
                    value={form.values.group}
                    options={[
                        { value: "", title: texts.features.calling.contactGroups.none },
                        ...[...names].map((name) => ({ value: name, title: name })),
                    ]}
                    onChange={(value) => form.set("group", value)}
                />
            </div>
        </CardForm>
    );
}

/** The numbers that were filled in, as they are dialled. */
export function given(numbers: readonly ContactNumber[]): readonly ContactNumber[] {
    return numbers
        .map(({ kind, number }) => ({ kind, number: dialledNumber(number) }))
        .filter(({ number }) => number !== "");
}

/** At least one, and each of digits with a plus in front at most. */
export function areNumbers(numbers: readonly ContactNumber[]): boolean {
    const filled = given(numbers);
    return filled.length > 0 && filled.every(({ number }) => /^\+?\d{1,29}$/.test(number));
}
