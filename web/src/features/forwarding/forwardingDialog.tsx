import { useState } from "react";
import { Problem } from "../../api/problem";
import type { ProblemCode } from "../../api/problem";
import { forwardingKinds } from "../../api/routing";
import type { Forwarding, ForwardingNumber, ForwardingTerms, SchedulePeriod } from "../../api/routing";
import { useAsk } from "../../parts/dialog/asking";
import { Choice } from "../../parts/form/choice";
import { SwitchField, TextField } from "../../parts/form/field";
import { dialledNumber } from "../../parts/format/phoneNumber";
import { useForm } from "../../parts/form/useForm";
import type { SubmitFailure } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import type { Texts } from "../../texts";
import { checkCount, checkRequired } from "../../texts/checks";
import { explain } from "../../texts/explain";
import { isScheduleRight, ScheduleEditor, storedSchedule, usualPeriod } from "../schedules/scheduleEditor";
import { DialogForm } from "../shell/dialogForm";
import { isJoined } from "./forwardingScheme";
import type { ForwardingRule } from "./forwardingScheme";

interface Values {
    readonly kind: ForwardingNumber["kind"];
    readonly dialled: string;
    readonly priority: string;
    readonly seconds: string;
    readonly isActive: boolean;
    readonly fmc: boolean;
    readonly hasSchedule: boolean;
    readonly periods: readonly SchedulePeriod[];
}

/** Where the dialog stands: the user's own phones, another number by its place, or a new one. */
export type DialogPlace = ForwardingRule["place"] | "new";

interface DialogProps {
    readonly forwarding: Forwarding;
    readonly place: DialogPlace;
    readonly extension: string;
    /** Administrators switch FMC on; everybody may switch their own off. */
    readonly mayJoin: boolean;
    readonly onSave: (changed: Forwarding) => Promise<void>;
    readonly onRemove: (place: number) => void;
    readonly onReload: () => void;
    readonly onClose: () => void;
}

/** FWD-01: a number of a user's, when it rings and for how long. The user's own phones keep their number. */
export function ForwardingDialog(props: DialogProps): JSX.Element {
    const { forwarding, place, extension, mayJoin, onSave, onRemove, onReload, onClose } = props;
    const texts = useTexts();
    const ask = useAsk();
    const words = texts.forwarding;
    const [isChecked, setIsChecked] = useState(false);
    const [hasConflict, setHasConflict] = useState(false);
    const other = typeof place === "number" ? forwarding.others[place] : undefined;
    const terms: ForwardingTerms | undefined = place === "own" ? forwarding.own : other;
    const form = useForm<Values>({
        initial: {
            kind: other?.kind ?? "mobile",
            dialled: other?.dialled ?? "",
            priority: String(terms?.priority ?? nextPriority(forwarding)),
            seconds: String(terms?.seconds ?? 40),
            isActive: terms?.isActive ?? true,
            fmc: isJoined(other?.fmc ?? null),
            hasSchedule: (terms?.schedule ?? null) !== null,
            periods: terms?.schedule ?? [usualPeriod],
        },
        check: (values) => {
            setIsChecked(true);
            const isWrong = values.hasSchedule && !isScheduleRight(values.periods);
            return {
                dialled: place === "own" ? undefined : checkDialled(values, texts),
                priority: checkCount(1, 99)(values.priority, texts),
                seconds: checkCount(5, 120)(values.seconds, texts),
                periods: isWrong ? texts.problems["bad-schedule"] : undefined,
            };
        },
        save: (values) => onSave(changedBy(values, forwarding, place)),
        explain: (problem) => {
            if (problem instanceof Problem && /^others\[\d+\]\.fmc$/.test(problem.field ?? "")) {
                return explainFMC(problem, texts);
            }
            const isOwn = problem instanceof Problem && /^others\[\d+\]\.dialled$/.test(problem.field ?? "");
            setHasConflict(problem instanceof Problem && problem.code === "conflict" && !isOwn);
            return explainNumber(problem, isOwn, texts);
        },
    });
    const { values, errors } = form;
    const isSIP = values.kind === "sip";
    const isJoinedNow = isJoined(other?.fmc ?? null);
    const showsFMC = values.kind === "mobile" && (forwarding.offersFMC || (other?.fmc ?? null) !== null);
    const canSwitch = isJoinedNow || (mayJoin && forwarding.offersFMC);
    const state = other?.fmc && words.fmcStates[other.fmc];
    const switchFMC = async (isOn: boolean): Promise<void> => {
        const question = {
            title: words.fmcOffTitle,
            text: words.fmcOffText,
            goOn: words.fmcOff,
            cancel: texts.common.cancel,
        };
        if (isOn || !isJoinedNow || (await ask(question))) form.set("fmc", isOn);
    };
    return (
        <DialogForm
            title={place === "new" ? words.addTitle : words.editTitle}
            form={form}
            submitTitle={place === "new" ? words.create : texts.common.save}
            danger={
                typeof place === "number"
                    ? { title: texts.common.remove, run: () => onRemove(place) }
                    : undefined
            }
            recovery={hasConflict ? { title: texts.lines.reload, run: onReload } : undefined}
            onClose={onClose}
        >
            {place === "own" ? (
                <div>
                    <strong>{words.ownNumber(extension)}</strong>
                    <p className="field-hint">{words.ownFixed}</p>
                </div>
            ) : (
                <>
                    <Choice
                        label={words.kind}
                        value={values.kind}
                        options={forwardingKinds.map((value) => ({ value, title: words.kinds[value] }))}
                        onChange={(value) => form.set("kind", value)}
                    />
                    <TextField
                        label={words.number}
                        hint={isSIP ? words.sipHint : words.numberHint}
                        value={values.dialled}
                        error={errors.dialled}
                        inputMode={isSIP ? "text" : "tel"}
                        onChange={(value) => form.set("dialled", value)}
                    />
                </>
            )}
            <div className="form-pair">
                <TextField
                    label={words.priority}
                    hint={words.priorityHint}
                    value={values.priority}
                    error={errors.priority}
                    inputMode="numeric"
                    onChange={(value) => form.set("priority", value)}
                />
                <TextField
                    label={words.ringTime}
                    value={values.seconds}
                    error={errors.seconds}
                    inputMode="numeric"
                    onChange={(value) => form.set("seconds", value)}
                />
            </div>
            <SwitchField
                label={words.isActive}
                value={values.isActive}
                onChange={(value) => form.set("isActive", value)}
            />
            {place !== "own" && showsFMC && (
                <SwitchField
                    label={state ? `${words.fmc} — ${state}` : words.fmc}
                    hint={mayJoin || canSwitch ? words.fmcHint : words.fmcByAdministrator}
                    error={errors.fmc}
                    value={values.fmc}
                    isDisabled={!canSwitch}
                    onChange={(isOn) => void switchFMC(isOn)}
                />
            )}
            <SwitchField
                label={words.bySchedule}
                hint={words.always}
                value={values.hasSchedule}
                onChange={(value) => form.set("hasSchedule", value)}
            />
            {values.hasSchedule && (
                <ScheduleEditor
                    label={words.bySchedule}
                    periods={values.periods}
                    isChecked={isChecked}
                    onChange={(periods) => form.set("periods", periods)}
                />
            )}
        </DialogForm>
    );
}

