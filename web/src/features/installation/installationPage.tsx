import { useEffect } from "react";
import { api } from "../../api/endpoints";
import { findInstallation } from "../../api/installation";
import type { InstallationSummary } from "../../api/installation";
import { useLiveState } from "../../api/live";
import { clockDuration } from "../../parts/format/duration";
import { Badge, Page, PanelSkeleton, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { Link } from "../../parts/routing/router";
import { useFormats, useTexts } from "../../texts";
import { FigureCards } from "../dashboard/figureCards";
import { LoadFailed } from "../shell/loadFailed";
import "../dashboard/dashboard.css";

/** How often what the event socket does not tell is asked for again, in milliseconds. */
const period = 60_000;

/** What the system administrator looks at first: the installation's key figures, and who calls most. */
export default function InstallationPage(): JSX.Element {
    const texts = useTexts();
    const loaded = useLoad("installation", async () => {
        const [summary, health] = await Promise.all([findInstallation(), api.health().catch(() => null)]);
        return { summary, isHealthy: health?.status === "ok" };
    });
    const { reload } = loaded;
    useEffect(() => {
        const timer = window.setInterval(reload, period);
        return () => window.clearInterval(timer);
    }, [reload]);
    return (
        <Page
            title={texts.installation.title}
            actions={
                loaded.value && (
                    <Link to="/system/health">
                        <Badge tone={loaded.value.isHealthy ? "good" : "bad"}>
                            {loaded.value.isHealthy ? texts.health.ok : texts.health.failing}
                        </Badge>
                    </Link>
                )
            }
        >
            <div className="page-body dashboard">
                {loaded.state === "loading" && <PanelSkeleton label={texts.common.loading} />}
                {loaded.state === "failed" && <LoadFailed problem={loaded.problem} onRetry={reload} />}
                {loaded.value && <Figures summary={loaded.value.summary} />}
            </div>
        </Page>
    );
}

function Figures({ summary }: { summary: InstallationSummary }): JSX.Element {
    const texts = useTexts();
    const words = texts.installation;
    const formats = useFormats();
    const live = useLiveState("calls", "registrations");
    const { counts } = summary;
    const shown = (value: number): string => (live.sequence === null ? "…" : formats.count(value));
    const failing = (count: number): string => (count === 0 ? words.allWork : words.unavailable(formats.count(count)));
    return (
        <>
            <Section title={words.now}>
                <FigureCards
                    figures={[
                        { path: "/calls", title: words.calls, value: shown(live.calls.size), detail: "" },
                        { path: "/users", title: words.phones, value: shown(live.registrations.size), detail: "" },
                        {
                            path: "/history",
                            title: words.callsOfDay,
                            value: formats.count(summary.calls),
                            detail: words.talked(clockDuration(summary.talkSeconds)),
                        },
                    ]}
                />
            </Section>
            <Section title={words.counts}>
                <FigureCards
                    figures={[
                        {
                            path: "/system/domains",
                            title: texts.domains.title,
                            value: formats.count(counts.domains),
                            detail: counts.blockedDomains > 0 ? words.blocked(formats.count(counts.blockedDomains)) : "",
                        },
                        { path: "/users", title: texts.users.title, value: formats.count(counts.users), detail: "" },
                        { path: "/lines", title: words.lines, value: formats.count(counts.lines), detail: "" },
                        {
                            path: "/system/trunks",
                            title: texts.trunks.title,
                            value: formats.count(counts.trunks),
                            detail: failing(counts.unavailableTrunks),
                        },
                        {
                            path: "/private-routes",
                            title: texts.privateRoutes.title,
                            value: formats.count(counts.privateRoutes),
                            detail: failing(counts.unavailableRoutes),
                        },
                    ]}
                />
            </Section>
            <Section title={words.busiest}>
                {summary.busiest.length === 0 ? (
                    <p className="soft">{words.noCalls}</p>
                ) : (
                    <Busiest summary={summary} />
                )}
            </Section>
        </>
    );
}

function Busiest({ summary }: { summary: InstallationSummary }): JSX.Element {
    const texts = useTexts();
    const words = texts.installation;
    const formats = useFormats();
    const live = useLiveState("calls");
    const now = new Map<string, number>();
    for (const { domain } of live.calls.values()) {
        if (domain !== null) now.set(domain, (now.get(domain) ?? 0) + 1);
    }
    return (
        <div className="figures-scroller" tabIndex={0} role="region" aria-label={words.busiest}>
            <table className="figures">
                <thead>
                    <tr>
                        <th scope="col">{texts.shell.domain}</th>
                        <th scope="col" className="end">
                            {words.callsOfDay}
                        </th>
                        <th scope="col" className="end">
                            {words.talkTime}
                        </th>
                        <th scope="col" className="end">
                            {words.channels}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {summary.busiest.map(({ id, shownName, callLimit, calls, talkSeconds }) => (
                        <tr key={id}>
                            <th scope="row">
                                <Link to={writeAddress({ path: "/dashboard", query: { domain: id } })}>
                                    {shownName || id}
                                </Link>
                            </th>
                            <td className="end">{formats.count(calls)}</td>
                            <td className="end">{clockDuration(talkSeconds)}</td>
                            <td className="end">{words.ofLimit(formats.count(now.get(id) ?? 0), formats.count(callLimit))}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}
