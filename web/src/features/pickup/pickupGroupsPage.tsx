import { api } from "../../api/endpoints";
import type { PickupGroup } from "../../api/schema";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useTexts } from "../../texts";
import { ListPage } from "../shell/listPage";
import { useSearched } from "../shell/listSearch";
import { useChosenDomain } from "../shell/useChosenDomain";
import { PickupGroupPanel } from "./pickupGroupPanel";

/** CAL-07: who answers whose calls by the pickup number. */
export default function GroupsPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const words = texts.features.pickupGroups;
    const domain = useChosenDomain();
    const search = useSearched();
    const pages = usePages<PickupGroup>(`${domain.query.domain}|${search}`, (cursor, signal) =>
        api.pickupGroups.page({ ...domain.query, search, cursor }, signal),
    );
    const columns: readonly Column<PickupGroup>[] = [
        { key: "name", title: words.name, cell: (group) => group.name },
        { key: "members", title: words.members, cell: (group) => words.memberCount(group.members.length) },
    ];
    return (
        <ListPage
            path="/pickup-groups"
            open={parameters["group"]}
            list={pages}
            words={words}
            search={texts.common.searchIn(words.name)}
            icon="people"
            columns={columns}
            nameOf={(group) => group.name}
            mayAdd={domain.id !== ""}
            card={(place) => <PickupGroupPanel key={place.id} {...place} />}
        />
    );
}
