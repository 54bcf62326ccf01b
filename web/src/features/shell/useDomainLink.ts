import { writeAddress } from "../../parts/routing/address";
import { useChosenDomain } from "./useChosenDomain";

/** The address of a page of the domain: who chooses among domains stays with the one that was chosen. */
export function useDomainLink(): (path: string) => string {
    const domain = useChosenDomain();
    return (path) => writeAddress({ path, query: domain.isChoosable ? domain.query : {} });
}
