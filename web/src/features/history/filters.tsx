import { callResults } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { SelectField, TextField } from "../../parts/form/field";
import { SearchBox } from "../../parts/form/search";
import { Icon } from "../../parts/page/icon";
import { useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { useSession } from "../session/session";
import { UserName } from "../users/userName";
import { directions, isFiltered, periodChange, periods } from "./historyFilter";
import type { HistoryFilter } from "./historyFilter";

/** The filters of the call history. Each change is in the address at once, so that it can be sent to a colleague. */
export function HistoryFilters({ filter }: { filter: HistoryFilter }): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const { me } = useSession();
    const any = (title: string): { value: ""; title: string } => ({ value: "", title });
    const reset = { period: "", from: "", to: "", direction: "", result: "", user: "", search: "" };
    return (
        <>
            <SearchBox
                label={texts.history.search}
                clearLabel={texts.common.clear}
                value={filter.search}
                onSearch={(search) => router.setQuery({ search })}
            />
            <SelectField
                label={texts.history.period}
                value={filter.period}
                options={periods.map((value) => ({ value, title: texts.history.periods[value] }))}
                onChange={(period) => router.setQuery(periodChange(period, new Date()))}
            />
            {filter.period === "free" && (
                <>
                    <TextField
                        label={texts.history.from}
                        type="date"
                        value={filter.from}
                        max={filter.to || undefined}
                        onChange={(from) => router.setQuery({ from })}
                    />
                    <TextField
                        label={texts.history.to}
                        type="date"
                        value={filter.to}
                        min={filter.from || undefined}
                        onChange={(to) => router.setQuery({ to })}
                    />
                </>
            )}
            <SelectField
                label={texts.calls.direction}
                value={filter.direction}
                options={[
                    any(texts.history.anyDirection),
                    ...directions.map((value) => ({ value, title: texts.calls.directions[value] })),
                ]}
                onChange={(direction) => router.setQuery({ direction })}
            />
            <SelectField
                label={texts.history.result}
                value={filter.result}
                options={[
                    any(texts.history.anyResult),
                    ...callResults.map((value) => ({ value, title: texts.history.results[value] })),
                ]}
                onChange={(result) => router.setQuery({ result })}
            />
            {filter.user !== "" && me.role !== "user" && (
                <span className="chip">
                    <Icon name="people" /> <UserName id={filter.user} />
                </span>
            )}
            {isFiltered(filter) && (
                <Button kind="quiet" icon="close" onClick={() => router.setQuery(reset)}>
                    {texts.history.reset}
                </Button>
            )}
        </>
    );
}
