import { pools } from "../../api/pools";
import type { Pool } from "../../api/pools";
import { Dot } from "../../parts/page/page";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useFormats, useTexts } from "../../texts";
import { ListPage } from "../shell/listPage";
import { useSearched } from "../shell/listSearch";
import { dialExpression } from "./poolRows";
import { SystemPoolPanel } from "./systemPoolPanel";

/** TEN-04: the pools of the installation. */
export default function SystemPoolsPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const formats = useFormats();
    const search = useSearched();
    const list = usePages<Pool>(search, (cursor, signal) => pools.page(search, cursor, signal));
    const columns: readonly Column<Pool>[] = [
        {
            key: "name",
            title: words.poolName,
            cell: (pool) => (
                <span className="two-lines">
                    {pool.shownName}
                    <small>{[words.domainCount(pool.domains), pool.id].join(" · ")}</small>
                </span>
            ),
        },
        { key: "id", title: words.id, from: "medium", cell: (pool) => pool.id },
        {
            key: "domains",
            title: texts.domains.title,
            width: "104px",
            align: "end",
            from: "medium",
            cell: (pool) => formats.count(pool.domains),
        },
        {
            key: "expression",
            title: words.expression,
            width: "184px",
            from: "wide",
            cell: (pool) => dialExpression(pool, "4".repeat(pool.routingLength), "101"),
        },
        {
            key: "state",
            title: texts.domains.state,
            width: "148px",
            cell: (pool) => (
                <Dot tone={pool.isBlocked ? "bad" : "good"} isHollow={pool.isBlocked}>
                    {pool.isBlocked ? texts.domains.blocked : texts.domains.working}
                </Dot>
            ),
        },
    ];
    return (
        <ListPage
            path="/system/pools"
            open={parameters["pool"]}
            list={list}
            words={words.list}
            icon="pool"
            columns={columns}
            nameOf={(pool) => pool.shownName}
            search={words.searchPools}
            card={(place) => <SystemPoolPanel key={place.id} {...place} />}
        />
    );
}
