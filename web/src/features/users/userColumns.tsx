import { useMemo } from "react";
import type { ReactNode } from "react";
import type { User } from "../../api/schema";
import { Badge } from "../../parts/page/page";
import type { Column } from "../../parts/table/table";
import { useTexts } from "../../texts";
import { systemDomain, useChosenDomain } from "../shell/useChosenDomain";
import { OutgoingMark } from "./outgoingMark";
import { PresenceDot } from "./presence";
import type { GroupsOfDomain } from "./usersPage";
import { namesByMember } from "./userTree";
import type { UserRow } from "./userTree";

/** What the list says of each user. */
export function useUserColumns(groups: GroupsOfDomain): readonly Column<UserRow>[] {
    const texts = useTexts();
    const domain = useChosenDomain();
    const groupNames = useMemo(() => namesByMember(groups.calls), [groups.calls]);
    const column = (
        parts: Omit<Column<UserRow>, "cell"> & { readonly show: (user: User) => ReactNode },
    ): Column<UserRow> => {
        const { show, ...rest } = parts;
        return { ...rest, cell: (row) => (row.kind === "user" ? show(row.user) : null) };
    };
    const isOfAll = domain.isChoosable && domain.id === "";
    const login = (user: User): string => (isOfAll ? `${user.login}@${user.domain}` : user.login);
    // Of all domains, where somebody belongs comes first.
    const onPhone = (user: User): string => {
        const said = [user.position, user.extension, login(user)].filter(Boolean);
        return (isOfAll ? said.reverse() : said).join(" · ");
    };
    // The users of all domains together, and administrators, stand in no groups.
    const isOfGroups = domain.id !== "" && domain.id !== systemDomain;
    const groupColumn = column({
        key: "groups",
        title: texts.usersTree.groups,
        from: "wide",
        show: (user) => (groupNames.get(user.id) ?? []).join(", "),
    });
    return [
        column({
            key: "name",
            title: texts.users.name,
            show: (user) => (
                <span className="two-lines">
                    {user.shownName || user.login}
                    <small className="kept">
                        <span className="broad">{user.position}</span>
                        <span className="narrow">{onPhone(user)}</span>
                    </small>
                </span>
            ),
        }),
        column({
            key: "extension",
            title: texts.users.extensionShort,
            width: "88px",
            from: "medium",
            show: (user) => user.extension ?? "",
        }),
        column({
            key: "login",
            title: texts.users.login,
            from: "medium",
            show: (user) => (
                <span className="two-lines">
                    {login(user)}
                    <small className="kept">{user.email}</small>
                </span>
            ),
        }),
        ...(isOfGroups ? [groupColumn] : []),
        column({
            key: "state",
            title: texts.users.state,
            width: "152px",
            show: (user) => <PresenceDot user={user} />,
        }),
        column({
            key: "marks",
            title: texts.usersTree.marks,
            width: "232px",
            from: "wide",
            show: (user) => <Marks user={user} />,
        }),
    ];
}

/** What is special about a user: administers, is recorded, may not call everywhere. */
function Marks({ user }: { user: User }): JSX.Element {
    const words = useTexts().usersTree;
    return (
        <span className="marks">
            {user.role !== "user" && <Badge tone="accent">{words.administrator}</Badge>}
            {user.isOperator && <Badge tone="accent">{words.operator}</Badge>}
            <OutgoingMark user={user} />
            {user.fmc !== null && (
                <Badge tone={user.fmc === "on" ? "good" : "warn"}>
                    {user.fmc === "on" ? words.fmc : words.fmcBlocked}
                </Badge>
            )}
            {user.recordsCalls && <Badge tone="neutral">{words.recorded}</Badge>}
        </span>
    );
}
