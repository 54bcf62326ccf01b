import { useState } from "react";
import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import { filterKinds, routing } from "../../api/routing";
import type { CallerFilter } from "../../api/routing";
import type { Line } from "../../api/schema";
import { Choice } from "../../parts/form/choice";
import { SwitchField, TextField } from "../../parts/form/field";
import { dialledNumber, shownNumber } from "../../parts/format/phoneNumber";
import { useForm } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import { checkName, checkPhone, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { useSession } from "../session/session";
import { DialogForm } from "../shell/dialogForm";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCreate } from "../shell/useCreate";
import { CallerList } from "./callerList";
import { isFreeForCallers } from "./rules";
import { DomainPicker, TrunkPicker } from "./stockPickers";

interface Values {
    readonly number: string;
    readonly domain: string;
    readonly shownName: string;
    readonly trunk: string;
    readonly isActive: boolean;
    readonly filter: CallerFilter;
    readonly isDefaultOutgoing: boolean;
}

interface NumberDialogProps {
    /** `null`: a new one. */
    readonly line: Line | null;
    readonly onSaved: (line: Line) => void;
    readonly onReload: () => void;
    readonly onClose: () => void;
}

/** RTE-07: the name of a number, who gets through, whether it is shown outside; where it comes from for the system's. */
export function NumberDialog({ line, onSaved, onReload, onClose }: NumberDialogProps): JSX.Element {
    const { me } = useSession();
    const isSystem = me.role === "system-administrator";
    const texts = useTexts();
    const words = texts.lines;
    const create = useCreate();
    const chosen = useChosenDomain();
    const [hasConflict, setHasConflict] = useState(false);
    const form = useForm<Values>({
        initial: {
            number: line?.number ?? "",
            domain: line?.domain ?? chosen.id,
            shownName: line?.shownName ?? "",
            trunk: line?.trunk ?? "",
            isActive: line?.isActive ?? true,
            filter: line?.filter ?? { kind: "off", numbers: [] },
            isDefaultOutgoing: line?.isDefaultOutgoing ?? false,
        },
        check: (values) => ({
            number: isSystem ? checkRequired(values.number, texts) ?? checkPhone(values.number, texts) : undefined,
            domain: values.domain === "" ? words.domainNeeded : undefined,
            shownName: checkName(values.shownName, texts),
        }),
        save: async ({ shownName, isActive, filter, isDefaultOutgoing, ...values }) => {
            const kept = filter.kind === "off" ? { kind: "off" as const, numbers: [] } : filter;
            const common = { shownName, isActive, filter: kept };
            const ofSystem = isSystem ? { number: dialledNumber(values.number), trunk: values.trunk || null } : {};
            const domain = values.domain;
            let saved = line
                ? await api.lines.change(line, { ...common, ...ofSystem })
                : await create((key) =>
                      api.lines.add({ ...common, ...ofSystem, number: dialledNumber(values.number), domain }, key),
                  );
            if (isDefaultOutgoing !== saved.isDefaultOutgoing) {
                await routing.showOutside(saved, isDefaultOutgoing);
                saved = await api.lines.find(saved.id);
            }
            onSaved(saved);
        },
        explain: (problem) => {
            const isFree = isFreeForCallers(dialledNumber(form.values.number));
            setHasConflict(problem instanceof Problem && problem.code === "conflict" && !isFree);
            return explainForm<Values>(texts, problem, { number: texts.checks.phone, shownName: texts.checks.name });
        },
    });
    const { values, errors } = form;
    const isFree = isFreeForCallers(dialledNumber(values.number));
    return (
        <DialogForm
            title={line ? words.settingsTitle(shownNumber(line.number)) : words.addTitle}
            form={form}
            submitTitle={line ? texts.common.save : words.create}
            recovery={hasConflict && line ? { title: words.reload, run: onReload } : undefined}
            onClose={onClose}
        >
            {isSystem && (
                <TextField
                    label={words.number}
                    hint={words.numberHint}
                    value={values.number}
                    error={errors.number}
                    onChange={(value) => form.set("number", value)}
                    inputMode="tel"
                />
            )}
            {isSystem && !line && (
                <DomainPicker
                    chosen={values.domain}
                    error={errors.domain}
                    onChoose={(domain) => form.set("domain", domain)}
                />
            )}
            <TextField
                label={words.name}
                note={texts.common.optional}
                value={values.shownName}
                error={errors.shownName}
                onChange={(value) => form.set("shownName", value)}
            />
            <div className="field">
                <span className="label">{words.filter}</span>
                <Choice
                    label={words.filter}
                    value={values.filter.kind}
                    options={filterKinds.map((value) => ({ value, title: words.filterKinds[value] }))}
                    onChange={(kind) => form.set("filter", { ...values.filter, kind })}
                />
                <p className="field-hint">{words.filterHints[values.filter.kind]}</p>
            </div>
            {values.filter.kind !== "off" && (
                <CallerList
                    filter={values.filter}
                    onChange={(numbers) => form.set("filter", { ...values.filter, numbers })}
                />
            )}
            {isFree && !values.isDefaultOutgoing ? (
                <p className="soft">{words.freeNumber}</p>
            ) : (
                <SwitchField
                    label={words.useByDefault}
                    hint={words.useByDefaultHint}
                    value={values.isDefaultOutgoing}
                    onChange={(value) => form.set("isDefaultOutgoing", value)}
                />
            )}
            {isSystem && <TrunkPicker chosen={values.trunk} onChoose={(trunk) => form.set("trunk", trunk)} />}
            <SwitchField
                label={words.isActive}
                hint={words.isActiveHint}
                value={values.isActive}
                onChange={(value) => form.set("isActive", value)}
            />
        </DialogForm>
    );
}
