import { privateRoutes } from "../../api/privateRoutes";
import type { PrivateRoute } from "../../api/privateRoutes";
import { useAsk } from "../../parts/dialog/asking";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Dot } from "../../parts/page/page";
import { moved } from "../../parts/scheme/scheme";
import { RowHandle } from "../../parts/table/rowHandle";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useFormats, useTexts } from "../../texts";
import { useSession } from "../session/session";
import { ListPage } from "../shell/listPage";
import { useSearched } from "../shell/listSearch";
import { useAct, useTellChanged } from "../shell/useAct";
import { systemDomain, useChosenDomain } from "../shell/useChosenDomain";
import { PrivateRoutePanel } from "./privateRoutePanel";
import { orderChanges } from "./routeOrder";

/** TRK-01: the ways to the company's office PBXs, in the order in which they are asked. */
export default function PrivateRoutesPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const words = texts.privateRoutes;
    const formats = useFormats();
    const ask = useAsk();
    const act = useAct();
    const tellChanged = useTellChanged();
    const { me } = useSession();
    const domain = useChosenDomain();
    const search = useSearched();
    const list = usePages<PrivateRoute>(`${domain.query.domain}|${search}`, (cursor, signal) =>
        privateRoutes.page(domain.query.domain, search, cursor, signal),
    );
    const isOne = domain.id !== "" && domain.id !== systemDomain;
    const mayAdd = isOne && me.role === "system-administrator";
    const mustChoose = domain.id === "" && me.role === "system-administrator";
    // Among those that were found, nobody sees where a route would come to stand.
    const canOrder = isOne && search === "" && !list.isStale && list.state === "done" && list.rows.length > 1;
    const keep = (route: PrivateRoute): void =>
        list.change((rows) => rows.map((row) => (row.id === route.id ? route : row)));
    const tell = (text: string, route: PrivateRoute): void =>
        tellChanged(text, "trunk", list.reload, `route ${route.id}`);

    const switchRoute = async (route: PrivateRoute, isActive: boolean): Promise<void> => {
        const goesOn =
            isActive ||
            (await ask({
                title: words.switchOffTitle(route.shownName),
                text: words.switchOffText,
                goOn: words.switchOff,
                cancel: texts.common.cancel,
                isDangerous: true,
            }));
        if (!goesOn) return;
        const isDone = await act(async () => keep(await privateRoutes.change(route, { isActive })));
        if (isDone) tell((isActive ? words.switchedOn : words.switchedOff)(route.shownName), route);
        else list.reload();
    };
    const move = async (from: number, to: number): Promise<void> => {
        const route = list.rows[from];
        if (!route) return;
        const changes = orderChanges(list.rows.map(({ order }) => order), from, to);
        const former = list.rows;
        list.change((rows) => moved(rows, from, to));
        const isDone = await act(async () => {
            for (const { index, order } of changes) {
                const each = former[index];
                if (each) keep(await privateRoutes.change(each, { order }));
            }
        });
        if (isDone) tell(words.moved(route.shownName, to + 1), route);
        else list.reload();
    };

    const columns: readonly Column<PrivateRoute>[] = [
        {
            key: "name",
            title: words.name,
            cell: (route) => (
                <span className="two-lines">
                    {route.shownName}
                    <small>{domain.id === "" ? route.domain : route.called === null ? words.notSet : words.set}</small>
                </span>
            ),
        },
        {
            key: "outgoing",
            title: words.outgoing,
            from: "medium",
            cell: ({ outgoingNumbers: [first, ...others] }) =>
                first === undefined ? (
                    <span className="soft">{texts.common.notSet}</span>
                ) : others.length > 0 ? (
                    words.random
                ) : (
                    shownNumber(first)
                ),
        },
        {
            key: "called",
            title: words.incoming,
            width: "148px",
            from: "wide",
            cell: (route) => (
                <Dot tone={route.called === null ? "neutral" : "good"} isHollow={route.called === null}>
                    {route.called === null ? words.notSet : words.set}
                </Dot>
            ),
        },
        {
            key: "channels",
            title: words.channels,
            width: "136px",
            from: "wide",
            align: "end",
            cell: (route) => words.channelsShort(formats.count(route.channelsIn), formats.count(route.channelsOut)),
        },
        {
            key: "state",
            title: words.isActive,
            width: "112px",
            cell: (route) => (
                <input
                    type="checkbox"
                    role="switch"
                    className="switch"
                    aria-label={words.activeOf(route.shownName)}
                    checked={route.isActive}
                    onChange={(event) => void switchRoute(route, event.target.checked)}
                />
            ),
        },
    ];
    const handle: Column<PrivateRoute> = {
        key: "order",
        title: words.order,
        isTitleHidden: true,
        width: "72px",
        cell: (route) => (
            <RowHandle
                label={words.moveRoute(route.shownName)}
                index={list.rows.indexOf(route)}
                count={list.rows.length}
                onMove={(from, to) => void move(from, to)}
            />
        ),
    };
    const sum = (channels: (route: PrivateRoute) => number): string =>
        formats.count(list.rows.reduce((total, route) => total + channels(route), 0));
    return (
        <ListPage
            path="/private-routes"
            open={parameters["route"]}
            list={list}
            words={mayAdd ? words : { ...words, emptyText: words.emptyTextUser }}
            search={texts.common.searchIn(words.name)}
            icon="route"
            columns={canOrder ? [...columns, handle] : columns}
            nameOf={(route) => route.shownName}
            mayAdd={mayAdd}
            filters={
                (list.rows.length > 0 || mustChoose) && (
                    <p className="soft">
                        {mustChoose && `${words.chooseDomain} `}
                        {search === "" &&
                            words.channelSums(sum(({ channelsIn }) => channelsIn), sum(({ channelsOut }) => channelsOut))}
                        {canOrder && ` ${words.howToOrder}`}
                        {!mayAdd && !mustChoose && ` ${words.howToGet}`}
                    </p>
                )
            }
            card={(place) => <PrivateRoutePanel key={place.id} {...place} />}
        />
    );
}
