import { useState } from "react";
import { api } from "../../api/endpoints";
import { numberKinds, numberStates, numberStock } from "../../api/numbers";
import type { NumberState, StockNumber } from "../../api/numbers";
import { sheets } from "../../api/sheets";
import { SelectField } from "../../parts/form/field";
import { shownNumber } from "../../parts/format/phoneNumber";
import { shownPrice } from "../../parts/format/price";
import { Dot } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useRouter } from "../../parts/routing/router";
import { emptySelection } from "../../parts/table/selection";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useSpeech, useTexts } from "../../texts";
import { Downloads } from "../sheets/downloads";
import { SheetImport } from "../sheets/sheetImport";
import { ListPage } from "../shell/listPage";
import { NothingFound } from "../shell/listSearch";
import { categoryOptions } from "./categoryOptions";
import { lastDay } from "./holdEnd";
import { StockBar } from "./stockBar";
import { StockPanel } from "./stockPanel";

const tones: Readonly<Record<NumberState, "good" | "warn" | "neutral" | "accent">> = {
    free: "good",
    booked: "warn",
    "given-up": "neutral",
    connected: "accent",
};
const narrowing = ["search", "kind", "category", "state", "of"] as const;

/** NUM-02: the numbers that the installation has to give. */
export default function StockPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const words = texts.numbers;
    const { language } = useSpeech();
    const router = useRouter();
    const { query } = router.address;
    const [selection, setSelection] = useState(emptySelection);
    const filter = {
        search: query["search"] ?? "",
        kind: query["kind"] ?? "",
        category: query["category"] ?? "",
        state: query["state"] ?? "",
        domain: query["of"] ?? "",
    };
    const domains = useLoad("domains of numbers", () => api.domains.page({ limit: 200 }, undefined));
    const pages = usePages<StockNumber>(JSON.stringify(filter), (cursor, signal) =>
        numberStock.page({ ...filter, cursor }, signal),
    );
    const columns: readonly Column<StockNumber>[] = [
        {
            key: "number",
            title: words.stock.number,
            width: "192px",
            cell: (number) => (
                <span className="two-lines">
                    {shownNumber(number.number)}
                    <small className="under-wide">{number.city || words.kinds["toll-free"]}</small>
                </span>
            ),
        },
        {
            key: "city",
            title: words.city,
            from: "wide",
            cell: (number) => number.city || words.kinds["toll-free"],
        },
        { key: "category", title: words.category, from: "wide", cell: (number) => words.categories[number.category] },
        {
            key: "price",
            title: words.priceShort,
            width: "148px",
            align: "end",
            from: "medium",
            cell: (number) => shownPrice(number.priceKopecks, language),
        },
        {
            key: "state",
            title: words.stock.state,
            width: "148px",
            cell: (number) => <NumberDot number={number} />,
        },
        { key: "domain", title: words.stock.domain, from: "wide", cell: (number) => number.domain },
    ];
    const door = sheets.numbers();
    const isNarrowed = narrowing.some((name) => query[name] !== undefined && query[name] !== "");
    return (
        <ListPage
            path="/system/numbers"
            open={parameters["number"]}
            list={pages}
            words={words.stock}
            icon="keypad"
            columns={columns}
            nameOf={(number) => shownNumber(number.number)}
            actions={
                <>
                    <Downloads title={texts.sheets.save} address={door.export} />
                    <SheetImport title={words.stock.import} door={door} onCreated={pages.reload} />
                </>
            }
            search={words.stock.search}
            filters={
                <>
                    <SelectField
                        label={words.shop.kind}
                        value={filter.kind}
                        options={[
                            { value: "", title: words.shop.kind },
                            ...numberKinds.map((value) => ({ value: value as string, title: words.kinds[value] })),
                        ]}
                        onChange={(kind) => router.setQuery({ kind })}
                    />
                    <SelectField
                        label={words.category}
                        value={filter.category}
                        options={categoryOptions(texts, words.anyCategory)}
                        onChange={(category) => router.setQuery({ category })}
                    />
                    <SelectField
                        label={words.stock.state}
                        value={filter.state}
                        options={[
                            { value: "", title: words.stock.anyState },
                            ...numberStates.map((value) => ({
                                value: value as string,
                                title: words.stock.states[value],
                            })),
                        ]}
                        onChange={(state) => router.setQuery({ state })}
                    />
                    <SelectField
                        label={words.stock.domain}
                        value={filter.domain}
                        options={[
                            { value: "", title: texts.shell.allDomains },
                            ...(domains.value?.items ?? []).map(({ id, shownName }) => ({
                                value: id,
                                title: shownName || id,
                            })),
                        ]}
                        onChange={(of) => router.setQuery({ of })}
                    />
                </>
            }
            selection={selection}
            onSelect={setSelection}
            bar={
                <StockBar
                    selection={selection}
                    onSelect={setSelection}
                    onChanged={() => {
                        setSelection(emptySelection);
                        pages.reload();
                    }}
                />
            }
            nothingFound={isNarrowed && <NothingFound title={words.stock.nothingFound} />}
            card={(place) => <StockPanel key={place.id} {...place} />}
        />
    );
}

/** What has become of a number, and until when it is kept. */
export function NumberDot({ number }: { number: StockNumber }): JSX.Element {
    const words = useTexts().numbers.stock;
    const { language, zone } = useSpeech();
    return (
        <Dot tone={tones[number.state]} isHollow={number.state === "given-up"}>
            <span className="two-lines">
                {words.states[number.state]}
                {number.until !== null && <small className="kept">{words.until(lastDay(number.until, language, zone))}</small>}
                {number.state === "connected" && <small className="kept">{number.isAdditional ? words.additional : words.main}</small>}
            </span>
        </Dot>
    );
}
