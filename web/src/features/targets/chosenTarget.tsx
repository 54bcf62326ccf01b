import type { RouteTarget } from "../../api/scenarios";
import { Button } from "../../parts/form/button";
import { Icon } from "../../parts/page/icon";
import { useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { useDomainLink } from "../shell/useDomainLink";
import type { Directory } from "./directory";
import { targetFace } from "./face";

/** Where to, once it is chosen: its name, a way to its own page, and to choose another. */
export function ChosenTarget({
    target,
    directory,
    onChange,
}: {
    target: RouteTarget;
    directory: Directory | null;
    onChange: () => void;
}): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const link = useDomainLink();
    const face = targetFace(target, directory, texts);
    return (
        <div className="card" role="group" aria-label={texts.lines.target}>
            <Icon name={face.icon} />
            <div>
                <strong>{face.title}</strong>
                <span className={face.isGone ? "bad" : "soft"}>{face.detail}</span>
            </div>
            {face.path && (
                <a
                    href={router.href(link(face.path))}
                    target="_blank"
                    rel="noreferrer"
                    title={texts.targets.opensElsewhere}
                >
                    {texts.targets.edit}
                </a>
            )}
            <Button onClick={onChange}>{texts.lines.changeTarget}</Button>
        </div>
    );
}
