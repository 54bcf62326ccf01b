import { useLiveValue } from "../../api/live";
import type { User } from "../../api/schema";
import { Dot } from "../../parts/page/page";
import { useTexts } from "../../texts";

/** Whether a user can be reached, told live; before the first news what the list said. */
export function PresenceDot({
    user,
}: {
    user: Pick<User, "id" | "isBlocked" | "doNotDisturb" | "registrations">;
}): JSX.Element {
    const texts = useTexts();
    const live = useLiveValue((state) => state.presence(user.id));
    const presence = live ?? (user.registrations > 0 ? "here" : "away");
    if (user.isBlocked) {
        return (
            <Dot tone="bad" isHollow>
                {texts.presence.blocked}
            </Dot>
        );
    }
    if (presence === "here" && user.doNotDisturb) return <Dot tone="bad">{texts.presence.doNotDisturb}</Dot>;
    const tone = { away: "neutral", here: "good", ringing: "warn", talking: "accent" } as const;
    return (
        <Dot tone={tone[presence]} isHollow={presence === "away"}>
            {texts.presence[presence]}
        </Dot>
    );
}
