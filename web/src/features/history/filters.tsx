import { callResults, callTraits } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { SelectField } from "../../parts/form/field";
import { SearchBox } from "../../parts/form/search";
import { Icon } from "../../parts/page/icon";
import type { Query } from "../../parts/routing/address";
import { useTexts } from "../../texts";
import { useSession } from "../session/session";
import { UserName } from "../users/userName";
import { directions, isFiltered } from "./historyFilter";
import type { HistoryFilter } from "./historyFilter";
import { PeriodFields } from "./periodFields";

const any = (title: string): { value: ""; title: string } => ({ value: "", title });

/** The filters of the call history. Each change is in the address at once, so that it can be sent to a colleague. */
export function HistoryFilters({
    filter,
    isShort = false,
    onChange,
}: {
    filter: HistoryFilter;
    /** For a card: by days, direction and the other side alone. */
    isShort?: boolean;
    /** Changes the address. */
    onChange: (change: Query) => void;
}): JSX.Element {
    const texts = useTexts();
    const reset = { period: "", from: "", to: "", direction: "", result: "", trait: "", user: "", route: "", way: "", search: "" };
    return (
        <>
            <SearchBox
                label={texts.history.search}
                clearLabel={texts.common.clear}
                value={filter.search}
                onSearch={(search) => onChange({ search })}
            />
            <PeriodFields filter={filter} onChange={onChange} />
            <SelectField
                label={texts.calls.direction}
                value={filter.direction}
                options={[
                    any(texts.history.anyDirection),
                    ...directions.map((value) => ({ value, title: texts.calls.directions[value] })),
                ]}
                onChange={(direction) => onChange({ direction })}
            />
            {!isShort && <FurtherFilters filter={filter} onChange={onChange} />}
            {isFiltered(filter) && (
                <Button kind="quiet" icon="close" onClick={() => onChange(reset)}>
                    {texts.history.reset}
                </Button>
            )}
        </>
    );
}

/** What the whole history can be narrowed to besides. */
function FurtherFilters({
    filter,
    onChange,
}: {
    filter: HistoryFilter;
    onChange: (change: Query) => void;
}): JSX.Element {
    const texts = useTexts();
    const { me } = useSession();
    return (
        <>
            <SelectField
                label={texts.history.result}
                value={filter.result}
                options={[
                    any(texts.history.anyResult),
                    ...callResults.map((value) => ({ value, title: texts.history.results[value] })),
                ]}
                onChange={(result) => onChange({ result })}
            />
            <SelectField
                label={texts.history.trait}
                value={filter.trait}
                options={[
                    any(texts.history.anyTrait),
                    ...callTraits.map((value) => ({ value, title: texts.history.traits[value] })),
                ]}
                onChange={(trait) => onChange({ trait })}
            />
            <SelectField
                label={texts.privateRoutes.ofHistory}
                value={filter.route}
                options={[
                    any(texts.privateRoutes.allCalls),
                    { value: "any", title: texts.privateRoutes.anyRoute },
                    ...(filter.route === "" || filter.route === "any"
                        ? []
                        : [{ value: filter.route, title: texts.privateRoutes.oneRoute }]),
                ]}
                onChange={(route) => onChange({ route, way: "" })}
            />
            {filter.way !== "" && filter.route !== "" && (
                <span className="chip">{texts.privateRoutes.ways[filter.way]}</span>
            )}
            {filter.user !== "" && me.role !== "user" && (
                <span className="chip">
                    <Icon name="people" /> <UserName id={filter.user} />
                </span>
            )}
        </>
    );
}
