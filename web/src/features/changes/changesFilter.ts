import { changeActions } from "../../api/schema";
import type { ChangeAction } from "../../api/schema";
import type { Zone } from "../../parts/format/zone";
import type { Query } from "../../parts/routing/address";
import { periodQuery, readPeriod } from "../history/historyFilter";
import type { PeriodFilter } from "../history/historyFilter";

/** ACT-03, as it stands in the page's address. */
export interface ChangesFilter extends PeriodFilter {
    /** Part of the object's name. */
    readonly object: string;
    /** Part of the login or the shown name. */
    readonly author: string;
    readonly action: ChangeAction | "";
}

/** Reads the filter out of an address; what is no filter's value counts as not given. */
export function readChangesFilter(query: Query): ChangesFilter {
    return {
        ...readPeriod(query),
        object: query["object"] ?? "",
        author: query["author"] ?? "",
        action: changeActions.find((action) => action === query["action"]) ?? "",
    };
}

export function isFiltered({ period, object, author, action }: ChangesFilter): boolean {
    return period !== "all" || object !== "" || author !== "" || action !== "";
}

/** What the server is asked; `until` is exclusive. */
export function changesQuery(filter: ChangesFilter, now: Date, zone: Zone): Record<string, string> {
    const { object, author, action } = filter;
    const { from = "", to = "" } = periodQuery(filter, now, zone);
    return { object, author, action, from, until: to };
}
