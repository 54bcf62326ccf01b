import { SearchBox } from "../../parts/form/search";
import { Empty } from "../../parts/page/page";
import { useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";

/** What is searched in a list; it stands in the address, so that the list can be sent to a colleague. */
export function useSearched(): string {
    return useRouter().address.query["search"] ?? "";
}

/** The field in which a list is searched as one types. */
export function ListSearch({ label }: { label: string }): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const searched = useSearched();
    return (
        <SearchBox
            label={label}
            clearLabel={texts.common.clear}
            value={searched}
            onSearch={(search) => router.setQuery({ search })}
        />
    );
}

/** What a list says that has rows, but none with what is searched. */
export function NothingFound({ title }: { title?: string }): JSX.Element {
    const { common } = useTexts();
    return <Empty icon="search" title={title ?? common.nothingFound} />;
}
