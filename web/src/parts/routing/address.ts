/** Where the app is: the path and the query of the page's address. Empty values of the query do not exist. */
export interface Address {
    readonly path: string;
    readonly query: Query;
}

export type Query = Readonly<Record<string, string>>;
export type Parameters = Readonly<Record<string, string>>;

export function readAddress(location: { pathname: string; search: string }): Address {
    const query: Record<string, string> = {};
    for (const [name, value] of new URLSearchParams(location.search)) {
        if (value !== "") query[name] = value;
    }
    return { path: location.pathname, query };
}

/** The address as a link. The order of the query is that of its names, so equal addresses are equal texts. */
export function writeAddress(address: { path: string; query?: Query }): string {
    const search = new URLSearchParams();
    const entries = Object.entries(address.query ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
    for (const [name, value] of entries) {
        if (value !== "") search.set(name, value);
    }
    const text = search.toString();
    return text === "" ? address.path : `${address.path}?${text}`;
}

export function parseLink(link: string): Address {
    const mark = link.indexOf("?");
    return mark < 0
        ? readAddress({ pathname: link, search: "" })
        : readAddress({ pathname: link.slice(0, mark), search: link.slice(mark) });
}

/**
 * Compares a path with a pattern such as `/users/:user?`: a part with a colon takes any one part, a question mark lets
 * the last one be missing. The parameters found, or `null`.
 */
export function matchPath(pattern: string, path: string): Parameters | null {
    const wanted = pattern.split("/").filter((part) => part !== "");
    const given = path.split("/").filter((part) => part !== "");
    if (given.length > wanted.length) return null;
    const found: Record<string, string> = {};
    for (const [index, part] of wanted.entries()) {
        const actual = given[index];
        const isOptional = part.endsWith("?");
        if (actual === undefined) {
            if (isOptional) continue;
            return null;
        }
        if (!part.startsWith(":")) {
            if (part !== actual) return null;
            continue;
        }
        const name = part.slice(1, isOptional ? -1 : undefined);
        try {
            found[name] = decodeURIComponent(actual);
        } catch {
            return null;
        }
    }
    return found;
}
