import { all, groups } from "../../api/scenarios";
import type { Group } from "../../api/scenarios";
import { changeOne } from "../../api/userBulk";
import type { User } from "../../api/schema";
import { useTell } from "../../parts/dialog/notices";
import { IconButton } from "../../parts/form/button";
import { SelectField } from "../../parts/form/field";
import { Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { LoadFailed } from "../shell/loadFailed";
import { useAct } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";

/** USR-05: the call-handling groups of a user: added to, taken out of. */
export function UserGroups({ user, onChanged }: { user: User; onChanged: () => void }): JSX.Element | null {
    const texts = useTexts();
    const words = texts.usersTree;
    const act = useAct();
    const tell = useTell();
    const domain = useChosenDomain();
    const loaded = useLoad(`groups of ${user.id}`, () => all<Group>((cursor) => groups.page(user.domain, cursor)));
    if (loaded.state === "failed") {
        return (
            <Section title={texts.groups.title}>
                <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />
            </Section>
        );
    }
    if (loaded.state === "loading") return null;
    const own = loaded.value.filter(({ members }) => members.includes(user.id));
    const others = loaded.value.filter(({ members }) => !members.includes(user.id));
    const change = (work: () => Promise<unknown>): Promise<void> =>
        act(work).then((isDone) => {
            if (isDone) tell({ text: texts.common.saved });
            loaded.reload();
            onChanged();
        });
    const leave = (group: Group): Promise<void> =>
        change(() => groups.change(group, { members: group.members.filter((member) => member !== user.id) }));
    const join = (group: string): Promise<void> =>
        change(() => changeOne(user.id, { operation: "add-to-group", group }));
    const query = domain.isChoosable ? domain.query : {};
    return (
        <Section title={texts.groups.title}>
            {own.length > 0 && (
                <ul className="cards" aria-label={texts.groups.title}>
                    {own.map((group) => (
                        <li key={group.id} className="card">
                            <div>
                                <Link to={writeAddress({ path: `/groups/${encodeURIComponent(group.id)}`, query })}>
                                    {group.name}
                                </Link>
                            </div>
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
                <div className="form token-form">
                    <SelectField
                        label={words.addToGroup}
                        value=""
                        options={[
                            { value: "", title: words.chooseGroup },
                            ...others.map(({ id, name }) => ({ value: id, title: name })),
                        ]}
                        onChange={(group) => {
                            if (group !== "") void join(group);
                        }}
                    />
                </div>
            )}
            {loaded.value.length === 0 && <p className="soft">{words.noGroups}</p>}
        </Section>
    );
}
