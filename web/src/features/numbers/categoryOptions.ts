import { numberCategories } from "../../api/numbers";
import type { Texts } from "../../texts";

/** The categories as a list of choices; with a title for all of them, that comes first. */
export function categoryOptions(texts: Texts, any?: string): readonly { readonly value: string; readonly title: string }[] {
    const all = numberCategories.map((value) => ({ value: value as string, title: texts.numbers.categories[value] }));
    return any === undefined ? all : [{ value: "", title: any }, ...all];
}
