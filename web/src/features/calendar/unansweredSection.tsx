import { api } from "../../api/endpoints";
import { all } from "../../api/scenarios";
import type { Line } from "../../api/schema";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Icon } from "../../parts/page/icon";
import { Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { useChosenDomain } from "../shell/useChosenDomain";
import { unansweredWhenClosed } from "./unanswered";

/** BYD-19: numbers whose callers hear busy on every day off, told before there is one; nothing when all is well. */
export function UnansweredSection({ domain }: { domain: string }): JSX.Element | null {
    const texts = useTexts();
    const words = texts.administration.calendar.unanswered;
    const chosen = useChosenDomain();
    const cardOf = ({ number }: Line): string =>
        writeAddress({ path: "/lines", query: { ...(chosen.isChoosable ? chosen.query : {}), search: number } });
    const loaded = useLoad(`closed lines ${domain}`, () =>
        all<Line>((cursor) => api.lines.page({ domain, cursor }, undefined)),
    );
    const lines = unansweredWhenClosed(loaded.value ?? []);
    if (lines.length === 0) return null;
    return (
        <Section title={words.title}>
            <div className="closed-bar" role="note">
                <Icon name="alert" />
                <strong>{words.text}</strong>
            </div>
            <ul className="plain-list">
                {lines.map((line) => (
                    <li key={line.id}>
                        <Link to={cardOf(line)}>{shownNumber(line.number)}</Link>{" "}
                        {line.shownName && <span className="soft">{line.shownName}</span>}
                    </li>
                ))}
            </ul>
            <p className="field-hint">{words.remedy}</p>
        </Section>
    );
}
