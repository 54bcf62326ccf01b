import { useState } from "react";
import { api } from "../../api/endpoints";
import type { Line, Trunk, User } from "../../api/schema";
import { SelectField, SwitchField, TextField } from "../../parts/form/field";
import { dialledNumber } from "../../parts/format/phoneNumber";
import { useForm } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import { checkName, checkPhone, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCreate } from "../shell/useCreate";
import { UserPicker } from "../users/userPicker";

interface Values {
    readonly number: string;
    readonly shownName: string;
    readonly user: string;
    readonly trunk: string;
    readonly isActive: boolean;
}

interface LineFormProps {
    readonly line: Line | null;
    readonly user: User | null;
    /** The trunks to choose from; `null` for those who may not see them. */
    readonly trunks: readonly Trunk[] | null;
    readonly back: string;
    readonly onSaved: (line: Line) => void;
}

export function LineForm(props: LineFormProps): JSX.Element {
    const [round, setRound] = useState(0);
    return <Fields key={round} {...props} onReset={() => setRound(round + 1)} />;
}

function Fields({ line, user, trunks, back, onSaved, onReset }: LineFormProps & { onReset: () => void }): JSX.Element {
    const texts = useTexts();
    const create = useCreate();
    const domain = useChosenDomain();
    const [chosen, setChosen] = useState(user);
    const isSystem = trunks !== null;

    const form = useForm<Values>({
        initial: {
            number: line?.number ?? "",
            shownName: line?.shownName ?? "",
            user: line?.user ?? "",
            trunk: line?.trunk ?? "",
            isActive: line?.isActive ?? true,
        },
        check: (values) => ({
            number: checkRequired(values.number, texts) ?? checkPhone(values.number, texts),
            shownName: checkName(values.shownName, texts),
            user: values.user === "" ? texts.checks.user : undefined,
        }),
        save: async (values) => {
            const common = { user: values.user, shownName: values.shownName, isActive: values.isActive };
            const ofSystem = { number: dialledNumber(values.number), trunk: values.trunk || null };
            onSaved(
                line
                    ? await api.lines.change(line, isSystem ? { ...common, ...ofSystem } : common)
                    : await create((key) => api.lines.add({ ...common, ...ofSystem }, key)),
            );
        },
        explain: (problem) =>
            explainForm<Values>(texts, problem, {
                number: texts.checks.phone,
                shownName: texts.checks.name,
                user: texts.checks.user,
            }),
    });

    return (
        <CardForm
            form={form}
            submitTitle={line ? texts.common.save : texts.lines.create}
            back={back}
            isNew={line === null}
            onReset={onReset}
        >
            {isSystem && (
                <TextField
                    label={texts.lines.number}
                    hint={texts.lines.numberHint}
                    value={form.values.number}
                    error={form.errors.number}
                    onChange={(value) => form.set("number", value)}
                    inputMode="tel"
                />
            )}
            <TextField
                label={texts.lines.name}
                note={texts.common.optional}
                value={form.values.shownName}
                error={form.errors.shownName}
                onChange={(value) => form.set("shownName", value)}
            />
            <UserPicker
                label={texts.lines.user}
                domain={line?.domain ?? (domain.isChoosable ? domain.id : "")}
                chosen={chosen}
                error={form.errors.user}
                onChoose={(picked) => {
                    setChosen(picked);
                    form.set("user", picked?.id ?? "");
                }}
            />
            {isSystem && (
                <SelectField
                    label={texts.lines.trunk}
                    value={form.values.trunk}
                    options={[
                        { value: "", title: texts.lines.anyTrunk },
                        ...trunks.map((trunk) => ({ value: trunk.id, title: trunk.name })),
                    ]}
                    onChange={(value) => form.set("trunk", value)}
                />
            )}
            <SwitchField
                label={texts.lines.isActive}
                hint={texts.lines.isActiveHint}
                value={form.values.isActive}
                onChange={(value) => form.set("isActive", value)}
            />
        </CardForm>
    );
}
