import { useState } from "react";
import { api } from "../../api/endpoints";
import { all } from "../../api/scenarios";
import type { PickupGroup } from "../../api/schema";
import { Menu } from "../../parts/dialog/menu";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { checkName, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useTellChanged } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCreate } from "../shell/useCreate";
import { useDomainLink } from "../shell/useDomainLink";
import { MembersField } from "../users/membersField";
import { groupsOfUsers } from "../users/userTree";

interface Loaded {
    readonly group: PickupGroup | null;
    /** The number that members dial; empty when it is switched off. */
    readonly number: string;
    /** The other groups of the domain: who comes from there leaves them (PKP-01). */
    readonly others: readonly PickupGroup[];
}

interface PanelProps {
    readonly id: string;
    readonly back: string;
    readonly onSaved: (group: PickupGroup) => void;
    readonly onGone: () => void;
}

/** The card of one pickup group, or of the one to be made (`new`). */
export function PickupGroupPanel({ id, back, onSaved, onGone }: PanelProps): JSX.Element {
    const texts = useTexts();
    const words = texts.features.pickupGroups;
    const domain = useChosenDomain();
    const askAndRemove = useRemoval(back, onGone);
    const tellChanged = useTellChanged();
    const link = useDomainLink();

    const loaded = useLoad<Loaded>(`group ${id}`, async () => {
        const group = id === "new" ? null : await api.pickupGroups.find(id);
        const place = group?.domain ?? domain.id;
        const [codes, groups] = await Promise.all([
            api.codes.find(place),
            all<PickupGroup>((cursor) => api.pickupGroups.page({ domain: place, cursor }, undefined)),
        ]);
        return { group, number: codes.pickup ?? "", others: groups.filter((other) => other.id !== group?.id) };
    });
    if (loaded.state !== "ready") {
        return <WaitingPanel title={words.title} icon="people" back={back} loaded={loaded} />;
    }
    const { group, number, others } = loaded.value;
    const keep = (saved: PickupGroup): void => {
        tellChanged(words.saved(saved.name), "pickup-group", () => {
            loaded.reload();
            onGone();
        });
        if (group) loaded.reload();
        onSaved(saved);
    };
    const remove = (removed: PickupGroup): Promise<void> =>
        askAndRemove({
            title: words.removeTitle(removed.name),
            text: words.removeText,
            done: words.removed(removed.name),
            objectKind: "pickup-group",
            remove: () => api.pickupGroups.remove(removed),
        });
    const items = group && [
        { title: texts.common.remove, icon: "trash" as const, isDangerous: true, run: () => void remove(group) },
    ];
    return (
        <Panel
            title={group?.name ?? words.add}
            subtitle={
                <>
                    {words.hint(number)} <Link to={link("/calling")}>{texts.usersTree.changeNumber}</Link>
                </>
            }
            back={back}
            closeLabel={texts.common.close}
            actions={items && <Menu label={texts.common.more} items={items} />}
        >
            <GroupForm key={group?.version ?? "new"} group={group} others={others} back={back} onSaved={keep} />
        </Panel>
    );
}

interface Values {
    readonly name: string;
    readonly members: readonly string[];
}

interface FormProps {
    readonly group: PickupGroup | null;
    readonly others: readonly PickupGroup[];
    readonly back: string;
    readonly onSaved: (group: PickupGroup) => void;
}

function GroupForm(props: FormProps): JSX.Element {
    const [round, setRound] = useState(0);
    return <Fields key={round} {...props} onReset={() => setRound(round + 1)} />;
}

function Fields({ group, others, back, onSaved, onReset }: FormProps & { onReset: () => void }): JSX.Element {
    const texts = useTexts();
    const words = texts.features.pickupGroups;
    const create = useCreate();
    const domain = useChosenDomain();
    const former = groupsOfUsers(others);
    const form = useForm<Values>({
        initial: { name: group?.name ?? "", members: group?.members ?? [] },
        check: (values) => ({ name: checkRequired(values.name, texts) ?? checkName(values.name, texts) }),
        save: async (values) =>
            onSaved(
                group
                    ? await api.pickupGroups.change(group, values)
                    : await create((key) => api.pickupGroups.add(domain.query.domain || domain.id, values, key)),
            ),
        explain: (problem) => explainForm<Values>(texts, problem, { name: texts.checks.name }),
    });
    return (
        <CardForm
            form={form}
            submitTitle={group ? texts.common.save : words.create}
            back={back}
            isNew={group === null}
            onReset={onReset}
        >
            <TextField
                label={words.name}
                value={form.values.name}
                error={form.errors.name}
                onChange={(value) => form.set("name", value)}
            />
            <MembersField
                words={words}
                domain={group?.domain ?? domain.id}
                members={form.values.members}
                noteOf={(member) => {
                    const left = former.get(member);
                    return left && texts.usersTree.leaves(left.name);
                }}
                onChange={(members) => form.set("members", members)}
            />
        </CardForm>
    );
}
