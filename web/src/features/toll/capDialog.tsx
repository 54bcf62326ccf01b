import type { CapLimit, CapReach, TollCap } from "../../api/toll";
import { SelectField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import type { Texts } from "../../texts";
import { checkCount } from "../../texts/checks";
import { DialogForm } from "../shell/dialogForm";
import { capLimits } from "./capWords";

type Values = {
    readonly reach: CapReach;
    readonly prefixes: string;
    readonly counted: TollCap["counted"];
    readonly measure: TollCap["measure"];
} & { readonly [Limit in CapLimit]: string };

const most: { readonly [Limit in CapLimit]: number } = {
    hourlyCalls: 100_000,
    dailyCalls: 1_000_000,
    dailyMinutes: 1_000_000,
    simultaneousCalls: 10_000,
};

/** What is typed, digits alone: people write `+44` and separate by commas as well. */
const prefixesIn = (text: string): string[] => text.split(/[\s,;]+/).map((part) => part.replace(/^\+/, "")).filter(Boolean);

const number = (text: string): number | null => (text === "" ? null : Number(text));

function capOf(values: Values): TollCap {
    return {
        reach: values.reach,
        prefixes: values.reach === "prefixes" ? prefixesIn(values.prefixes) : [],
        counted: values.counted,
        measure: values.measure,
        hourlyCalls: number(values.hourlyCalls),
        dailyCalls: number(values.dailyCalls),
        dailyMinutes: number(values.dailyMinutes),
        simultaneousCalls: number(values.simultaneousCalls),
    };
}

function problems(values: Values, texts: Texts): { readonly [Name in keyof Values]?: string | undefined } {
    const words = texts.toll;
    const prefixes = prefixesIn(values.prefixes);
    const arePrefixesRight =
        prefixes.length > 0 && prefixes.length <= 200 && prefixes.every((prefix) => /^\d{1,15}$/.test(prefix));
    const amounts = Object.fromEntries(
        capLimits.map((limit) => [limit, values[limit] === "" ? undefined : checkCount(1, most[limit])(values[limit], texts)]),
    );
    return {
        ...amounts,
        ...(capLimits.every((limit) => values[limit] === "") ? { hourlyCalls: words.limitWanted } : {}),
        prefixes: values.reach === "prefixes" && !arePrefixesRight ? words.prefixesWrong : undefined,
    };
}

/** One cap. */
export function CapDialog({
    cap,
    others,
    onSave,
    onClose,
}: {
    /** `null`: a new one. */
    cap: TollCap | null;
    others: readonly TollCap[];
    onSave: (cap: TollCap) => Promise<boolean>;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.toll;
    const shown = (limit: CapLimit): string => String(cap?.[limit] ?? "");
    const form = useForm<Values>({
        initial: {
            reach: cap?.reach ?? "abroad",
            prefixes: cap?.prefixes.join(" ") ?? "",
            counted: cap?.counted ?? "user",
            measure: cap?.measure ?? "stop",
            hourlyCalls: shown("hourlyCalls"),
            dailyCalls: shown("dailyCalls"),
            dailyMinutes: shown("dailyMinutes"),
            simultaneousCalls: shown("simultaneousCalls"),
        },
        check: (values) => problems(values, texts),
        save: async (values) => {
            const wanted = capOf(values);
            if (others.some((other) => isSame(other, wanted))) throw new Error(words.same);
            if (await onSave(wanted)) onClose();
        },
        explain: (problem) => ({ fields: {}, general: problem instanceof Error ? problem.message : words.same }),
    });
    return (
        <DialogForm
            title={cap ? words.caps : words.newCap}
            form={form}
            submitTitle={texts.common.save}
            onClose={onClose}
        >
            <SelectField<CapReach>
                label={words.reach}
                value={form.values.reach}
                options={(["abroad", "outside", "prefixes"] as const).map((value) => ({
                    value,
                    title: words.reaches[value],
                }))}
                autoFocus
                onChange={(value) => form.set("reach", value)}
            />
            {form.values.reach === "prefixes" && (
                <TextField
                    label={words.prefixes}
                    hint={words.prefixesHint}
                    value={form.values.prefixes}
                    error={form.errors.prefixes}
                    inputMode="tel"
                    onChange={(value) => form.set("prefixes", value)}
                />
            )}
            <SelectField<TollCap["counted"]>
                label={words.counted}
                value={form.values.counted}
                options={(["user", "domain"] as const).map((value) => ({ value, title: words.countedFor[value] }))}
                onChange={(value) => form.set("counted", value)}
            />
            <div className="form-pair">
                {capLimits.map((limit) => (
                    <TextField
                        key={limit}
                        label={words.limits[limit]}
                        value={form.values[limit]}
                        error={form.errors[limit]}
                        inputMode="numeric"
                        onChange={(value) => form.set(limit, value.trim())}
                    />
                ))}
            </div>
            <SelectField<TollCap["measure"]>
                label={words.measure}
                value={form.values.measure}
                options={(["stop", "alarm"] as const).map((value) => ({ value, title: words.measures[value] }))}
                onChange={(value) => form.set("measure", value)}
            />
        </DialogForm>
    );
}

/** The server takes each cap once. */
function isSame(one: TollCap, other: TollCap): boolean {
    const facts = (cap: TollCap): unknown[] => [
        cap.reach,
        cap.prefixes,
        cap.counted,
        cap.measure,
        ...capLimits.map((limit) => cap[limit]),
    ];
    return JSON.stringify(facts(one)) === JSON.stringify(facts(other));
}
