import { useState } from "react";
import { calling, dialledCodes, prefixCodes, talkCodes } from "../../api/calling";
import type { Code, Codes } from "../../api/calling";
import { useTell } from "../../parts/dialog/notices";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { PanelSkeleton, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import type { Texts } from "../../texts";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { LoadFailed } from "../shell/loadFailed";

const all: readonly Code[] = [...talkCodes, ...dialledCodes, ...prefixCodes];
type Values = Record<Code, string>;

/** CAL-04, ADM-02: what is dialled for features; a clash is told at the field. */
export function CodesForm({ domain }: { domain: string }): JSX.Element {
    const texts = useTexts();
    const [round, setRound] = useState(0);
    const loaded = useLoad(`codes ${domain}`, () => calling.codes(domain));
    if (loaded.state === "loading") return <PanelSkeleton label={texts.common.loading} />;
    if (loaded.state === "failed") {
        return (
            <Section title={texts.features.calling.codes.title}>
                <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />
            </Section>
        );
    }
    return (
        <Fields
            key={`${loaded.value.version} ${round}`}
            domain={domain}
            codes={loaded.value}
            onSaved={loaded.set}
            onReset={() => setRound(round + 1)}
        />
    );
}

function Fields({
    domain,
    codes,
    onSaved,
    onReset,
}: {
    domain: string;
    codes: Codes;
    onSaved: (codes: Codes) => void;
    onReset: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.codes;
    const tell = useTell();
    const form = useForm<Values>({
        initial: Object.fromEntries(all.map((code) => [code, codes[code] ?? ""])) as Values,
        check: (values) => Object.fromEntries(all.map((code) => [code, codeFault(code, values, texts)])),
        save: async (values) => {
            const changed = all.filter((code) => values[code] !== (codes[code] ?? ""));
            const body = Object.fromEntries(changed.map((code) => [code, values[code] || null]));
            // Other settings of the domain, saved above, have its version as well.
            const { version } = await calling.codes(domain);
            onSaved(await calling.changeCodes(domain, version, body));
            tell({ text: words.saved });
        },
        explain: (problem) => {
            const failure = explainForm<Values>(texts, problem, {});
            return "field" in (problem as object) ? taken(problem, words.taken) ?? failure : failure;
        },
    });
    const field = (code: Code): JSX.Element => (
        <TextField
            key={code}
            label={words.names[code]}
            value={form.values[code]}
            error={form.errors[code]}
            onChange={(value) => form.set(code, value.trim())}
            inputMode="tel"
            maxLength={6}
        />
    );
    return (
        <CardForm form={form} submitTitle={texts.common.save} onReset={onReset}>
            <Section title={words.title}>
                <p className="soft">{words.hint}</p>
                <h4>{words.inTalk}</h4>
                <p className="soft">{words.inTalkHint}</p>
                <div className="code-grid">{talkCodes.map(field)}</div>
                <h4>{words.dialled}</h4>
                <p className="soft">{words.dialledHint}</p>
                <div className="code-grid">{dialledCodes.map(field)}</div>
                <h4>{words.prefix}</h4>
                <p className="soft">{words.prefixHint}</p>
                <div className="code-grid">{prefixCodes.map(field)}</div>
            </Section>
        </CardForm>
    );
}

function taken(problem: unknown, sentence: string): { fields: Partial<Values>; general: null } | null {
    const { code, field } = problem as { code?: string; field?: string | null };
    const name = all.find((each) => each === field);
    return code === "taken" && name ? { fields: { [name]: sentence }, general: null } : null;
}

/** What is wrong with a code, by its form and beside the others of its kind. */
export function codeFault(code: Code, values: Readonly<Record<Code, string>>, texts: Texts): string | undefined {
    const words = texts.features.calling.codes;
    const value = values[code];
    if (value === "") return undefined;
    const isPrefix = (prefixCodes as readonly Code[]).includes(code);
    if (isPrefix && !/^[*#]\d{1,4}#$/.test(value)) return words.wrongPrefix;
    const isInTalk = (talkCodes as readonly Code[]).includes(code);
    if (!isPrefix && !(isInTalk ? /^\d{1,4}$/ : /^\*\d{1,4}$/).test(value)) return isInTalk ? words.wrongInTalk : words.wrongDialled;
    const kin: readonly Code[] = isInTalk ? talkCodes : isPrefix ? prefixCodes : dialledCodes;
    const other = kin.find((each) => each !== code && values[each] === value);
    return other && words.same(words.names[other]);
}
