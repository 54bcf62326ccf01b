import { SelectField, TextField } from "../../parts/form/field";
import type { Query } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { useTexts, useZone } from "../../texts";
import { periodChange, periods } from "./historyFilter";
import type { PeriodFilter } from "./historyFilter";

/** Which days a history is narrowed to; in the address at once. What has an end of days alone offers no “all”. */
export function PeriodFields({
    filter,
    hasAll = true,
    onChange,
}: {
    filter: PeriodFilter;
    hasAll?: boolean;
    /** Changes the address, where it names the period otherwise. */
    onChange?: (change: Query) => void;
}): JSX.Element {
    const offered = periods.filter((value) => hasAll || value !== "all");
    const texts = useTexts();
    const router = useRouter();
    const change = onChange ?? router.setQuery;
    const zone = useZone();
    return (
        <>
            <SelectField
                label={texts.history.period}
                value={filter.period}
                options={offered.map((value) => ({ value, title: texts.history.periods[value] }))}
                onChange={(period) => change(periodChange(period, new Date(), zone))}
            />
            {filter.period === "free" && (
                <>
                    <TextField
                        label={texts.history.from}
                        type="date"
                        value={filter.from}
                        max={filter.to || undefined}
                        onChange={(from) => change({ from })}
                    />
                    <TextField
                        label={texts.history.to}
                        type="date"
                        value={filter.to}
                        min={filter.from || undefined}
                        onChange={(to) => change({ to })}
                    />
                </>
            )}
        </>
    );
}
