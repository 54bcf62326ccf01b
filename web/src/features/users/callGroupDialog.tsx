import type { Group } from "../../api/scenarios";
import { RadioList } from "../../parts/form/radioList";
import { useForm } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { DialogForm } from "../shell/dialogForm";
import { GroupTable } from "./groupTable";

type Mode = "add-to-group" | "move-to-group";

/** USR-02: which call-handling group the chosen users come into, and whether they leave their others. */
export function CallGroupDialog({
    groups,
    onChoose,
    onClose,
}: {
    groups: readonly Group[];
    onChoose: (operation: Mode, group: string) => Promise<void>;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.usersTree;
    const form = useForm<{ readonly group: readonly string[]; readonly mode: Mode }>({
        initial: { group: [], mode: "add-to-group" },
        check: (values) => ({ group: values.group.length === 0 ? words.chooseGroup : undefined }),
        save: ({ group: [group = ""], mode }) => onChoose(mode, group),
        explain: (problem) => ({ fields: {}, general: explain(texts, problem) }),
    });
    return (
        <DialogForm title={words.toGroupTitle} form={form} submitTitle={words.apply} isWide onClose={onClose}>
            {groups.length === 0 && <p className="soft">{words.noGroups}</p>}
            <GroupTable
                label={words.toGroupTitle}
                groups={groups}
                chosen={form.values.group}
                isSingle
                error={form.errors.group}
                onChange={(group) => form.set("group", group)}
            />
            <RadioList
                label={words.moveMode}
                value={form.values.mode}
                options={[
                    { value: "add-to-group", title: words.add, hint: words.addHint },
                    { value: "move-to-group", title: words.move, hint: words.moveHint },
                ]}
                onChange={(mode) => form.set("mode", mode)}
            />
        </DialogForm>
    );
}
