import { usages } from "../../api/scenarios";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { UsageLink } from "../groups/usages";

/** Which lines and scenarios lead to a scenario; `null` in place of a word on there being none. */
export function LeadingHere({
    scenario,
    label,
    nothing,
}: {
    scenario: string;
    label?: string;
    nothing: string | null;
}): JSX.Element | null {
    const texts = useTexts();
    const loaded = useLoad(`usages scenario ${scenario}`, () => usages("scenario", scenario));
    if (loaded.state === "failed") return <span className="soft">{explain(texts, loaded.problem)}</span>;
    if (loaded.state === "loading") return null;
    if (loaded.value.items.length === 0) return nothing === null ? null : <span className="soft">{nothing}</span>;
    return (
        <span>
            {label && <span className="soft">{label} </span>}
            {loaded.value.items.map((usage, index) => (
                <span key={`${usage.kind} ${usage.id}`}>
                    {index > 0 && ", "}
                    <UsageLink usage={usage} />
                </span>
            ))}
        </span>
    );
}
