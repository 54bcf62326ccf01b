import type { Talker } from "../../api/summary";
import { clockDuration } from "../../parts/format/duration";
import { Section } from "../../parts/page/page";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { useDomainLink } from "../shell/useDomainLink";
import { PresenceDot } from "../users/presence";

/** Who talked most this month, with their state now. */
export function TalkersSection({ talkers }: { talkers: readonly Talker[] }): JSX.Element {
    const words = useTexts().dashboard;
    const link = useDomainLink();
    return (
        <Section title={words.talkers} after={<Link to={link("/users")}>{words.allUsers}</Link>}>
            {talkers.length === 0 ? (
                <p className="soft">{words.noTalkers}</p>
            ) : (
                <ol className="talkers">
                    {talkers.map((talker) => (
                        <li key={talker.id}>
                            <span>
                                <Link to={link(`/users/${encodeURIComponent(talker.id)}`)}>
                                    {talker.shownName || talker.login}
                                </Link>
                                <small>{[talker.extension, talker.login].filter(Boolean).join(" · ")}</small>
                            </span>
                            <PresenceDot user={{ ...talker, registrations: 0 }} />
                            <span className="talked">{words.talked(clockDuration(talker.talkSeconds), talker.calls)}</span>
                        </li>
                    ))}
                </ol>
            )}
        </Section>
    );
}
