import { Copyable } from "../../parts/page/copyable";
import { Section } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { useSession } from "../session/session";

/** ADR-03: what is entered in phones and programs that show the address books. */
export function OwnPhonebooks(): JSX.Element {
    const { me } = useSession();
    const words = useTexts().me.phonebooks;
    const { origin } = window.location;
    const places: readonly (readonly [string, string])[] = [
        ["Yealink, Fanvil, Htek", `${origin}/phonebook/yealink.xml`],
        ["Grandstream", `${origin}/phonebook/grandstream`],
        ["Snom", `${origin}/phonebook/snom.xml`],
        [words.cardDAV, `${origin}/carddav/`],
        [words.name, `${me.login}@${me.domain}`],
    ];
    return (
        <Section title={words.title}>
            <p className="soft">{words.text}</p>
            <ul className="cards">
                {places.map(([title, text]) => (
                    <li key={title} className="card">
                        <div>
                            <strong>{title}</strong>
                            <Copyable text={text} label={words.copy(title)} />
                        </div>
                    </li>
                ))}
            </ul>
        </Section>
    );
}
