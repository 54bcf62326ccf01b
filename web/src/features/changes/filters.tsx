import { changeActions } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { SelectField, TextField } from "../../parts/form/field";
import { SearchBox } from "../../parts/form/search";
import { useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { PeriodFields } from "../history/periodFields";
import { isFiltered } from "./changesFilter";
import type { ChangesFilter } from "./changesFilter";

/** ACT-03: the filters of the action history. Each change is in the address at once. */
export function ChangesFilters({ filter }: { filter: ChangesFilter }): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    return (
        <>
            <SearchBox
                label={texts.changes.searchObject}
                clearLabel={texts.common.clear}
                value={filter.object}
                onSearch={(object) => router.setQuery({ object })}
            />
            <PeriodFields filter={filter} />
            <SelectField
                label={texts.changes.action}
                value={filter.action}
                options={[
                    { value: "", title: texts.changes.anyAction },
                    ...changeActions.map((value) => ({ value, title: texts.changes.actions[value] })),
                ]}
                onChange={(action) => router.setQuery({ action })}
            />
            <TextField
                label={texts.changes.author}
                placeholder={texts.changes.author}
                value={filter.author}
                maxLength={100}
                onChange={(author) => router.setQuery({ author })}
            />
            {isFiltered(filter) && (
                <Button
                    kind="quiet"
                    icon="close"
                    onClick={() =>
                        router.setQuery({ period: "", from: "", to: "", object: "", author: "", action: "" })
                    }
                >
                    {texts.history.reset}
                </Button>
            )}
        </>
    );
}
