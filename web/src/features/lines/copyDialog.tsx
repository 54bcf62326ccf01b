import { useState } from "react";
import { api } from "../../api/endpoints";
import { all } from "../../api/scenarios";
import { Problem } from "../../api/problem";
import type { Line } from "../../api/schema";
import { Modal } from "../../parts/dialog/modal";
import { Button } from "../../parts/form/button";
import { SelectField } from "../../parts/form/field";
import { shownNumber } from "../../parts/format/phoneNumber";
import { useForm } from "../../parts/form/useForm";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { explainForm } from "../../texts/explain";
import { DialogForm } from "../shell/dialogForm";
import { LoadFailed } from "../shell/loadFailed";

/** A line as people name it: its number, and its name when it has one. */
export function lineTitle({ number, shownName }: Line): string {
    return shownName ? `${shownNumber(number)} · ${shownName}` : shownNumber(number);
}

/** RTE-08: the rules of one line for another of the domain; both are named before anything is lost. */
export function CopyDialog({
    line,
    onCopied,
    onClose,
}: {
    line: Line;
    onCopied: (changed: Line) => void;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.lines;
    const others = useLoad(`lines ${line.domain}`, async () => {
        const lines = await all((cursor) => api.lines.page({ domain: line.domain, cursor }, undefined));
        return lines.filter((each) => each.domain === line.domain && each.id !== line.id);
    });
    if (others.state === "ready" && others.value.length > 0) {
        return (
            <Fields line={line} others={others.value} onReload={others.reload} onCopied={onCopied} onClose={onClose} />
        );
    }
    return (
        <Modal title={words.copyTitle} onClose={onClose}>
            {others.state === "failed" && <LoadFailed problem={others.problem} onRetry={others.reload} />}
            {others.state === "ready" && <p>{words.copyNothing}</p>}
            <div className="modal-actions">
                <Button onClick={onClose}>{texts.common.close}</Button>
            </div>
        </Modal>
    );
}

function Fields({
    line,
    others,
    onReload,
    onCopied,
    onClose,
}: {
    line: Line;
    others: readonly Line[];
    onReload: () => void;
    onCopied: (changed: Line) => void;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.lines;
    const [hasConflict, setHasConflict] = useState(false);
    const form = useForm({
        initial: { to: "" },
        check: ({ to }) => ({ to: to === "" ? words.copyNeeded : undefined }),
        save: async ({ to }) => {
            const target = others.find(({ id }) => id === to);
            if (target) onCopied(await api.lines.change(target, { rules: line.rules }));
        },
        explain: (problem) => {
            setHasConflict(problem instanceof Problem && problem.code === "conflict");
            return explainForm<{ to: string }>(texts, problem, {});
        },
    });
    const chosen = others.find(({ id }) => id === form.values.to);
    return (
        <DialogForm
            title={words.copyTitle}
            form={form}
            submitTitle={words.apply}
            recovery={hasConflict ? { title: words.reload, run: onReload } : undefined}
            onClose={onClose}
        >
            <SelectField
                label={words.copyTo}
                value={form.values.to}
                error={form.errors.to}
                options={[
                    { value: "", title: words.copyChoose },
                    ...others.map((each) => ({ value: each.id, title: lineTitle(each) })),
                ]}
                onChange={(value) => form.set("to", value)}
            />
            {chosen && (
                <p className="warn" role="status">
                    {words.copyWarning(lineTitle(line), lineTitle(chosen), chosen.rules.length)}
                </p>
            )}
        </DialogForm>
    );
}