function explainFMC({ code }: Problem, texts: Texts): SubmitFailure<Values> {
    const words = texts.forwarding;
    const known: Partial<Record<ProblemCode, string>> = {
        taken: words.fmcTaken,
        conflict: words.fmcNoExtension,
        "not-allowed": words.fmcByAdministrator,
    };
    return { fields: { fmc: known[code] ?? texts.problems[code] }, general: null };
}

/** A new number rings after all others. */
function nextPriority({ own, others }: Forwarding): number {
    return Math.min(99, Math.max(own.priority, ...others.map(({ priority }) => priority)) + 10);
}

function checkDialled({ kind, dialled }: Values, texts: Texts): string | undefined {
    const empty = checkRequired(dialled, texts);
    if (empty) return empty;
    if (kind === "sip") return /^\S{1,64}$/.test(dialled.trim()) ? undefined : texts.forwarding.sipWrong;
    return /^\+?\d{3,20}$/.test(dialledNumber(dialled)) ? undefined : texts.forwarding.numberWrong;
}

function changedBy(values: Values, forwarding: Forwarding, place: DialogPlace): Forwarding {
    const terms: ForwardingTerms = {
        priority: Number(values.priority),
        seconds: Number(values.seconds),
        isActive: values.isActive,
        schedule: values.hasSchedule ? storedSchedule(values.periods) : null,
    };
    if (place === "own") return { ...forwarding, own: terms };
    const dialled = values.kind === "sip" ? values.dialled.trim() : dialledNumber(values.dialled);
    const { others } = forwarding;
    const former = typeof place === "number" ? (others[place]?.fmc ?? null) : null;
    // What the operator or the owner did stays as it is told.
    const kept = isJoined(former) === values.fmc ? former : values.fmc ? "on" : null;
    const fmc = values.kind === "mobile" ? kept : null;
    const number: ForwardingNumber = { kind: values.kind, dialled, fmc, ...terms };
    return {
        ...forwarding,
        others: place === "new" ? [...others, number] : others.map((each, index) => (index === place ? number : each)),
    };
}

function explainNumber(problem: unknown, isOfNumber: boolean, texts: Texts): SubmitFailure<Values> {
    const sentence = explain(texts, problem);
    if (!isOfNumber || !(problem instanceof Problem)) return { fields: {}, general: sentence };
    const known = { "not-found": texts.forwarding.nobody, conflict: texts.forwarding.ownPhones } as const;
    const { code } = problem;
    return {
        fields: { dialled: code === "not-found" || code === "conflict" ? known[code] : sentence },
        general: null,
    };
}
