import { pools } from "../../api/pools";
import type { PoolAdministrator } from "../../api/pools";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Dot } from "../../parts/page/page";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useTexts } from "../../texts";
import { ListPage } from "../shell/listPage";
import { useSearched } from "../shell/listSearch";
import { AdministratorPanel } from "./administratorPanel";
import { usePool } from "./usePool";
import { useSubgroups } from "./useSubgroups";

/** TEN-10: who manages the pool. */
export default function PoolAdministratorsPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const words = texts.pools;
    const pool = usePool();
    const subgroups = useSubgroups(pool.id);
    const search = useSearched();
    const list = usePages<PoolAdministrator>(`${pool.id}|${search}`, async () => {
        const { items } = await pools.administrators(pool.id, search);
        return { items, next: null, total: items.length };
    });
    const permitted = (administrator: PoolAdministrator): string =>
        administrator.isSupervisor
            ? texts.roles["pool-supervisor"]
            : subgroups.items
                  .filter(({ id }) => administrator.subgroups.includes(id))
                  .map(({ name }) => name)
                  .join(", ");
    const columns: readonly Column<PoolAdministrator>[] = [
        {
            key: "name",
            title: words.shownName,
            cell: (administrator) => (
                <span className="two-lines">
                    {administrator.shownName || administrator.login}
                    <small className="under-wide">
                        {administrator.login}
                        <span className="narrow">{permitted(administrator) && ` · ${permitted(administrator)}`}</span>
                    </small>
                </span>
            ),
        },
        { key: "login", title: texts.users.login, from: "wide", cell: ({ login }) => login },
        { key: "email", title: texts.users.email, from: "wide", cell: ({ email }) => email },
        {
            key: "phone",
            title: words.phone,
            from: "wide",
            cell: ({ phone }) => (phone === null ? "" : shownNumber(phone)),
        },
        { key: "subgroups", title: words.permitted, from: "medium", cell: permitted },
        {
            key: "state",
            title: texts.users.state,
            width: "148px",
            cell: ({ isBlocked }) => (
                <Dot tone={isBlocked ? "bad" : "good"} isHollow={isBlocked}>
                    {isBlocked ? words.blocked : words.active}
                </Dot>
            ),
        },
    ];
    return (
        <ListPage
            path="/group/administrators"
            open={parameters["administrator"]}
            list={list}
            words={words.administrators}
            search={texts.common.searchIn(words.shownName, texts.users.login)}
            icon="people"
            columns={columns}
            nameOf={(administrator) => administrator.shownName || administrator.login}
            card={(place) => (
                <AdministratorPanel key={place.id} {...place} pool={pool.id} subgroups={subgroups.items} />
            )}
        />
    );
}
