import { api } from "../../api/endpoints";
import type { User } from "../../api/schema";
import { SearchedPicker } from "../../parts/form/searchedPicker";
import type { Choosable } from "../../parts/form/searchedPicker";
import { useTexts } from "../../texts";

export function userTitle(user: User): string {
    const name = user.shownName || user.login;
    return user.extension ? `${name} · ${user.extension}` : name;
}

/** One user out of any number. */
export function UserPicker({
    label,
    domain,
    chosen,
    error,
    onChoose,
}: {
    label: string;
    /** Narrows whom a system administrator finds; empty for all. */
    domain: string;
    chosen: User | null;
    error: string | undefined;
    onChoose: (user: User | null) => void;
}): JSX.Element {
    const texts = useTexts();
    return (
        <SearchedPicker<Choosable & { readonly user: User }>
            key={domain}
            label={label}
            chosen={chosen ? userTitle(chosen) : ""}
            error={error}
            placeholder={texts.lines.find}
            nothingFound={texts.lines.nobodyFound}
            find={async (search, signal) => {
                const { items } = await api.users.page({ domain, search, limit: 8 }, signal);
                return items.map((user) => ({
                    id: user.id,
                    title: userTitle(user),
                    detail: `${user.login}@${user.domain}`,
                    user,
                }));
            }}
            onChoose={({ user }) => onChoose(user)}
        />
    );
}
