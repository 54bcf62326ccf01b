import { useState } from "react";
import { drafts } from "../../api/scenarios";
import type { Scenario } from "../../api/scenarios";
import { Problem } from "../../api/problem";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Badge } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { explain, explainForm } from "../../texts/explain";
import { DialogForm } from "../shell/dialogForm";
import { useTellChanged } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";
import { placeOfField } from "./draftPlaces";
import { menuTitle, slotTitle } from "./scenarioScheme";
import type { Place } from "./scenarioScheme";

/** IVR-07: whether callers hear what is drawn, and what is done about it. */
export function DraftBar({
    scenario,
    onSaved,
    onReload,
    onFault,
}: {
    scenario: Scenario;
    onSaved: (scenario: Scenario) => void;
    onReload: () => void;
    /** Where the draft leads to nobody. */
    onFault: (place: Place | null) => void;
}): JSX.Element | null {
    const texts = useTexts();
    const words = texts.drafts;
    const ask = useAsk();
    const tell = useTell();
    const tellChanged = useTellChanged();
    const domain = useChosenDomain();
    const [isPublishing, setIsPublishing] = useState(false);
    if (scenario.draft === null) return null;
    const { draft } = scenario;

    const trial = writeAddress({
        path: "/lines",
        query: { ...(domain.isChoosable ? { domain: scenario.domain } : {}), trial: "any", draft: scenario.id },
    });
    const refused = (problem: unknown): void => {
        const place = problem instanceof Problem && problem.code === "dangling-reference"
            ? placeOfField(problem.field, draft)
            : null;
        if (problem instanceof Problem && problem.code === "conflict") onReload();
        onFault(place);
        tell({ text: place ? words.dangling(placeTitle(place)) : explain(texts, problem), kind: "problem" });
    };
    const placeTitle = (place: Place): string => {
        const menu = draft.find(({ id }) => id === place.menu);
        const title = menu ? menuTitle(draft, menu, texts) : place.menu;
        return `${title}: ${"slot" in place ? slotTitle(place.slot, texts) : words.menuField}`;
    };
    const publish = async (comment: string): Promise<void> => {
        setIsPublishing(false);
        try {
            onSaved(await drafts.publish(scenario, comment));
            onFault(null);
            tellChanged(words.done(scenario.name), "scenario", onReload);
        } catch (problem) {
            refused(problem);
        }
    };
    const discard = async (): Promise<void> => {
        const goesOn = await ask({
            title: words.discardTitle,
            text: words.discardText,
            goOn: words.discard,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (!goesOn) return;
        try {
            await drafts.discard(scenario);
            onFault(null);
            tellChanged(words.discarded, "scenario", onReload);
        } catch (problem) {
            tell({ text: explain(texts, problem), kind: "problem" });
        }
        onReload();
    };
    return (
        <section className="draft-bar" aria-label={words.draft}>
            <Badge tone="warn" icon="pencil">
                {words.draft}
            </Badge>
            <p>{words.heard}</p>
            <div className="button-row">
                <Button kind="primary" onClick={() => setIsPublishing(true)}>
                    {words.publish}
                </Button>
                <Link className="button" to={trial}>
                    {words.try}
                </Link>
                <Button onClick={() => void discard()}>{words.discard}</Button>
            </div>
            {isPublishing && <PublishDialog onPublish={publish} onClose={() => setIsPublishing(false)} />}
        </section>
    );
}

function PublishDialog({
    onPublish,
    onClose,
}: {
    onPublish: (comment: string) => Promise<void>;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.drafts;
    const form = useForm<{ readonly comment: string }>({
        initial: { comment: "" },
        check: () => ({}),
        save: ({ comment }) => onPublish(comment.trim()),
        explain: (problem) => explainForm<{ comment: string }>(texts, problem, {}),
    });
    return (
        <DialogForm title={words.publishTitle} form={form} submitTitle={words.publish} onClose={onClose}>
            <p>{words.publishText}</p>
            <TextField
                label={words.comment}
                hint={words.commentHint}
                value={form.values.comment}
                maxLength={200}
                autoFocus
                onChange={(comment) => form.set("comment", comment)}
            />
        </DialogForm>
    );
}
