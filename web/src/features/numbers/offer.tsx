import { useState } from "react";
import type { ReactNode } from "react";
import { mostConnected, numberKinds, numberShop } from "../../api/numbers";
import type { NumberKind, OfferedNumber } from "../../api/numbers";
import { Button } from "../../parts/form/button";
import { Choice } from "../../parts/form/choice";
import { SelectField } from "../../parts/form/field";
import { SearchBox } from "../../parts/form/search";
import { shownNumber } from "../../parts/format/phoneNumber";
import { shownPrice } from "../../parts/format/price";
import { Empty, Page } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useRouter } from "../../parts/routing/router";
import { emptySelection } from "../../parts/table/selection";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import { useSpeech, useTexts } from "../../texts";
import { useCountText, useListTexts } from "../shell/useListTexts";
import { categoryOptions } from "./categoryOptions";
import { sumOf, useConnect } from "./useConnect";

/** Free numbers: chosen, asked about with their price, connected. */
export function Offer({ domain, views }: { domain: string; views: ReactNode }): JSX.Element {
    const texts = useTexts();
    const words = texts.numbers;
    const { language } = useSpeech();
    const router = useRouter();
    const connect = useConnect(domain);
    const countText = useCountText();
    const { query } = router.address;
    const [selection, setSelection] = useState(emptySelection);
    const [isBusy, setIsBusy] = useState(false);
    const kind: NumberKind = query["kind"] === "toll-free" ? "toll-free" : "city";
    const filter = {
        kind,
        city: kind === "city" ? query["city"] ?? "" : "",
        category: query["category"] ?? "",
        search: query["search"] ?? "",
    };
    const list = usePages<OfferedNumber>(`${domain} ${JSON.stringify(filter)}`, (cursor, signal) =>
        numberShop.offered(domain, { ...filter, cursor }, signal),
    );
    const cities = useLoad(`cities of numbers ${domain}`, () => numberShop.cities(domain));
    const listTexts = useListTexts(list);
    const chosen = list.rows.filter(({ id }) => selection.keys.has(id));
    const show = (changes: Readonly<Record<string, string>>): void => {
        setSelection(emptySelection);
        router.setQuery(changes);
    };
    const take = async (numbers: readonly OfferedNumber[]): Promise<void> => {
        setIsBusy(true);
        if (await connect(numbers)) {
            setSelection(emptySelection);
            list.reload();
            cities.reload();
        }
        setIsBusy(false);
    };
    const columns: readonly Column<OfferedNumber>[] = [
        {
            key: "number",
            title: words.shop.phone,
            cell: (number) => (
                <span className="two-lines">
                    {shownNumber(number.number)}
                    <small>{[number.city, words.categories[number.category]].filter(Boolean).join(" · ")}</small>
                </span>
            ),
        },
        ...(kind === "city"
            ? [{ key: "city", title: words.city, from: "medium", cell: ({ city }: OfferedNumber) => city } as const]
            : []),
        { key: "category", title: words.category, from: "medium", cell: (number) => words.categories[number.category] },
        {
            key: "price",
            title: words.priceShort,
            width: "132px",
            align: "end",
            cell: (number) => shownPrice(number.priceKopecks, language),
        },
        {
            key: "connect",
            title: words.shop.connect,
            isTitleHidden: true,
            width: "180px",
            from: "medium",
            cell: (number) => (
                <Button aria-label={words.shop.connectOf(shownNumber(number.number))} onClick={() => void take([number])}>
                    {words.shop.connect}
                </Button>
            ),
        },
    ];
    const title = words.shop.chosen(chosen.length);
    const isTooMany = chosen.length > mostConnected;
    return (
        <Page
            title={words.shop.title}
            count={countText(list, words.shop.count)}
            filters={
                <>
                    {views}
                    <Choice
                        label={words.shop.kind}
                        value={kind}
                        options={numberKinds.map((value) => ({ value, title: words.shop.kinds[value] }))}
                        onChange={(value) => show({ kind: value === "city" ? "" : value, city: "" })}
                    />
                    {kind === "city" && (
                        <SelectField
                            label={words.city}
                            value={filter.city}
                            options={[
                                { value: "", title: words.anyCity },
                                ...(cities.value?.items ?? []).map(({ city, count }) => ({
                                    value: city,
                                    title: `${city} (${count})`,
                                })),
                            ]}
                            onChange={(city) => show({ city })}
                        />
                    )}
                    <SelectField
                        label={words.category}
                        value={filter.category}
                        options={categoryOptions(texts, words.anyCategory)}
                        onChange={(category) => show({ category })}
                    />
                    <SearchBox
                        label={words.shop.search}
                        clearLabel={texts.common.clear}
                        value={filter.search}
                        onSearch={(search) => show({ search })}
                    />
                </>
            }
        >
            <Table
                label={words.shop.views.offer}
                rows={list.rows}
                columns={columns}
                keyOf={({ id }) => id}
                nameOf={({ number }) => shownNumber(number)}
                total={list.total}
                state={list.state}
                isStale={list.isStale}
                texts={listTexts}
                onMore={list.loadMore}
                onRetry={list.retry}
                selection={selection}
                onSelect={setSelection}
                empty={
                    <Empty icon="search" title={words.shop.nothingFound} text={words.shop.nothingFoundText} />
                }
            />
            {chosen.length > 0 && (
                <div className="group-bar" role="toolbar" aria-label={title}>
                    <strong aria-live="polite">{title}</strong>
                    <span>
                        {isTooMany ? words.shop.tooMany(mostConnected) : words.shop.sum(shownPrice(sumOf(chosen), language))}
                    </span>
                    <Button kind="primary" isBusy={isBusy} disabled={isTooMany} onClick={() => void take(chosen)}>
                        {words.shop.connect}
                    </Button>
                    <Button kind="quiet" onClick={() => setSelection(emptySelection)}>
                        {texts.selection.drop}
                    </Button>
                </div>
            )}
        </Page>
    );
}
