import { useEffect, useState } from "react";
import { routing } from "../../api/routing";
import type { Trial } from "../../api/routing";
import type { Scenario } from "../../api/scenarios";
import type { Line } from "../../api/schema";
import { Button, IconButton } from "../../parts/form/button";
import { SelectField, TextField } from "../../parts/form/field";
import { dialledNumber } from "../../parts/format/phoneNumber";
import { routeStepWords } from "../../parts/format/routeStep";
import { momentInZone } from "../../parts/format/zone";
import { useForm } from "../../parts/form/useForm";
import { Badge } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { Link, useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { checkPhone } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { lineTitle } from "./copyDialog";
import { isKeys, trialWords } from "./trialWords";

interface Values {
    readonly line: string;
    readonly caller: string;
    /** What the caller presses in voice scenarios. */
    readonly keys: string;
    /** As the field for a moment gives it; empty: now. */
    readonly at: string;
}

/**
 * RTE-10: a call that is only thought of. What is asked stands in the address, so that it can be sent to a colleague; the
 * answer goes to the drawing as well.
 */
export function Tester({
    lines,
    line,
    draft,
    zone,
    trial,
    onTrial,
    onClose,
}: {
    lines: readonly Line[];
    line: Line | null;
    /** The scenario that is gone through by its draft; without a line the caller is in it already (IVR-07). */
    draft: Scenario | null;
    /** The domain's; times are typed by its clocks. */
    zone: string;
    trial: Trial | null;
    onTrial: (trial: Trial | null) => void;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.trial;
    const router = useRouter();
    const { query } = router.address;
    // An address that says who calls or when is answered at once.
    const [isAsked, setIsAsked] = useState(Boolean(query["caller"] || query["keys"] || query["at"]));
    const form = useForm<Values>({
        initial: {
            line: line?.id ?? "",
            caller: query["caller"] ?? "",
            keys: query["keys"] ?? "",
            at: query["at"] ?? "",
        },
        check: (values) => ({
            line: values.line === "" && !draft ? texts.checks.required : undefined,
            caller: checkPhone(values.caller, texts),
            keys: isKeys(values.keys) ? undefined : words.wrongKeys,
            at: values.at !== "" && momentInZone(values.at, zone) === null ? words.wrongTime : undefined,
        }),
        save: async (values) => {
            router.setQuery({ trial: values.line || "any", caller: values.caller, keys: values.keys, at: values.at });
            const at = values.at === "" ? null : momentInZone(values.at, zone);
            onTrial(
                await routing.attempt({
                    ...(values.line === "" ? { scenario: draft?.id ?? "" } : { line: values.line }),
                    ...(draft ? { draft: draft.id } : {}),
                    keys: values.keys,
                    caller: dialledNumber(values.caller),
                    ...(at ? { at: at.toISOString() } : {}),
                }),
            );
            setIsAsked(true);
        },
        explain: (problem) => {
            onTrial(null);
            return explainForm<Values>(texts, problem, { line: texts.checks.required });
        },
    });
    // Another line was chosen elsewhere on the page.
    const id = line?.id ?? "";
    useEffect(() => form.set("line", id), [id]);
    // Another rule, another answer: what is lit is asked for anew with each change of the line.
    const version = `${line?.version} ${draft?.version}`;
    useEffect(() => {
        if (isAsked && form.values.line === id) void form.submit(null);
    }, [version]);
    return (
        <section className="tester" aria-label={words.title}>
            <header>
                <h2>{words.title}</h2>
                <IconButton icon="close" label={words.close} onClick={onClose} />
            </header>
            <form
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    void form.submit(event.currentTarget);
                }}
            >
                {draft && (
                    <p className="tester-draft">
                        <Badge tone="warn" icon="pencil">
                            {texts.drafts.draft}
                        </Badge>
                        <span>{words.byDraft(draft.name)}</span>
                        <Link to={writeAddress({ path: `/scenarios/${encodeURIComponent(draft.id)}`, query: {} })}>
                            {words.toScenario}
                        </Link>
                    </p>
                )}
                <div className="tester-fields">
                    <SelectField
                        label={words.line}
                        value={form.values.line}
                        error={form.errors.line}
                        options={[
                            { value: "", title: draft ? words.straight(draft.name) : words.chooseLine },
                            ...lines.map((each) => ({ value: each.id, title: lineTitle(each) })),
                        ]}
                        onChange={(value) => {
                            form.set("line", value);
                            onTrial(null);
                            setIsAsked(false);
                            router.setQuery({ trial: value || "any", caller: "", keys: "", at: "" });
                        }}
                    />
                    <TextField
                        label={words.caller}
                        hint={words.callerHint}
                        value={form.values.caller}
                        error={form.errors.caller}
                        inputMode="tel"
                        onChange={(value) => form.set("caller", value)}
                    />
                    <TextField
                        label={words.keys}
                        hint={words.keysHint}
                        value={form.values.keys}
                        error={form.errors.keys}
                        maxLength={32}
                        onChange={(value) => form.set("keys", value.replaceAll(" ", ""))}
                    />
                    <TextField
                        label={words.at}
                        hint={words.atHint(zone)}
                        type="datetime-local"
                        value={form.values.at}
                        error={form.errors.at}
                        onChange={(value) => form.set("at", value)}
                    />
                </div>
                {form.general && (
                    <p className="form-failure" role="alert">
                        {form.general}
                    </p>
                )}
                <Button kind="primary" type="submit" icon="forward" isBusy={form.isBusy}>
                    {words.run}
                </Button>
            </form>
            <div aria-live="polite">
                {trial && (
                    <>
                        <p className="tester-answer">{trialWords(trial, texts).join(" ")}</p>
                        <details>
                            <summary>{words.steps}</summary>
                            <ol>
                                {trial.steps.map((step, index) => (
                                    <li key={index}>{routeStepWords(step, texts)}</li>
                                ))}
                            </ol>
                        </details>
                    </>
                )}
            </div>
        </section>
    );
}
