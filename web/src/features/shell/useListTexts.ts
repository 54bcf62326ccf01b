import { useFormats, useTexts } from "../../texts";
import type { TableTexts } from "../../parts/table/table";
import { explain } from "../../texts/explain";

/** The words of every table, and its 'N of M'. */
export function useListTexts(list: { problem?: unknown }): TableTexts {
    const texts = useTexts();
    return {
        loading: texts.common.loading,
        failed: explain(texts, list.problem),
        retry: texts.common.retry,
        chooseAll: texts.selection.chooseAll,
        choose: texts.selection.choose,
    };
}

/** '100 of 1 240 users', '12 users', or '100 shown' where the server does not count. */
export function useCountText(): (
    list: { readonly rows: readonly unknown[]; readonly total: number | null; readonly state: string },
    noun?: (count: number) => string,
) => string {
    const texts = useTexts();
    const formats = useFormats();
    return ({ rows, total, state }, noun) => {
        if (rows.length === 0) return "";
        const loaded = formats.count(rows.length);
        const all = state === "done" ? rows.length : total;
        if (all === null) return texts.common.atLeast(loaded);
        if (all > rows.length) return texts.common.shown(loaded, formats.count(all));
        return noun ? `${loaded} ${noun(all)}` : loaded;
    };
}
