import { useState } from "react";
import { numberStock } from "../../api/numbers";
import type { NumberCategory } from "../../api/numbers";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { SelectField, TextField } from "../../parts/form/field";
import { kopecksOf } from "../../parts/format/price";
import { useForm } from "../../parts/form/useForm";
import { emptySelection } from "../../parts/table/selection";
import type { Selection } from "../../parts/table/selection";
import { useTexts } from "../../texts";
import { explainForm } from "../../texts/explain";
import { DialogForm } from "../shell/dialogForm";
import { categoryOptions } from "./categoryOptions";

/** NUM-02: a price or a category for all chosen numbers at once. */
export function StockBar({
    selection,
    onSelect,
    onChanged,
}: {
    selection: Selection;
    onSelect: (selection: Selection) => void;
    onChanged: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.numbers.stock;
    const [asked, setAsked] = useState<"price" | "category" | null>(null);
    const title = words.chosen(selection.keys.size);
    return (
        <div className="group-bar" role="toolbar" aria-label={title}>
            <strong aria-live="polite">{title}</strong>
            <Button onClick={() => setAsked("price")}>{words.setPrice}</Button>
            <Button onClick={() => setAsked("category")}>{words.setCategory}</Button>
            <Button kind="quiet" onClick={() => onSelect(emptySelection)}>
                {texts.selection.drop}
            </Button>
            {asked && (
                <BulkDialog
                    what={asked}
                    numbers={[...selection.keys]}
                    onClose={() => setAsked(null)}
                    onChanged={() => {
                        setAsked(null);
                        onChanged();
                    }}
                />
            )}
        </div>
    );
}

function BulkDialog({
    what,
    numbers,
    onClose,
    onChanged,
}: {
    what: "price" | "category";
    numbers: readonly string[];
    onClose: () => void;
    onChanged: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.numbers;
    const tell = useTell();
    const form = useForm<{ readonly price: string; readonly category: NumberCategory }>({
        initial: { price: "", category: "none" },
        check: ({ price }) => ({
            price: what === "price" && kopecksOf(price) === null ? words.stock.priceRule : undefined,
        }),
        save: async ({ price, category }) => {
            const body = what === "price" ? { priceKopecks: kopecksOf(price) ?? 0 } : { category };
            tell({ text: words.stock.changed(await numberStock.changeMany(numbers, body)) });
            onChanged();
        },
        explain: (problem) => explainForm(texts, problem, { price: words.stock.priceRule }),
    });
    return (
        <DialogForm
            title={what === "price" ? words.stock.setPrice : words.stock.setCategory}
            form={form}
            submitTitle={texts.common.save}
            onClose={onClose}
        >
            <p className="soft">{words.stock.chosen(numbers.length)}</p>
            {what === "price" ? (
                <TextField
                    label={words.price}
                    value={form.values.price}
                    error={form.errors.price}
                    inputMode="decimal"
                    onChange={(value) => form.set("price", value)}
                />
            ) : (
                <SelectField
                    label={words.category}
                    value={form.values.category}
                    options={categoryOptions(texts)}
                    onChange={(value) => form.set("category", value as NumberCategory)}
                />
            )}
        </DialogForm>
    );
}
