import { usages } from "../../api/scenarios";
import type { Usage, UsedKind } from "../../api/scenarios";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import type { Texts } from "../../texts";
import { explain } from "../../texts/explain";
import { useDomainLink } from "../shell/useDomainLink";

/** Who sends calls to something, each with a link. */
export function UsagesSection({ kind, id }: { kind: UsedKind; id: string }): JSX.Element {
    const texts = useTexts();
    const loaded = useLoad(`usages ${kind} ${id}`, () => usages(kind, id));
    return (
        <Section title={texts.groups.used}>
            {loaded.state === "failed" && <p className="soft">{explain(texts, loaded.problem)}</p>}
            {loaded.state === "ready" && loaded.value.items.length === 0 && (
                <p className="soft">{texts.groups.notUsed}</p>
            )}
            {loaded.state === "ready" && loaded.value.items.length > 0 && (
                <ul className="plain-list">
                    {loaded.value.items.map((usage) => (
                        <li key={`${usage.kind} ${usage.id}`}>
                            <span className="soft">{texts.groups.usedKinds[usage.kind]}</span>{" "}
                            <UsageLink usage={usage} />
                        </li>
                    ))}
                </ul>
            )}
        </Section>
    );
}

const paths = {
    line: "/lines",
    scenario: "/scenarios",
    group: "/groups",
    "private-route": "/private-routes",
} as const;

const pathOf = (usage: Usage): string => `${paths[usage.kind]}/${encodeURIComponent(usage.id)}`;

export function UsageLink({ usage }: { usage: Usage }): JSX.Element {
    const link = useDomainLink();
    return <Link to={link(pathOf(usage))}>{shownNumber(usage.title)}</Link>;
}

/** What keeps something from being removed, each with a link to where that can be changed. */
export function ReasonList({
    reasons,
    isOfUser,
    link,
    onFollow,
}: {
    reasons: readonly Usage[];
    /** Groups of a user are told that would have nobody left. */
    isOfUser: boolean;
    link: (path: string) => string;
    onFollow?: () => void;
}): JSX.Element {
    const words = useTexts().groups;
    const kindOf = ({ kind }: Usage): string =>
        isOfUser && kind === "group" ? words.lastMemberOf : words.usedKinds[kind];
    return (
        <ul className="plain-list" aria-label={words.inTheWay}>
            {reasons.map((reason) => (
                <li key={`${reason.kind} ${reason.id}`}>
                    <span className="soft">{kindOf(reason)}</span>{" "}
                    <Link to={link(pathOf(reason))} onClick={onFollow}>
                        {shownNumber(reason.title)}
                    </Link>
                </li>
            ))}
        </ul>
    );
}

/** 'the line +7 (495) 123-45-67', inside of a sentence. */
export function usageTitle({ kind, title }: Usage, texts: Texts): string {
    const words = texts.groups.usedBy;
    return kind === "line" ? words.line(shownNumber(title)) : words[kind](title);
}
