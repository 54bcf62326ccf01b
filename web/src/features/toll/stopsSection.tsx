import { api } from "../../api/endpoints";
import { toll } from "../../api/toll";
import type { TollStop } from "../../api/toll";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { PanelSkeleton, Section } from "../../parts/page/page";
import { useClock } from "../../parts/page/useClock";
import { useLoad } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import { LoadFailed } from "../shell/loadFailed";
import { useAct } from "../shell/useAct";
import { amountWords, reachWords } from "./capWords";

interface Named {
    readonly stop: TollStop;
    /** `null`: everybody. */
    readonly user: string | null;
}

/** Who is gone meanwhile keeps the identity. */
async function named(stop: TollStop): Promise<Named> {
    if (stop.user === null) return { stop, user: null };
    try {
        const user = await api.users.find(stop.user);
        return { stop, user: user.shownName || user.login };
    } catch {
        return { stop, user: stop.user };
    }
}

/** What has stopped, the newest first, and letting it through again. */
export function StopsSection({ domain }: { domain: string }): JSX.Element {
    const texts = useTexts();
    const words = texts.toll;
    const formats = useFormats();
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();
    const now = useClock();
    const loaded = useLoad(`toll stops ${domain}`, async () => {
        const { items } = await toll.stops(domain);
        return Promise.all([...items].reverse().map(named));
    });
    if (loaded.state === "failed") return <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />;
    if (loaded.state !== "ready") return <PanelSkeleton label={texts.common.loading} />;
    const lift = async (id: string): Promise<void> => {
        const goesOn = await ask({
            title: words.liftTitle,
            text: words.liftText,
            goOn: words.lift,
            cancel: texts.common.cancel,
        });
        if (!goesOn || !(await act(() => toll.lift(id)))) return;
        tell({ text: words.lifted });
        loaded.reload();
    };
    return (
        <Section title={words.stops}>
            {loaded.value.length === 0 ? (
                <p>{words.noStops}</p>
            ) : (
                <ul className="cards" aria-label={words.stops}>
                    {loaded.value.map(({ stop, user }) => {
                        const whose = user === null ? words.stopAll : words.stopUser(user);
                        const isEnded = new Date(stop.until).getTime() <= now;
                        const until = formats.moment(stop.until, "minutes");
                        return (
                            <li key={stop.id} className="card">
                                <div>
                                    <strong>
                                        {whose}: {reachWords(stop.cap, texts)}
                                    </strong>
                                    <span className="soft">
                                        {amountWords(stop.cap, texts)}.{" "}
                                        {isEnded ? words.stopEnded(until) : words.stopUntil(until)}
                                    </span>
                                </div>
                                {!isEnded && (
                                    <Button aria-label={words.liftOf(whose)} onClick={() => void lift(stop.id)}>
                                        {words.lift}
                                    </Button>
                                )}
                            </li>
                        );
                    })}
                </ul>
            )}
        </Section>
    );
}
