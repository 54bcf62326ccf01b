import { Choice } from "../../parts/form/choice";
import { Empty, Page } from "../../parts/page/page";
import { useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { useChosenDomain } from "../shell/useChosenDomain";
import { Offer } from "./offer";
import { OwnNumbers } from "./ownNumbers";

/** NUM-01, «Управление номерами»: the domain's numbers, those that are kept for it, and those that it may connect. */
export default function ShopPage(): JSX.Element {
    const texts = useTexts();
    const words = texts.numbers.shop;
    const router = useRouter();
    const domain = useChosenDomain();
    const view = router.address.query["view"] === "offer" ? "offer" : "own";
    const views = (
        <Choice
            label={words.view}
            value={view}
            options={(["own", "offer"] as const).map((value) => ({ value, title: words.views[value] }))}
            onChange={(value) => router.setQuery({ view: value === "own" ? "" : value })}
        />
    );
    if (domain.id === "") {
        return (
            <Page title={words.title}>
                <div className="page-body">
                    <Empty icon="line" title={words.chooseDomain} />
                </div>
            </Page>
        );
    }
    if (view === "offer") return <Offer key={domain.id} domain={domain.id} views={views} />;
    return (
        <Page title={words.title} filters={views}>
            <div className="page-body">
                <OwnNumbers key={domain.id} domain={domain.id} />
            </div>
        </Page>
    );
}
