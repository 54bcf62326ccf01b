import { api } from "../../api/endpoints";
import { numberStock } from "../../api/numbers";
import type { StockNumber } from "../../api/numbers";
import { SelectField, TextField } from "../../parts/form/field";
import { dayText, startOfDay } from "../../parts/format/moment";
import { shownNumber } from "../../parts/format/phoneNumber";
import { useForm } from "../../parts/form/useForm";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts, useZone } from "../../texts";
import { explainForm } from "../../texts/explain";
import { DialogForm } from "../shell/dialogForm";
import { endOfDay } from "./holdEnd";

/** Days that are proposed for a booking. */
const usualDays = 30;

/** NUM-02: keeps a free number for a domain until the end of a day. */
export function BookingDialog({
    number,
    onBooked,
    onClose,
}: {
    number: StockNumber;
    onBooked: (number: StockNumber) => void;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.numbers.stock;
    const zone = useZone();
    const domains = useLoad("domains to book for", () => api.domains.page({ limit: 200 }, undefined));
    const form = useForm<{ readonly domain: string; readonly until: string }>({
        initial: { domain: "", until: dayText(startOfDay(new Date(), zone, -usualDays), zone) },
        check: ({ domain, until }) => ({
            domain: domain === "" ? words.domainNeeded : undefined,
            until: endOfDay(until, new Date(), zone) ? undefined : words.bookRule,
        }),
        save: async ({ domain, until }) => {
            const end = endOfDay(until, new Date(), zone) ?? new Date();
            onBooked(await numberStock.book(number, domain, end.toISOString()));
        },
        explain: (problem) => explainForm(texts, problem, { domain: words.domainNeeded, until: words.bookRule }),
    });
    const { values, errors } = form;
    return (
        <DialogForm
            title={words.bookTitle(shownNumber(number.number))}
            form={form}
            submitTitle={words.book}
            onClose={onClose}
        >
            <SelectField
                label={words.bookFor}
                value={values.domain}
                error={errors.domain}
                options={[
                    { value: "", title: "—" },
                    ...(domains.value?.items ?? []).map(({ id, shownName }) => ({ value: id, title: shownName || id })),
                ]}
                onChange={(value) => form.set("domain", value)}
            />
            <TextField
                label={words.bookUntil}
                type="date"
                value={values.until}
                error={errors.until}
                onChange={(value) => form.set("until", value)}
            />
        </DialogForm>
    );
}
