import { api } from "../../api/endpoints";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { Badge, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import { useAct } from "../shell/useAct";

/** AUTH-03: the browsers one is signed in with. */
export function OwnSessions(): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const act = useAct();
    const tell = useTell();
    const loaded = useLoad("sessions", api.session.browsers);
    const end = async (id: string): Promise<void> => {
        if (await act(() => api.session.endBrowser(id))) {
            tell({ text: texts.me.ended });
            loaded.reload();
        }
    };
    const endOthers = async (): Promise<void> => {
        if (await act(api.session.endOtherBrowsers)) {
            tell({ text: texts.access.sessions.endedOthers });
            loaded.reload();
        }
    };
    return (
        <Section title={texts.me.sessions}>
            <ul className="cards">
                {loaded.value?.items.map((session) => (
                    <li key={session.id} className="card">
                        <div>
                            <strong>{session.label}</strong>
                            <span className="soft">
                                {formats.moment(session.createdAt)} — {formats.moment(session.expiresAt)}
                                {session.lastUsedAt !== null
                                    && `, ${texts.access.sessions.lastUse(formats.moment(session.lastUsedAt))}`}
                            </span>
                        </div>
                        {session.isCurrent ? (
                            <Badge tone="accent">{texts.me.current}</Badge>
                        ) : (
                            <Button
                                kind="quiet"
                                aria-label={texts.me.endOf(session.label)}
                                onClick={() => void end(session.id)}
                            >
                                {texts.me.end}
                            </Button>
                        )}
                    </li>
                ))}
            </ul>
            {(loaded.value?.items.length ?? 0) > 1 && (
                <div>
                    <Button onClick={() => void endOthers()}>{texts.access.sessions.endOthers}</Button>
                </div>
            )}
        </Section>
    );
}
