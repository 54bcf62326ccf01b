import { poolDirectory } from "../../api/pools";
import { Choice } from "../../parts/form/choice";
import { SearchBox } from "../../parts/form/search";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import type { PageProps } from "../../pages";
import { useTexts } from "../../texts";
import { useSession } from "../session/session";
import { useChosenDomain } from "../shell/useChosenDomain";
import { ContactBook } from "./contactBook";
import { PoolBook } from "./poolBook";

/** ADR-01, ME-05: the company's address book, and one's own. */
export default function ContactsPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const words = texts.features.calling.contacts;
    const router = useRouter();
    const { me } = useSession();
    const domain = useChosenDomain();
    const { query } = router.address;
    const open = parameters["contact"];
    const search = query["search"] ?? "";
    // Who keeps many domains reads their books only when one is chosen.
    const isOwn = query["book"] === "own" || domain.id === "";
    // A system administrator is in no pool.
    const known = useLoad(`pool of ${domain.isChoosable ? "" : domain.id}`, async () =>
        domain.isChoosable ? null : poolDirectory.domains().catch(() => null),
    );
    const directory = known.value?.pool ? known.value : null;
    const isPool = query["book"] === "pool" && !domain.isChoosable;
    const book = isOwn ? null : domain.id;
    const isKeeper = isOwn || me.role !== "user";
    const show = (changed: Readonly<Record<string, string>>): void =>
        router.go(writeAddress({ path: "/contacts", query: { ...query, ...changed } }), { replace: true });

    const filters = (
        <>
            <SearchBox
                label={words.search}
                clearLabel={texts.common.clear}
                value={search}
                onSearch={(text) => show({ search: text })}
            />
            {domain.id !== "" && (
                <Choice
                    label={words.books}
                    value={isPool ? "pool" : isOwn ? "own" : "company"}
                    options={[
                        { value: "company", title: words.company },
                        { value: "own", title: words.own },
                        ...(directory ? [{ value: "pool" as const, title: texts.pools.book.tab }] : []),
                    ]}
                    onChange={(value) => show({ book: value === "company" ? "" : value, of: "" })}
                />
            )}
        </>
    );
    if (isPool && directory) {
        return (
            <PoolBook
                directory={directory}
                domain={query["of"] ?? ""}
                search={search}
                filters={filters}
                onDomain={(of) => show({ of })}
            />
        );
    }
    return (
        <ContactBook
            key={book ?? ""}
            book={book}
            isKeeper={isKeeper}
            open={open}
            search={search}
            filters={filters}
        />
    );
}
