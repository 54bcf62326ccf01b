import { useLiveState } from "../../api/live";
import type { Call } from "../../api/schema";
import { IconButton } from "../../parts/form/button";
import { clockDuration } from "../../parts/format/duration";
import { Dot, Empty, Page } from "../../parts/page/page";
import { useClock } from "../../parts/page/useClock";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import type { PageProps } from "../../pages";
import { useTexts } from "../../texts";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { LiveCallPanel } from "./liveCallPanel";
import { calleeLines, calleeTitle, DirectionIcon, partyLines, PartyName, partyTitle } from "./party";
import { useHangUp } from "./useHangUp";

export const stateTones = { calling: "neutral", ringing: "warn", talking: "good", held: "accent" } as const;

/** How long a call has been going on, or talked once it is answered, in seconds. */
export function lastingSeconds(call: { startedAt: string; answeredAt: string | null }, now: number): number {
    return (now - Date.parse(call.answeredAt ?? call.startedAt)) / 1_000;
}

/** The calls of the moment, changing in place. */
export default function CallsPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const live = useLiveState("calls");
    const now = useClock();
    const { hangUp } = useHangUp();
    const { query } = router.address;
    const open = parameters["call"];

    const calls = [...live.calls.values()].sort((left, right) => (left.startedAt < right.startedAt ? 1 : -1));
    const state = live.sequence === null ? "loading" : "done";
    const listTexts = useListTexts({});
    const countText = useCountText();
    const link = (call?: string): string =>
        writeAddress({ path: call ? `/calls/${encodeURIComponent(call)}` : "/calls", query });

    const columns: readonly Column<Call>[] = [
        {
            key: "caller",
            title: texts.calls.caller,
            cell: (call) => (
                <span className="two-lines">
                    <span className="with-icon">
                        <DirectionIcon direction={call.direction} />
                        <span className="text">
                            <PartyName lines={partyLines(call.caller)} />
                        </span>
                    </span>
                    <small className="broad">{partyLines(call.caller)[1]}</small>
                    <small>→ {calleeTitle(call)}</small>
                </span>
            ),
        },
        {
            key: "callee",
            title: texts.calls.callee,
            from: "medium",
            cell: (call) => {
                const [name, number] = calleeLines(call);
                return (
                    <span className="two-lines">
                        {name}
                        <small className="kept">{number}</small>
                    </span>
                );
            },
        },
        {
            key: "state",
            title: texts.calls.state,
            width: "160px",
            from: "wide",
            cell: (call) => <Dot tone={stateTones[call.state]}>{texts.calls.states[call.state]}</Dot>,
        },
        {
            key: "duration",
            title: texts.calls.duration,
            width: "120px",
            align: "end",
            cell: (call) => (
                <span className="two-lines">
                    {clockDuration(lastingSeconds(call, now))}
                    <small className="under-wide">{texts.calls.states[call.state]}</small>
                </span>
            ),
        },
        {
            key: "hang-up",
            title: texts.calls.hangUp,
            isTitleHidden: true,
            width: "72px",
            from: "medium",
            cell: (call) => (
                <IconButton
                    icon="hangUp"
                    label={texts.calls.hangUpCall(partyTitle(call.caller), calleeTitle(call))}
                    onClick={() => void hangUp(call)}
                />
            ),
        },
    ];
    return (
        <Page
            title={texts.calls.title}
            count={countText({ rows: calls, total: calls.length, state }, texts.calls.count)}
            panel={open && <LiveCallPanel key={open} id={open} back={link()} />}
        >
            <Table
                label={texts.calls.title}
                rows={calls}
                columns={columns}
                keyOf={(call) => call.id}
                nameOf={(call) => partyTitle(call.caller)}
                linkOf={(call) => link(call.id)}
                openKey={open}
                state={state}
                texts={listTexts}
                empty={<Empty icon="phone" title={texts.calls.emptyTitle} text={texts.calls.emptyText} />}
            />
        </Page>
    );
}
