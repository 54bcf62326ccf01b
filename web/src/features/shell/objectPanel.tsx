import { Problem } from "../../api/problem";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Empty, Panel, PanelSkeleton } from "../../parts/page/page";
import type { IconName } from "../../parts/page/icon";
import type { Loaded } from "../../parts/page/useLoad";
import { useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { ReasonList } from "../groups/usages";
import { useTellChanged } from "./useAct";
import { useDomainLink } from "./useDomainLink";

/** The card of an object that is on its way or did not come. */
export function WaitingPanel({
    title,
    icon,
    back,
    loaded,
}: {
    title: string;
    icon: IconName;
    back: string;
    loaded: Exclude<Loaded<unknown>, { state: "ready" }>;
}): JSX.Element {
    const texts = useTexts();
    return (
        <Panel title={title} back={back} closeLabel={texts.common.close}>
            {loaded.state === "loading" ? (
                <PanelSkeleton label={texts.common.loading} />
            ) : (
                <Empty icon={icon} title={explain(texts, loaded.problem)} />
            )}
        </Panel>
    );
}

/**
 * Removes an object from its card: asks by name, removes, goes back to the list, offers to undo. What stands in the way is
 * listed, with links.
 */
export function useRemoval(back: string, onGone: () => void): (removal: {
    readonly title: string;
    readonly text: string;
    readonly done: string;
    /** Said when something else stands on the object that the server does not name. */
    readonly conflict?: string;
    readonly objectKind: string;
    remove(): Promise<unknown>;
}) => Promise<void> {
    const texts = useTexts();
    const router = useRouter();
    const ask = useAsk();
    const tell = useTell();
    const tellChanged = useTellChanged();
    const link = useDomainLink();
    return async ({ title, text, done, conflict, objectKind, remove }) => {
        const goesOn = await ask({
            title,
            text,
            goOn: texts.common.remove,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (!goesOn) return;
        try {
            await remove();
        } catch (problem) {
            if (problem instanceof Problem && problem.reasons.length > 0) {
                const { reasons } = problem;
                await ask({
                    title: texts.groups.cannotRemove,
                    text: (close) => (
                        <>
                            <p>{texts.groups.cannotRemoveText}</p>
                            <ReasonList
                                reasons={reasons}
                                isOfUser={objectKind === "user"}
                                link={link}
                                onFollow={close}
                            />
                        </>
                    ),
                    goOn: texts.common.close,
                });
                return;
            }
            const stands = conflict !== undefined && problem instanceof Problem && problem.code === "conflict";
            tell({ text: stands ? conflict : explain(texts, problem), kind: "problem" });
            return;
        }
        onGone();
        router.go(back);
        tellChanged(done, objectKind, onGone);
    };
}
