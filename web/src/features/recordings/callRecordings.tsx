import { useEffect, useState } from "react";
import { root } from "../../api/client";
import { api } from "../../api/endpoints";
import type { Recording, RecordingLink } from "../../api/schema";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { clockDuration } from "../../parts/format/duration";
import { Copyable } from "../../parts/page/copyable";
import { Icon } from "../../parts/page/icon";
import { Badge, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import { recordingEnding } from "../history/protocol";
import { useSession } from "../session/session";
import { useAct } from "../shell/useAct";
import { Player } from "./player";

/** How often an mp3 file in the making is asked after, in milliseconds. */
const period = 2_000;

/** The recordings of a call: played with seek, downloaded, shared for a while, deleted (REC-02, REC-04). */
export function CallRecordings({ call }: { call: string }): JSX.Element | null {
    const texts = useTexts();
    const loaded = useLoad(`recordings ${call}`, () => api.recordings.ofCall(call));
    const items = loaded.value?.items ?? [];
    const { reload } = loaded;
    const isWaiting = items.some((item) => item.state === "kept" || item.state === "recording");
    useEffect(() => {
        if (!isWaiting) return undefined;
        const timer = window.setInterval(reload, period);
        return () => window.clearInterval(timer);
    }, [isWaiting, reload]);
    if (items.length === 0) return null;
    return (
        <Section title={texts.recordings.ofCall}>
            <ul className="cards">
                {items.map((item) => (
                    <RecordingCard key={item.id} recording={item} onChanged={reload} />
                ))}
            </ul>
        </Section>
    );
}

function RecordingCard({ recording, onChanged }: { recording: Recording; onChanged: () => void }): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const { me } = useSession();
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();
    const [link, setLink] = useState<RecordingLink | null>(null);
    const path = `${root}/recordings/${encodeURIComponent(recording.id)}`;
    const isThere = recording.state === "kept" || recording.state === "converted";
    const isShort = recording.ending === "disk-full" || recording.ending === "failed" || recording.ending === "crashed";

    const share = (): Promise<boolean> => act(async () => setLink(await api.recordings.share(recording.id)));
    const remove = async (): Promise<void> => {
        const goesOn = await ask({
            title: texts.recordings.removeTitle,
            text: texts.recordings.removeText,
            goOn: texts.common.remove,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (goesOn && (await act(() => api.recordings.remove(recording.id)))) {
            tell({ text: texts.recordings.removed });
            onChanged();
        }
    };
    return (
        <li className="card recording">
            <div>
                <span className="with-icon">
                    <Icon name="wave" />
                    {formats.moment(recording.startedAt, "seconds")}
                    {isThere && ` · ${clockDuration(recording.seconds)}`}
                    {recording.isEncrypted && <Icon name="lock" />}
                </span>
                {recording.state === "recording" && <Badge tone="accent">{texts.recordings.states.recording}</Badge>}
                {recording.state === "deleted" && <Badge tone="neutral">{texts.recordings.states.deleted}</Badge>}
                {isShort && (
                    <Badge tone="bad" icon="alert">
                        {recordingEnding(recording.ending ?? "", texts)}
                    </Badge>
                )}
                {isThere && (
                    <>
                        <Player
                            source={`${path}/sound`}
                            label={texts.recordings.listen}
                            speedLabel={texts.recordings.speed}
                        />
                        <div className="buttons">
                            {recording.state === "converted" ? (
                                <a className="button plain" href={`${path}/download`} download={recording.fileName}>
                                    <Icon name="down" />
                                    {texts.recordings.download}
                                </a>
                            ) : (
                                <span className="soft" role="status">
                                    <progress value={recording.progress ?? 0} max={1} /> {texts.recordings.converting}
                                </span>
                            )}
                            <Button icon="external" onClick={() => void share()}>
                                {texts.recordings.share}
                            </Button>
                            {me.role !== "user" && (
                                <Button kind="danger" icon="trash" onClick={() => void remove()}>
                                    {texts.common.remove}
                                </Button>
                            )}
                        </div>
                        {link && (
                            <p className="soft">
                                <Copyable
                                    text={`${window.location.origin}${link.path}`}
                                    shown={texts.recordings.linkUntil(formats.moment(link.expiresAt, "minutes"))}
                                    label={texts.recordings.copyLink}
                                />
                            </p>
                        )}
                    </>
                )}
            </div>
        </li>
    );
}
