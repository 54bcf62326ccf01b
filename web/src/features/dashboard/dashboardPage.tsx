import { useEffect } from "react";
import { api } from "../../api/endpoints";
import { useLiveState } from "../../api/live";
import { findSummary } from "../../api/summary";
import type { DomainSummary } from "../../api/summary";
import { Empty, Page, PanelSkeleton } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { LoadFailed } from "../shell/loadFailed";
import { systemDomain, useChosenDomain } from "../shell/useChosenDomain";
import { attention } from "./attention";
import { AttentionSection } from "./attentionSection";
import { MonthSection } from "./monthSection";
import { NowFigures } from "./nowFigures";
import { QuickLinks } from "./quickLinks";
import { TalkersSection } from "./talkersSection";
import "./dashboard.css";

/** How often what the event socket does not tell is asked for again, in milliseconds. */
const period = 60_000;

/** ADM-05: what a company looks at first. */
export default function DashboardPage(): JSX.Element {
    const words = useTexts().dashboard;
    const domain = useChosenDomain();
    const isOne = domain.id !== "" && domain.id !== systemDomain;
    return (
        <Page title={words.title}>
            <div className="page-body dashboard">
                {isOne ? (
                    <Summary key={domain.id} domain={domain.id} />
                ) : (
                    <Empty icon="building" title={words.chooseDomain} />
                )}
            </div>
        </Page>
    );
}

function Summary({ domain }: { domain: string }): JSX.Element {
    const texts = useTexts();
    const loaded = useLoad(`summary ${domain}`, async () => {
        const summary = await findSummary(domain);
        // Only who is closed by hand needs to know on which clock.
        const zone = summary.closedUntil === null ? null : (await api.domains.find(domain)).timeZone;
        return { summary, zone };
    });
    const { reload } = loaded;
    useEffect(() => {
        const timer = window.setInterval(reload, period);
        return () => window.clearInterval(timer);
    }, [reload]);
    if (loaded.state === "loading") return <PanelSkeleton label={texts.common.loading} />;
    if (loaded.state === "failed") return <LoadFailed problem={loaded.problem} onRetry={reload} />;
    return <Known {...loaded.value} />;
}

function Known({ summary, zone }: { summary: DomainSummary; zone: string | null }): JSX.Element {
    const live = useLiveState("calls", "registrations");
    const users = new Set([...live.registrations.values()].map(({ user }) => user));
    const present = live.sequence === null ? null : { calls: live.calls.size, registeredUsers: users.size };
    return (
        <>
            <AttentionSection items={attention(summary, present)} zone={zone} />
            <NowFigures summary={summary} present={present} />
            <MonthSection summary={summary} />
            <TalkersSection talkers={summary.talkers} />
            <QuickLinks summary={summary} />
        </>
    );
}
