import { api } from "../../api/endpoints";
import { useLiveState } from "../../api/live";
import type { Trunk } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { Dot, Empty, Page } from "../../parts/page/page";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useTexts } from "../../texts";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { TrunkPanel } from "./trunkPanel";

/** SIP-04: the providers, with their state told live. */
export default function TrunksPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const { query } = router.address;
    const open = parameters["trunk"];
    const pages = usePages<Trunk>("", (cursor, signal) => api.trunks.page({ cursor }, signal));
    const listTexts = useListTexts(pages);
    const countText = useCountText();
    const link = (trunk?: string): string =>
        writeAddress({ path: trunk ? `/system/trunks/${encodeURIComponent(trunk)}` : "/system/trunks", query });

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
    const add = (
        <Button kind="primary" icon="add" onClick={() => router.go(link("new"))}>
            {texts.trunks.add}
        </Button>
    );
    return (
        <Page
            title={texts.trunks.title}
            count={countText(pages, texts.trunks.count)}
            actions={add}
            panel={
                open && (
                    <TrunkPanel
                        key={open}
                        id={open}
                        back={link()}
                        onSaved={(trunk) => {
                            pages.reload();
                            if (open === "new") router.go(link(trunk.id), { replace: true });
                        }}
                        onGone={pages.reload}
                    />
                )
            }
        >
            <Table
                label={texts.trunks.title}
                rows={pages.rows}
                columns={columns}
                keyOf={(trunk) => trunk.id}
                nameOf={(trunk) => trunk.name}
                linkOf={(trunk) => link(trunk.id)}
                openKey={open}
                total={pages.total}
                state={pages.state}
                texts={listTexts}
                onMore={pages.loadMore}
                onRetry={pages.retry}
                empty={
                    <Empty icon="trunk" title={texts.trunks.emptyTitle} text={texts.trunks.emptyText}>
                        {add}
                    </Empty>
                }
            />
        </Page>
    );
}

/** How the provider and the exchange know one another. */
export function authenticationOf(trunk: Trunk): "address" | "registration" | "both" {
    if (!trunk.account) return "address";
    return trunk.acceptsByAddress ? "both" : "registration";
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
