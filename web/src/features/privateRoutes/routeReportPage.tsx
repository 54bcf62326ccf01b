import type { ReactNode } from "react";
import { privateRoutes, reportIntervals } from "../../api/privateRoutes";
import type { RouteCalls, RouteReport } from "../../api/privateRoutes";
import { SelectField } from "../../parts/form/field";
import { Empty, Page, PanelSkeleton, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { Link, useRouter } from "../../parts/routing/router";
import { useFormats, useTexts, useZone } from "../../texts";
import { periodQuery, readPeriod } from "../history/historyFilter";
import { PeriodFields } from "../history/periodFields";
import { LoadFailed } from "../shell/loadFailed";
import { useChosenDomain } from "../shell/useChosenDomain";

const ways = ["in", "out"] as const;

/** TRK-05: what went by private routes in a period; each number of calls leads to its calls. */
export default function RouteReportPage(): JSX.Element {
    const texts = useTexts();
    const words = texts.privateRoutes.report;
    const router = useRouter();
    const zone = useZone();
    const domain = useChosenDomain();
    const { query } = router.address;
    const period = readPeriod({ ...query, period: query["period"] ?? "week" });
    const interval = reportIntervals.find((value) => value === query["interval"]) ?? "day";
    // A report of all time would have no end of days.
    const asked = period.period === "all" ? { ...period, period: "week" as const } : period;
    const wanted = { ...domain.query, ...periodQuery(asked, new Date(), zone), interval };
    const key = `routes ${domain.query.domain} ${zone ?? ""} ${interval} ${JSON.stringify(asked)}`;
    const loaded = useLoad(key, () => privateRoutes.report(wanted));
    const filters = (
        <>
            <PeriodFields filter={asked} hasAll={false} />
            <SelectField
                label={words.interval}
                value={interval}
                options={reportIntervals.map((value) => ({ value, title: words.intervals[value] }))}
                onChange={(value) => router.setQuery({ interval: value })}
            />
        </>
    );
    const link = (route: string, way: "in" | "out"): string => {
        const { period: name, from, to } = asked;
        return writeAddress({ path: "/history", query: { ...domain.query, route, way, period: name, from, to } });
    };
    return (
        <Page title={words.title} filters={filters}>
            <div className="page-body">
                {loaded.state === "failed" ? (
                    <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />
                ) : loaded.state !== "ready" ? (
                    <PanelSkeleton label={texts.common.loading} />
                ) : loaded.value.routes.length === 0 ? (
                    <Empty icon="route" title={words.empty} />
                ) : (
                    <Report report={loaded.value} link={link} isHourly={interval === "hour"} />
                )}
            </div>
        </Page>
    );
}

function Report({
    report,
    link,
    isHourly,
}: {
    report: RouteReport;
    link: (route: string, way: "in" | "out") => string;
    isHourly: boolean;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.privateRoutes;
    const formats = useFormats();
    const busy = report.intervals.filter((each) => each.in.calls + each.out.calls > 0);
    return (
        <>
            <Section title={words.report.byRoute}>
                <Sums first={words.report.route}>
                    {report.routes.map((route) => (
                        <tr key={route.id}>
                            <th scope="row">{route.shownName}</th>
                            {ways.map((way) => (
                                <Cells key={way} calls={route[way]}>
                                    <Link
                                        to={link(route.id, way)}
                                        aria-label={words.report.openCalls(route.shownName, words.ways[way])}
                                    >
                                        {formats.count(route[way].calls)}
                                    </Link>
                                </Cells>
                            ))}
                        </tr>
                    ))}
                </Sums>
            </Section>
            <Section title={words.report.byTime}>
                <Sums first={words.report.time}>
                    {(isHourly ? busy : report.intervals).map((each) => (
                        <tr key={each.from}>
                            <th scope="row">{isHourly ? formats.moment(each.from) : formats.date(each.from)}</th>
                            {ways.map((way) => (
                                <Cells key={way} calls={each[way]}>
                                    {formats.count(each[way].calls)}
                                </Cells>
                            ))}
                        </tr>
                    ))}
                </Sums>
            </Section>
        </>
    );
}

function Sums({ first, children }: { first: string; children: ReactNode }): JSX.Element {
    const words = useTexts().privateRoutes;
    const { calls, answered, minutes } = words.report;
    return (
        <div className="figures-scroller" tabIndex={0} role="region" aria-label={first}>
            <table className="figures">
                <thead>
                    <tr>
                        <th rowSpan={2}>{first}</th>
                        {ways.map((way) => (
                            <th key={way} className="end" colSpan={3} scope="colgroup">
                                {words.ways[way]}
                            </th>
                        ))}
                    </tr>
                    <tr>
                        {ways.flatMap((way) =>
                            [calls, answered, minutes].map((title) => (
                                <th key={`${way} ${title}`} className="end" scope="col">
                                    {title}
                                </th>
                            )),
                        )}
                    </tr>
                </thead>
                <tbody>{children}</tbody>
            </table>
        </div>
    );
}

function Cells({ calls, children }: { calls: RouteCalls; children: ReactNode }): JSX.Element {
    const formats = useFormats();
    return (
        <>
            <td className="end">{children}</td>
            <td className="end">{formats.count(calls.answered)}</td>
            <td className="end">{formats.count(Math.ceil(calls.talkSeconds / 60))}</td>
        </>
    );
}
