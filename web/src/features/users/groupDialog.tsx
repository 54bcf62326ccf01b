import { SelectField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { DialogForm } from "../shell/dialogForm";

/** Which group the chosen users go to; with `without` none as well. */
export function GroupDialog({
    title,
    groups,
    without,
    onChoose,
    onClose,
}: {
    title: string;
    groups: readonly { readonly id: string; readonly name: string }[];
    /** What going to none is called; `null` where it makes no sense. */
    without: string | null;
    onChoose: (group: string | null) => Promise<void>;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.usersTree;
    const form = useForm<{ readonly group: string }>({
        initial: { group: "" },
        check: (values) => ({ group: values.group === "" ? words.chooseGroup : undefined }),
        save: ({ group }) => onChoose(group === "none" ? null : group.slice("group ".length)),
        explain: (problem) => ({ fields: {}, general: explain(texts, problem) }),
    });
    return (
        <DialogForm title={title} form={form} submitTitle={words.apply} onClose={onClose}>
            {groups.length === 0 && <p className="soft">{words.noGroups}</p>}
            <SelectField
                label={words.group}
                value={form.values.group}
                error={form.errors.group}
                autoFocus
                options={[
                    { value: "", title: words.chooseGroup },
                    ...(without === null ? [] : [{ value: "none", title: without }]),
                    ...groups.map(({ id, name }) => ({ value: `group ${id}`, title: name })),
                ]}
                onChange={(value) => form.set("group", value)}
            />
        </DialogForm>
    );
}
