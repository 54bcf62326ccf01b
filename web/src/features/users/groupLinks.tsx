import type { Group } from "../../api/scenarios";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { useDomainLink } from "../shell/useDomainLink";

/** How many groups are named beside the list of users. */
const namedGroups = 4;

/** USR-01: the way from the users to the first few call-handling groups, to all of them, and to new ones. */
export function GroupLinks({ groups }: { groups: readonly Group[] }): JSX.Element {
    const words = useTexts().usersTree;
    const link = useDomainLink();
    return (
        <nav className="group-links" aria-label={words.groupLinks}>
            {groups.slice(0, namedGroups).map((group) => (
                <Link key={group.id} to={link(`/groups/${encodeURIComponent(group.id)}`)}>
                    {group.name}
                </Link>
            ))}
            {groups.length > namedGroups && <Link to={link("/groups")}>{words.allGroups}</Link>}
            <Link to={link("/groups/new")}>+ {words.newGroup}</Link>
            <Link to={link("/pickup-groups/new")}>+ {words.newPickupGroup}</Link>
        </nav>
    );
}
