import { groups } from "../../api/scenarios";
import type { Group } from "../../api/scenarios";
import { Dot } from "../../parts/page/page";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useTexts } from "../../texts";
import { ListPage } from "../shell/listPage";
import { useSearched } from "../shell/listSearch";
import { useChosenDomain } from "../shell/useChosenDomain";
import { UserName } from "../users/userName";
import { GroupPanel } from "./groupPanel";

/** How many members are named in a row of the list. */
const namedMembers = 2;

/** GRP: users who take calls together. */
export default function GroupsPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const words = texts.groups;
    const domain = useChosenDomain();
    const search = useSearched();
    const pages = usePages<Group>(`${domain.query.domain}|${search}`, (cursor, signal) =>
        groups.page(domain.query.domain, cursor, signal, search),
    );
    const columns: readonly Column<Group>[] = [
        {
            key: "name",
            title: words.name,
            cell: (group) => (
                <span className="two-lines">
                    {group.name}
                    <small>
                        {[group.extension, words.memberCount(group.members.length)].filter(Boolean).join(" · ")}
                    </small>
                </span>
            ),
        },
        {
            key: "extension",
            title: texts.users.extensionShort,
            width: "96px",
            from: "medium",
            cell: (group) => group.extension ?? "",
        },
        { key: "members", title: words.members, from: "medium", cell: (group) => <Members group={group} /> },
        {
            key: "ring",
            title: words.ringTime,
            width: "176px",
            align: "end",
            from: "wide",
            cell: (group) => words.ringSeconds(group.ringSeconds),
        },
        {
            key: "voicemail",
            title: words.voicemail,
            width: "160px",
            cell: (group) => (
                <Dot tone={group.hasVoicemail ? "good" : "neutral"} isHollow={!group.hasVoicemail}>
                    {group.hasVoicemail ? words.hasVoicemail : words.noVoicemail}
                </Dot>
            ),
        },
    ];
    return (
        <ListPage
            path="/groups"
            open={parameters["group"]}
            list={pages}
            words={words}
            search={texts.common.searchIn(words.name, texts.users.extensionShort)}
            icon="people"
            columns={columns}
            nameOf={(group) => group.name}
            mayAdd={domain.id !== ""}
            card={(place) => <GroupPanel key={place.id} {...place} />}
        />
    );
}

function Members({ group }: { group: Group }): JSX.Element {
    const words = useTexts().groups;
    const named = group.members.slice(0, namedMembers);
    const rest = group.members.length - named.length;
    return (
        <>
            {named.map((member, index) => (
                <span key={member}>
                    {index > 0 && ", "}
                    <UserName id={member} />
                </span>
            ))}
            {rest > 0 && ` ${words.moreMembers(rest)}`}
            {group.members.length === 0 && <span className="soft">—</span>}
        </>
    );
}
