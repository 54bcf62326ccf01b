import { api } from "../../api/endpoints";
import { useLiveState } from "../../api/live";
import type { Trunk } from "../../api/schema";
import { Dot } from "../../parts/page/page";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useTexts } from "../../texts";
import { ListPage } from "../shell/listPage";
import { useSearched } from "../shell/listSearch";
import { authenticationOf } from "./trunkConnection";
import { TrunkPanel } from "./trunkPanel";

/** SIP-04: the providers, with their state told live. */
export default function TrunksPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const search = useSearched();
    const pages = usePages<Trunk>(search, (cursor, signal) => api.trunks.page({ search, cursor }, signal));
    const columns: readonly Column<Trunk>[] = [
        {
            key: "name",
            title: texts.trunks.name,
            cell: (trunk) => (
                <span className="two-lines">
                    {trunk.name}
                    <small>{trunk.host}</small>
                </span>
            ),
        },
        {
            key: "host",
            title: texts.trunks.host,
            from: "medium",
            cell: (trunk) => (trunk.port === null ? trunk.host : `${trunk.host}:${trunk.port}`),
        },
        {
            key: "authentication",
            title: texts.trunks.authentication,
            from: "wide",
            cell: (trunk) => texts.trunks.authentications[authenticationOf(trunk)],
        },
        {
            key: "channels",
            title: texts.trunks.channels,
            width: "104px",
            align: "end",
            from: "medium",
            cell: (trunk) => trunk.channelLimit,
        },
        { key: "state", title: texts.trunks.state, width: "148px", cell: (trunk) => <TrunkDot trunk={trunk} /> },
    ];
    return (
        <ListPage
            path="/system/trunks"
            open={parameters["trunk"]}
            list={pages}
            words={texts.trunks}
            search={texts.common.searchIn(texts.trunks.name, texts.trunks.host)}
            icon="trunk"
            columns={columns}
            nameOf={(trunk) => trunk.name}
            card={(place) => <TrunkPanel key={place.id} {...place} />}
        />
    );
}

/** Whether a trunk takes calls now. */
export function TrunkDot({ trunk }: { trunk: Trunk }): JSX.Element {
    const texts = useTexts();
    const live = useLiveState("trunks").trunks.get(trunk.id);
    if (!trunk.isActive) {
        return (
            <Dot tone="neutral" isHollow>
                {texts.trunks.off}
            </Dot>
        );
    }
    const state = live?.state ?? trunk.state;
    const tone = { unknown: "neutral", available: "good", unavailable: "bad" } as const;
    return (
        <Dot tone={tone[state]} isHollow={state === "unknown"}>
            {texts.trunks.states[state]}
        </Dot>
    );
}
