import { useState } from "react";
import { Problem } from "../../api/problem";
import type { LineRule, SchedulePeriod } from "../../api/routing";
import type { RouteTarget } from "../../api/scenarios";
import { SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import type { SubmitFailure } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { isScheduleRight, ScheduleEditor, storedSchedule, usualPeriod } from "../schedules/scheduleEditor";
import { DialogForm } from "../shell/dialogForm";
import { ChosenTarget } from "../targets/chosenTarget";
import { useDirectory } from "../targets/directory";
import type { Directory } from "../targets/directory";
import { TargetPicker } from "../targets/targetPicker";
import { isPrefix, prefixLimit, readPrefixes, typedPrefixes } from "./rules";

interface Values {
    readonly isActive: boolean;
    readonly target: RouteTarget | null;
    readonly hasSchedule: boolean;
    readonly periods: readonly SchedulePeriod[];
    readonly hasPrefixes: boolean;
    readonly prefixes: string;
}

interface RuleDialogProps {
    readonly domain: string;
    /** `null`: a new one. */
    readonly rule: LineRule | null;
    readonly directory: Directory | null;
    readonly onSave: (rule: LineRule) => Promise<void>;
    readonly onRemove: () => void;
    /** After somebody else's change: what is there now. */
    readonly onReload: () => void;
    readonly onClose: () => void;
}

/** RTE-03…06: which calls a rule takes, and where to. */
export function RuleDialog(props: RuleDialogProps): JSX.Element {
    const { domain, rule, directory, onSave, onRemove, onReload, onClose } = props;
    const texts = useTexts();
    const words = texts.lines;
    const [isPicking, setIsPicking] = useState(rule === null);
    const [isChecked, setIsChecked] = useState(false);
    const [hasConflict, setHasConflict] = useState(false);
    const form = useForm<Values>({
        initial: {
            isActive: rule?.isActive ?? true,
            target: rule?.target ?? null,
            hasSchedule: (rule?.schedule ?? null) !== null,
            periods: rule?.schedule ?? [usualPeriod],
            hasPrefixes: (rule?.prefixes.length ?? 0) > 0,
            prefixes: rule?.prefixes.join(", ") ?? "",
        },
        check: (values) => {
            setIsChecked(true);
            const prefixes = readPrefixes(values.prefixes);
            const arePrefixesRight = prefixes.every(isPrefix) && prefixes.length <= prefixLimit;
            const isScheduleWrong = values.hasSchedule && !isScheduleRight(values.periods);
            return {
                target: values.target ? undefined : words.targetNeeded,
                periods: isScheduleWrong ? texts.problems["bad-schedule"] : undefined,
                ...(values.hasPrefixes && prefixes.length === 0 ? { prefixes: words.prefixesNeeded } : {}),
                ...(values.hasPrefixes && !arePrefixesRight ? { prefixes: words.prefixesWrong } : {}),
            };
        },
        save: async ({ isActive, target, hasSchedule, periods, hasPrefixes, prefixes }) => {
            if (!target) return;
            await onSave({
                isActive,
                target,
                schedule: hasSchedule ? storedSchedule(periods) : null,
                prefixes: hasPrefixes ? readPrefixes(prefixes) : [],
            });
        },
        explain: (problem) => {
            setHasConflict(problem instanceof Problem && problem.code === "conflict");
            return explainRule(problem, explain(texts, problem));
        },
    });
    const { values, errors } = form;
    // Whoever is chosen here need not be in any rule yet.
    const { directory: chosen } = useDirectory(domain, values.target ? [values.target] : []);
    return (
        <DialogForm
            title={words.ruleTitle}
            isWide
            form={form}
            submitTitle={texts.common.save}
            danger={rule ? { title: words.removeRule, run: onRemove } : undefined}
            recovery={hasConflict ? { title: words.reload, run: onReload } : undefined}
            onClose={onClose}
        >
            <SwitchField
                label={words.ruleActive}
                value={values.isActive}
                onChange={(value) => form.set("isActive", value)}
            />
            {values.target && !isPicking ? (
                <ChosenTarget
                    target={values.target}
                    directory={chosen ?? directory}
                    onChange={() => setIsPicking(true)}
                />
            ) : (
                <TargetPicker
                    domain={domain}
                    target={values.target}
                    directory={chosen ?? directory}
                    error={errors.target}
                    onChoose={(target, isDone) => {
                        form.set("target", target);
                        if (isDone) setIsPicking(false);
                    }}
                />
            )}
            <SwitchField
                label={words.bySchedule}
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
            <SwitchField
                label={words.byPrefixes}
                value={values.hasPrefixes}
                onChange={(value) => form.set("hasPrefixes", value)}
            />
            {values.hasPrefixes && (
                <TextField
                    label={words.prefixes}
                    hint={words.prefixesHint}
                    value={values.prefixes}
                    error={errors.prefixes}
                    inputMode="tel"
                    onChange={(value) => form.set("prefixes", typedPrefixes(values.prefixes, value))}
                    onBlur={() => form.set("prefixes", readPrefixes(values.prefixes).join(", "))}
                />
            )}
        </DialogForm>
    );
}

/** The server names a rule's field as `rules[1].target`. */
function explainRule(problem: unknown, sentence: string): SubmitFailure<Values> {
    const field = problem instanceof Problem ? /\.(target|prefixes)\b/.exec(problem.field ?? "")?.[1] : undefined;
    if (field === "target" || field === "prefixes") return { fields: { [field]: sentence }, general: null };
    return { fields: {}, general: sentence };
}
