import { Button } from "../../parts/form/button";
import { Empty } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";

/** A part of a page that could not be loaded: why, and a button that asks again. */
export function LoadFailed({ problem, onRetry }: { problem: unknown; onRetry: () => void }): JSX.Element {
    const texts = useTexts();
    return (
        <Empty icon="alert" title={explain(texts, problem)}>
            <Button onClick={onRetry}>{texts.common.retry}</Button>
        </Empty>
    );
}
