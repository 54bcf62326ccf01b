import { api } from "../../api/endpoints";
import type { Domain } from "../../api/schema";
import { Dot } from "../../parts/page/page";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useFormats, useTexts } from "../../texts";
import { ListPage } from "../shell/listPage";
import { useSearched } from "../shell/listSearch";
import { DomainImport } from "./domainImport";
import { DomainPanel } from "./domainPanel";

/** TEN-03: the companies of the installation. */
export default function DomainsPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const search = useSearched();
    const pages = usePages<Domain>(search, (cursor, signal) => api.domains.page({ search, cursor }, signal));
    const columns: readonly Column<Domain>[] = [
        {
            key: "name",
            title: texts.domains.name,
            cell: (domain) => (
                <span className="two-lines">
                    {domain.shownName || domain.id}
                    <small>{domain.id}</small>
                </span>
            ),
        },
        { key: "id", title: texts.domains.id, from: "medium", cell: (domain) => domain.id },
        {
            key: "limit",
            title: texts.domains.callLimit,
            width: "200px",
            align: "end",
            from: "wide",
            cell: (domain) => formats.count(domain.callLimit),
        },
        {
            key: "state",
            title: texts.domains.state,
            width: "148px",
            cell: (domain) => (
                <Dot tone={domain.isBlocked ? "bad" : "good"} isHollow={domain.isBlocked}>
                    {domain.isBlocked ? texts.domains.blocked : texts.domains.working}
                </Dot>
            ),
        },
    ];
    return (
        <ListPage
            path="/system/domains"
            open={parameters["domain"]}
            list={pages}
            words={texts.domains}
            actions={<DomainImport onMade={pages.reload} />}
            search={texts.common.searchIn(texts.domains.name, texts.domains.id)}
            icon="building"
            columns={columns}
            nameOf={(domain) => domain.shownName || domain.id}
            card={(place) => <DomainPanel key={place.id} {...place} />}
        />
    );
}
