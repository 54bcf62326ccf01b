import { api } from "../../api/endpoints";
import type { Call, RecordingWish } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { Dot, Section } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { useSession } from "../session/session";
import { useAct } from "../shell/useAct";

/** Whether a talk is recorded, and the buttons of those who may change it (BYD-08). */
export function LiveRecording({ call }: { call: Call }): JSX.Element | null {
    const texts = useTexts();
    const { me } = useSession();
    const act = useAct();
    const mayControl = me.role !== "user" || me.controlsRecording;
    if (!mayControl && call.recording === null) return null;
    const wish = (text: RecordingWish): void => void act(() => api.calls.record(call.id, text));
    return (
        <Section title={texts.recordings.ofCall}>
            <p>
                {call.recording === null ? (
                    <Dot tone="neutral" isHollow>
                        {texts.recordings.live.off}
                    </Dot>
                ) : (
                    <Dot tone={call.recording === "paused" ? "warn" : "bad"}>{texts.recordings.live[call.recording]}</Dot>
                )}
            </p>
            {mayControl && (
                <div className="buttons">
                    {call.recording === null && (
                        <Button icon="wave" onClick={() => wish("start")}>
                            {texts.recordings.start}
                        </Button>
                    )}
                    {call.recording === "recording" && (
                        <Button icon="pause" onClick={() => wish("pause")}>
                            {texts.recordings.pause}
                        </Button>
                    )}
                    {call.recording === "paused" && (
                        <Button icon="wave" onClick={() => wish("resume")}>
                            {texts.recordings.resume}
                        </Button>
                    )}
                    {call.recording !== null && (
                        <Button icon="close" onClick={() => wish("stop")}>
                            {texts.recordings.stop}
                        </Button>
                    )}
                </div>
            )}
        </Section>
    );
}
