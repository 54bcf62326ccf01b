import { request, root } from "./client";

/** What is wrong with a domain's file, and where. */
export interface FileProblem {
    readonly path: string;
    readonly line: number | null;
    /** In English, as the command line says it. */
    readonly message: string;
}

const kinds = [
    "users", "groups", "pickupGroups", "scenarios", "lines", "privateRoutes", "contacts", "contactGroups", "reminders",
    "prompts",
] as const;
export type Counts = { readonly [Kind in (typeof kinds)[number]]: number };

interface Made {
    readonly counts: Counts;
    readonly routesWithoutPassword: readonly string[];
}

/** What a file would make; nothing is stored yet. */
export interface DomainPreview extends Made {
    /** `null` when the file makes none. */
    readonly domain: string | null;
    readonly isReady: boolean;
    readonly problems: readonly FileProblem[];
    readonly newPasswords: number;
}

export interface DomainMade extends Made {
    readonly domain: string;
    /** Told now, and never again. */
    readonly passwords: readonly { readonly login: string; readonly password: string }[];
}

/** What is wished of an import. */
export interface ImportWish {
    /** Empty: as the file says. */
    readonly name: string;
    readonly withoutLines: boolean;
}

const query = ({ name, withoutLines }: ImportWish) => ({ name, withoutLines: withoutLines ? "true" : "" });

/** Domains as files (docs/domain-file.md). */
export const domainFiles = {
    export: (domain: string): string => `${root}/domains/${encodeURIComponent(domain)}/export`,
    preview: (file: Blob, wish: ImportWish) =>
        request<DomainPreview>("POST", "/domains/import/preview", { query: query(wish), file }),
    create: (file: Blob, wish: ImportWish) => request<DomainMade>("POST", "/domains/import", { query: query(wish), file }),
};

/** What there is of it, in the order of the file. */
export const presentCounts = (counts: Counts): readonly (readonly [keyof Counts, number])[] =>
    kinds.map((kind) => [kind, counts[kind]] as const).filter(([, count]) => count > 0);
