import type { DomainSummary } from "../../api/summary";
import { Icon } from "../../parts/page/icon";
import type { IconName } from "../../parts/page/icon";
import { Section } from "../../parts/page/page";
import { Link } from "../../parts/routing/router";
import { useFormats, useTexts } from "../../texts";
import { useDomainLink } from "../shell/useDomainLink";

interface QuickLink {
    readonly path: string;
    readonly icon: IconName;
    readonly title: string;
    /** How much there is of it, or how it stands. */
    readonly figure: string;
}

/** ADM-05: the ways to the features, each with its key figure. */
export function QuickLinks({ summary }: { summary: DomainSummary }): JSX.Element {
    const words = useTexts().dashboard;
    const link = useDomainLink();
    const links = useQuickLinks(summary);
    return (
        <Section title={words.links}>
            <ul className="quick-links">
                {links.map(({ path, icon, title, figure }) => (
                    <li key={path}>
                        <Link to={link(path)}>
                            <Icon name={icon} />
                            <span>
                                {title} <small>{figure}</small>
                            </span>
                        </Link>
                    </li>
                ))}
            </ul>
        </Section>
    );
}

function useQuickLinks({ counts, closedUntil, days }: DomainSummary): readonly QuickLink[] {
    const texts = useTexts();
    const formats = useFormats();
    const words = texts.dashboard.figures;
    const some = (count: number): string => (count === 0 ? words.none : formats.count(count));
    const ofAll = (on: number, all: number): string =>
        all === 0 ? words.none : words.on(formats.count(on), formats.count(all));
    const calls = days.reduce((sum, day) => sum + day.incoming + day.outgoing + day.internal, 0);
    return [
        { path: "/users", icon: "people", title: texts.users.title, figure: words.users(counts.users, counts.blockedUsers) },
        { path: "/groups", icon: "conference", title: texts.groups.title, figure: some(counts.groups) },
        { path: "/lines", icon: "line", title: texts.lines.title, figure: ofAll(counts.activeLines, counts.lines) },
        { path: "/scenarios", icon: "branches", title: texts.scenarios.title, figure: some(counts.scenarios) },
        {
            path: "/private-routes",
            icon: "route",
            title: texts.privateRoutes.title,
            figure: ofAll(counts.activePrivateRoutes, counts.privateRoutes),
        },
        {
            path: "/recording",
            icon: "record",
            title: texts.recordings.title,
            figure: counts.recordedUsers === 0 ? words.off : words.recorded(counts.recordedUsers, counts.users),
        },
        {
            path: "/pickup-groups",
            icon: "answered",
            title: texts.features.pickupGroups.title,
            figure: some(counts.pickupGroups),
        },
        {
            path: "/calendar",
            icon: "clock",
            title: texts.administration.calendar.title,
            figure: closedUntil ? words.closed : words.bySchedule,
        },
        {
            path: "/contacts",
            icon: "people",
            title: texts.features.calling.contacts.title,
            figure: some(counts.contacts),
        },
        { path: "/reminders", icon: "ring", title: texts.features.reminders.title, figure: some(counts.reminders) },
        { path: "/history", icon: "history", title: texts.history.title, figure: words.callsOfMonth(calls) },
    ];
}
