import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import type { Change } from "../../api/schema";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { Badge, Facts, Panel, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useRouter } from "../../parts/routing/router";
import { useFormats, useTexts } from "../../texts";
import type { Texts } from "../../texts";
import { explain } from "../../texts/explain";
import { fieldValue } from "../../texts/fieldNames";
import { WaitingPanel } from "../shell/objectPanel";
import { actionTones, authorTitle, useActionTitle, useFieldName, useObjectTitle } from "./words";

/** The card of one change: who, when, old and new values, and undo (BYD-02). */
export function ChangePanel({
    version,
    loaded,
    domain,
    pool,
    back,
    onUndone,
}: {
    version: number;
    /** The change, when the list has it already. */
    loaded: Change | undefined;
    domain: string;
    /** Whose history it is, when it is a pool's. */
    pool: string | undefined;
    back: string;
    onUndone: () => void;
}): JSX.Element {
    const texts = useTexts();
    const searched = useLoad(`change ${version}`, async () => loaded ?? findChange(version, domain, pool));
    const change = loaded ?? searched.value;
    if (!change) {
        return (
            <WaitingPanel
                title={texts.changes.title}
                icon="undo"
                back={back}
                loaded={searched.state === "ready" ? { state: "loading", value: null } : searched}
            />
        );
    }
    return <ChangeCard change={change} back={back} onUndone={onUndone} />;
}

function ChangeCard({
    change,
    back,
    onUndone,
}: {
    change: Change;
    back: string;
    onUndone: () => void;
}): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const router = useRouter();
    const ask = useAsk();
    const tell = useTell();
    const title = useObjectTitle()(change);
    const fieldName = useFieldName();
    const actionTitle = useActionTitle();

    const undo = async (): Promise<void> => {
        const goesOn = await ask({
            title: texts.changes.undoTitle,
            text: undoText(change, texts),
            goOn: texts.changes.undo,
            cancel: texts.common.cancel,
        });
        if (!goesOn) return;
        try {
            await api.changes.undo(change.version);
            tell({ text: texts.changes.undone });
            onUndone();
            router.go(back);
        } catch (problem) {
            const isLate = problem instanceof Problem && problem.code === "conflict";
            tell({ text: isLate ? texts.changes.undoConflict : explain(texts, problem), kind: "problem" });
        }
    };
    return (
        <Panel
            title={title}
            subtitle={<Badge tone={actionTones[change.action]}>{actionTitle(change)}</Badge>}
            back={back}
            closeLabel={texts.common.close}
        >
            <Section title={texts.card.summary}>
                <Facts
                    facts={[
                        [texts.changes.time, formats.moment(change.at, "seconds")],
                        [texts.changes.author, authorTitle(change)],
                        [texts.changes.address, change.address || texts.changes.local],
                        change.domain ? [texts.shell.domain, change.domain] : null,
                    ]}
                />
            </Section>
            <Section title={texts.changes.fields}>
                <div className="figures-scroller" tabIndex={0} role="region" aria-label={texts.changes.fields}>
                    <table className="figures values">
                        <thead>
                            <tr>
                                <th scope="col">{texts.changes.field}</th>
                                {change.action !== "create" && <th scope="col">{texts.changes.before}</th>}
                                {change.action !== "remove" && <th scope="col">{texts.changes.after}</th>}
                            </tr>
                        </thead>
                        <tbody>
                            {change.fields
                                .filter((field) => field.before !== null || field.after !== null)
                                .map((field) => (
                                    <tr key={field.name}>
                                        <th scope="row">{fieldName(field.name)}</th>
                                        {change.action !== "create" && <Value value={field.before} isOld />}
                                        {change.action !== "remove" && <Value value={field.after} />}
                                    </tr>
                                ))}
                        </tbody>
                    </table>
                </div>
            </Section>
            {change.mayUndo && (
                <div className="section">
                    <Button icon="undo" onClick={() => void undo()}>
                        {texts.changes.undo}
                    </Button>
                </div>
            )}
        </Panel>
    );
}

function Value({ value, isOld = false }: { value: string | null; isOld?: boolean }): JSX.Element {
    const texts = useTexts();
    const isSet = value !== null && value !== "";
    return (
        <td className={isOld || !isSet ? "soft" : undefined}>
            {fieldValue(texts, value)}
        </td>
    );
}

/** What undoing it does: whatever is neither new nor gone gets its former values back. */
function undoText({ action, objectName }: Change, texts: Texts): string {
    const { undoText: words } = texts.changes;
    return action === "create" || action === "remove" ? words[action](objectName) : words.change(objectName);
}

/** Reads the history back to a change that a link names. Versions only fall, so the search ends at once behind it. */
async function findChange(version: number, domain: string, pool: string | undefined): Promise<Change> {
    let cursor: string | null = null;
    do {
        const page: Awaited<ReturnType<typeof api.changes.page>> = await api.changes.page(
            { domain, limit: 200, cursor },
            undefined,
            pool,
        );
        const found = page.items.find((change) => change.version === version);
        if (found) return found;
        const last = page.items[page.items.length - 1];
        cursor = last && last.version > version ? page.next : null;
    } while (cursor !== null);
    throw new Problem("not-found");
}
