import type { User } from "../../api/schema";
import { Badge } from "../../parts/page/page";
import { useTexts } from "../../texts";

/** USR-05: where a user may not call, when something of one's own is set. */
export function OutgoingMark({ user }: { user: User }): JSX.Element | null {
    const words = useTexts().usersTree;
    if (user.outgoing === null || user.outgoing === "none") return null;
    return <Badge tone="warn">{words.limits[user.outgoing]}</Badge>;
}
