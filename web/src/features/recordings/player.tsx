import { useRef, useState } from "react";
import { SelectField } from "../../parts/form/field";

const speeds = ["0.75", "1", "1.25", "1.5", "2"] as const;
type Speed = typeof speeds[number];

/** A sound with its seek bar, and how fast it is played. */
export function Player({ source, label, speedLabel }: {
    source: string;
    label: string;
    speedLabel: string;
}): JSX.Element {
    const audio = useRef<HTMLAudioElement>(null);
    const [speed, setSpeed] = useState<Speed>("1");
    return (
        <div className="player">
            <audio ref={audio} controls preload="metadata" src={source} aria-label={label} />
            <SelectField<Speed>
                label={speedLabel}
                value={speed}
                options={speeds.map((each) => ({ value: each, title: `×${each}` }))}
                onChange={(value) => {
                    setSpeed(value);
                    if (audio.current) audio.current.playbackRate = Number(value);
                }}
            />
        </div>
    );
}
