import { api } from "../../api/endpoints";
import { Icon } from "../../parts/page/icon";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { findPage, listAddress } from "../../pages";
import { useTexts } from "../../texts";
import { useSession } from "../session/session";
import { systemDomain, useChosenDomain } from "./useChosenDomain";

/** More domains than this are chosen from their own page, where they can be searched. */
const most = 200;

/** Whose data is shown: a choice for the system administrator, the domain's name for everybody else. */
export function DomainSwitch(): JSX.Element {
    const { me } = useSession();
    return me.role === "system-administrator" ? (
        <DomainChoice />
    ) : (
        <p className="domain-name">
            {me.domainShownName || me.domain}
            {me.domainShownName !== "" && me.domainShownName !== me.domain && <small>{me.domain}</small>}
        </p>
    );
}

function DomainChoice(): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const { me } = useSession();
    const chosen = useChosenDomain();
    // Asked again at each change of page: a domain may have been added meanwhile.
    const domains = useLoad(`domains ${router.address.path.split("/")[2] ?? ""}`, () =>
        api.domains.page({ limit: most }, undefined),
    );
    const known = domains.value?.items ?? [];
    const isListed = ["", systemDomain].includes(chosen.id) || known.some((domain) => domain.id === chosen.id);
    const options = isListed ? known : [...known, { id: chosen.id, shownName: chosen.id }];

    const choose = (id: string): void => {
        const present = findPage(router.address.path, me);
        const path = present?.page.isOfDomain ? listAddress(present.page) : "/users";
        router.go(writeAddress({ path, query: { domain: id } }));
    };
    return (
        <label className="domain-switch">
            <span>{texts.shell.domain}</span>
            <span className="input select">
                <select value={chosen.id} onChange={(event) => choose(event.target.value)}>
                    <option value="">{texts.shell.allDomains}</option>
                    <option value={systemDomain}>{texts.shell.systemDomain}</option>
                    {options.map((domain) => (
                        <option key={domain.id} value={domain.id}>
                            {domain.shownName || domain.id}
                        </option>
                    ))}
                </select>
                <Icon name="down" />
            </span>
        </label>
    );
}
