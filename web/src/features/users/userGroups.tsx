import { useState } from "react";
import { all, groups } from "../../api/scenarios";
import type { Group } from "../../api/scenarios";
import { changeOne } from "../../api/userBulk";
import type { User } from "../../api/schema";
import { useTell } from "../../parts/dialog/notices";
import { Button, IconButton } from "../../parts/form/button";
import { useForm } from "../../parts/form/useForm";
import { useLoad } from "../../parts/page/useLoad";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { DialogForm } from "../shell/dialogForm";
import { LoadFailed } from "../shell/loadFailed";
import { useAct } from "../shell/useAct";
import { useDomainLink } from "../shell/useDomainLink";
import { GroupTable } from "./groupTable";

/** USR-05: the call-handling groups of a user in a line: added to, taken out of. */
export function UserGroups({ user, onChanged }: { user: User; onChanged: () => void }): JSX.Element | null {
    const texts = useTexts();
    const words = texts.usersTree;
    const act = useAct();
    const tell = useTell();
    const link = useDomainLink();
    const [isAdding, setIsAdding] = useState(false);
    const loaded = useLoad(`groups of ${user.id}`, () => all<Group>((cursor) => groups.page(user.domain, cursor)));
    if (loaded.state === "failed") return <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />;
    if (loaded.state === "loading") return null;
    const own = loaded.value.filter(({ members }) => members.includes(user.id));
    const others = loaded.value.filter(({ members }) => !members.includes(user.id));
    const tellChanged = (): void => {
        loaded.reload();
        onChanged();
    };
    const leave = async (group: Group): Promise<void> => {
        const members = group.members.filter((member) => member !== user.id);
        if (await act(() => groups.change(group, { members }))) tell({ text: texts.common.saved });
        tellChanged();
    };
    const join = async (chosen: readonly string[]): Promise<void> => {
        try {
            for (const group of chosen) await changeOne(user.id, { operation: "add-to-group", group });
            tell({ text: texts.common.saved });
            setIsAdding(false);
        } finally {
            tellChanged();
        }
    };
    return (
        <>
            <div className="user-groups">
                {own.length > 0 && (
                    <ul aria-label={texts.groups.title}>
                        {own.map((group) => (
                            <li key={group.id}>
                                <Link to={link(`/groups/${encodeURIComponent(group.id)}`)}>{group.name}</Link>
                                {group.members.length === 1 && <span className="soft">{words.lastMember}</span>}
                                <IconButton
                                    icon="close"
                                    label={`${texts.groups.removeMember}: ${group.name}`}
                                    onClick={() => void leave(group)}
                                />
                            </li>
                        ))}
                    </ul>
                )}
                {others.length > 0 && (
                    <Button kind="quiet" icon="add" onClick={() => setIsAdding(true)}>
                        {words.addToGroup}
                    </Button>
                )}
                {loaded.value.length === 0 && <Link to={link("/groups/new")}>{words.noGroups}</Link>}
            </div>
            {isAdding && <AddDialog groups={others} onChoose={join} onClose={() => setIsAdding(false)} />}
        </>
    );
}

/** The groups that a user is not in, any number of them to choose. */
function AddDialog({
    groups,
    onChoose,
    onClose,
}: {
    groups: readonly Group[];
    /** Rejects with what the server says. */
    onChoose: (groups: readonly string[]) => Promise<void>;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.usersTree;
    const form = useForm<{ readonly groups: readonly string[] }>({
        initial: { groups: [] },
        check: () => ({}),
        save: (values) => onChoose(values.groups),
        explain: (problem) => ({ fields: {}, general: explain(texts, problem) }),
    });
    return (
        <DialogForm
            title={words.addToGroup}
            form={form}
            submitTitle={texts.common.save}
            isReady={form.values.groups.length > 0}
            onClose={onClose}
        >
            <GroupTable
                label={words.addToGroup}
                groups={groups}
                chosen={form.values.groups}
                error={undefined}
                onChange={(chosen) => form.set("groups", chosen)}
            />
        </DialogForm>
    );
}
