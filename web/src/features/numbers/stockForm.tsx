import { useState } from "react";
import { api } from "../../api/endpoints";
import { numberStock } from "../../api/numbers";
import type { NumberCategory, StockNumber } from "../../api/numbers";
import { SelectField, TextField } from "../../parts/form/field";
import { dialledNumber } from "../../parts/format/phoneNumber";
import { kopecksOf, priceText } from "../../parts/format/price";
import { useForm } from "../../parts/form/useForm";
import { useLoad } from "../../parts/page/useLoad";
import { useSpeech, useTexts } from "../../texts";
import { checkName, checkPhone, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { useCreate } from "../shell/useCreate";
import { isFreeForCallers } from "../lines/rules";
import { categoryOptions } from "./categoryOptions";

interface Values {
    readonly number: string;
    readonly city: string;
    readonly category: NumberCategory;
    readonly priceKopecks: string;
    readonly trunk: string;
}

interface StockFormProps {
    readonly number: StockNumber | null;
    readonly back: string;
    readonly onSaved: (number: StockNumber) => void;
}

export function StockForm(props: StockFormProps): JSX.Element {
    const [round, setRound] = useState(0);
    return <Fields key={round} {...props} onReset={() => setRound(round + 1)} />;
}

function Fields({ number, back, onSaved, onReset }: StockFormProps & { onReset: () => void }): JSX.Element {
    const texts = useTexts();
    const words = texts.numbers;
    const { language } = useSpeech();
    const create = useCreate();
    const trunks = useLoad("trunks of numbers", () => api.trunks.page({ limit: 200 }, undefined));
    const isFree = (values: Values): boolean => isFreeForCallers(dialledNumber(values.number));
    const form = useForm<Values>({
        initial: {
            number: number?.number ?? "",
            city: number?.city ?? "",
            category: number?.category ?? "none",
            priceKopecks: number ? priceText(number.priceKopecks, language) : "0",
            trunk: number?.trunk ?? "",
        },
        check: (values) => ({
            number: checkRequired(values.number, texts) ?? checkPhone(values.number, texts),
            city: isFree(values) || values.city.trim() !== "" ? checkName(values.city, texts) : words.stock.cityNeeded,
            priceKopecks: kopecksOf(values.priceKopecks) === null ? words.stock.priceRule : undefined,
        }),
        save: async (values) => {
            const body = {
                city: values.city.trim(),
                category: values.category,
                priceKopecks: kopecksOf(values.priceKopecks) ?? 0,
                trunk: values.trunk || null,
            };
            const saved = number
                ? await numberStock.change(number, body)
                : await create((key) => numberStock.add(dialledNumber(values.number), body, key));
            onSaved(saved);
        },
        explain: (problem) =>
            explainForm<Values>(texts, problem, {
                number: texts.checks.phone,
                city: words.stock.cityNeeded,
                priceKopecks: words.stock.priceRule,
            }),
    });
    const { values, errors } = form;
    return (
        <CardForm
            form={form}
            submitTitle={number ? texts.common.save : words.stock.create}
            back={back}
            isNew={number === null}
            onReset={onReset}
        >
            {!number && (
                <TextField
                    label={words.stock.number}
                    hint={words.stock.numberHint}
                    value={values.number}
                    error={errors.number}
                    inputMode="tel"
                    onChange={(value) => form.set("number", value)}
                />
            )}
            {!isFree(values) && (
                <TextField
                    label={words.city}
                    value={values.city}
                    error={errors.city}
                    onChange={(value) => form.set("city", value)}
                />
            )}
            <SelectField
                label={words.category}
                value={values.category}
                options={categoryOptions(texts)}
                onChange={(value) => form.set("category", value as NumberCategory)}
            />
            <TextField
                label={words.price}
                value={values.priceKopecks}
                error={errors.priceKopecks}
                inputMode="decimal"
                onChange={(value) => form.set("priceKopecks", value)}
            />
            <SelectField
                label={words.stock.trunk}
                hint={words.stock.trunkHint}
                value={values.trunk}
                options={[
                    { value: "", title: words.stock.anyTrunk },
                    ...(trunks.value?.items ?? []).map(({ id, name }) => ({ value: id, title: name })),
                ]}
                onChange={(value) => form.set("trunk", value)}
            />
        </CardForm>
    );
}
