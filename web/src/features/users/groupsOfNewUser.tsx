import type { Group } from "../../api/scenarios";
import { Button, IconButton } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { useTexts } from "../../texts";
import { GroupTable } from "./groupTable";

/** What a new user comes into. */
export interface GroupChoice {
    readonly groups: readonly string[];
    /** Names of groups that are made with the user. */
    readonly newGroups: readonly string[];
    /** The name of one that is being written; `null`: none is. */
    readonly groupDraft: string | null;
}

/** USR-03: the call-handling groups of a new user, one at least; a new one is named in place. */
export function GroupsOfNewUser({
    groups,
    value,
    error,
    onChange,
}: {
    groups: readonly Group[];
    value: GroupChoice;
    error: string | undefined;
    onChange: (change: Partial<GroupChoice>) => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.usersTree;
    const draft = value.groupDraft;
    const make = (): void => {
        const name = (draft ?? "").trim().slice(0, 100);
        if (name === "") return;
        const isSame = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
        const present = groups.find((group) => isSame(group.name));
        if (present) {
            onChange({ groups: [...new Set([...value.groups, present.id])], groupDraft: null });
        } else {
            const others = value.newGroups.filter((other) => !isSame(other));
            onChange({ newGroups: [...others, name], groupDraft: null });
        }
    };
    return (
        <fieldset className="plain-fieldset">
            <legend>{words.intoGroups}</legend>
            <GroupTable
                label={words.intoGroups}
                groups={groups}
                chosen={value.groups}
                error={error}
                onChange={(chosen) => onChange({ groups: chosen })}
            />
            {value.newGroups.length > 0 && (
                <ul className="cards" aria-label={words.newGroup}>
                    {value.newGroups.map((name) => (
                        <li key={name} className="card">
                            <div>
                                {name} <span className="soft">{words.isNew}</span>
                            </div>
                            <IconButton
                                icon="close"
                                label={`${texts.common.remove}: ${name}`}
                                onClick={() => onChange({ newGroups: value.newGroups.filter((each) => each !== name) })}
                            />
                        </li>
                    ))}
                </ul>
            )}
            {draft === null ? (
                <div>
                    <Button icon="add" onClick={() => onChange({ groupDraft: "" })}>
                        {words.newGroup}
                    </Button>
                </div>
            ) : (
                <>
                    <TextField
                        label={words.newGroupName}
                        hint={words.newGroupHint}
                        value={draft}
                        autoFocus
                        maxLength={100}
                        onChange={(name) => onChange({ groupDraft: name })}
                        onKeyDown={(event) => {
                            if (event.key !== "Enter") return;
                            event.preventDefault();
                            make();
                        }}
                    />
                    <div className="button-row">
                        <Button onClick={make} disabled={draft.trim() === ""}>
                            {words.makeGroup}
                        </Button>
                        <Button kind="quiet" onClick={() => onChange({ groupDraft: null })}>
                            {texts.common.cancel}
                        </Button>
                    </div>
                </>
            )}
        </fieldset>
    );
}
