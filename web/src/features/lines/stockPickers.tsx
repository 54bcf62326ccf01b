import { api } from "../../api/endpoints";
import { SearchedPicker } from "../../parts/form/searchedPicker";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";

interface PickerProps {
    /** The id; empty: none. */
    readonly chosen: string;
    readonly error?: string | undefined;
    readonly onChoose: (id: string) => void;
}

/** How many are told before somebody types more. */
const most = 8;

/** Whose a number is, out of any number of domains. */
export function DomainPicker({ chosen, error, onChoose }: PickerProps): JSX.Element {
    const texts = useTexts();
    const known = useLoad(`domain ${chosen}`, async () => (chosen === "" ? null : api.domains.find(chosen)));
    return (
        <SearchedPicker
            label={texts.shell.domain}
            chosen={known.value?.shownName || chosen}
            error={error}
            placeholder={texts.lines.findDomain}
            nothingFound={texts.lines.noDomainFound}
            find={async (search, signal) => {
                const { items } = await api.domains.page({ search, limit: most }, signal);
                return items.map(({ id, shownName }) => ({ id, title: shownName || id, detail: id }));
            }}
            onChoose={({ id }) => onChoose(id)}
        />
    );
}

/** The trunk by which a number comes, out of any number of them, or any. */
export function TrunkPicker({ chosen, error, onChoose }: PickerProps): JSX.Element {
    const texts = useTexts();
    const words = texts.lines;
    const known = useLoad(`trunk ${chosen}`, async () => (chosen === "" ? null : api.trunks.find(chosen)));
    return (
        <SearchedPicker
            label={words.trunk}
            chosen={chosen === "" ? words.anyTrunk : known.value?.name ?? ""}
            error={error}
            placeholder={words.findTrunk}
            nothingFound={words.noTrunkFound}
            find={async (search, signal) => {
                const { items } = await api.trunks.page({ search, limit: most }, signal);
                const trunks = items.map(({ id, name, host }) => ({ id, title: name, detail: host }));
                return search === "" ? [{ id: "", title: words.anyTrunk }, ...trunks] : trunks;
            }}
            onChoose={({ id }) => onChoose(id)}
        />
    );
}
