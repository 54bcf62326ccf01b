import { IconButton } from "../../parts/form/button";
import { useUserTitle } from "./userName";
import { UserPicker } from "./userPicker";

interface MembersWords {
    readonly members: string;
    readonly addMember: string;
    readonly removeMember: string;
}

/** Users chosen one by one: searched for above, and taken out again in the list below. */
export function MembersField({
    words,
    domain,
    members,
    noteOf,
    onChange,
}: {
    words: MembersWords;
    domain: string;
    members: readonly string[];
    /** What becomes of somebody who is added, when that is more than being added. */
    noteOf?: (member: string) => string | undefined;
    onChange: (members: readonly string[]) => void;
}): JSX.Element {
    return (
        <>
            <UserPicker
                label={words.addMember}
                domain={domain}
                chosen={null}
                error={undefined}
                onChoose={(picked) => {
                    if (picked && !members.includes(picked.id)) onChange([...members, picked.id]);
                }}
            />
            {members.length > 0 && (
                <ul className="cards" aria-label={words.members}>
                    {members.map((member) => (
                        <Member
                            key={member}
                            id={member}
                            note={noteOf?.(member)}
                            removeLabel={words.removeMember}
                            onRemove={() => onChange(members.filter((each) => each !== member))}
                        />
                    ))}
                </ul>
            )}
        </>
    );
}

function Member({
    id,
    note,
    removeLabel,
    onRemove,
}: {
    id: string;
    note: string | undefined;
    removeLabel: string;
    onRemove: () => void;
}): JSX.Element {
    const title = useUserTitle(id);
    return (
        <li className="card">
            <div>
                {title}
                {note && <p className="soft">{note}</p>}
            </div>
            <IconButton kind="quiet" icon="close" label={`${removeLabel}: ${title}`} onClick={onRemove} />
        </li>
    );
}
