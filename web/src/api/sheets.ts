import { request, root } from "./client";

export const sheetForms = ["xlsx", "csv"] as const;
export type SheetForm = (typeof sheetForms)[number];

/** Why a row of a sheet is not ready. */
export const rowProblems = [
    "required", "bad-form", "too-short", "too-long", "too-weak", "taken", "repeated", "full", "unknown-number",
] as const;
export type RowProblem = (typeof rowProblems)[number];

export interface PreviewedRow {
    /** As the spreadsheet shows it. */
    readonly row: number;
    readonly isReady: boolean;
    readonly shortNumber?: string;
    readonly name?: string;
    readonly numbers?: readonly string[];
    readonly number?: string;
    readonly city?: string;
    readonly login?: string;
    readonly shownName?: string;
    readonly extension?: string | null;
    readonly groups?: readonly string[];
    readonly group?: string;
    /** As it is written, when it is none of the domain's. */
    readonly callerID?: string | null;
    readonly position?: string;
    readonly email?: string | null;
    readonly problems: readonly { readonly field: string; readonly code: RowProblem }[];
}

/** What a file would make; nothing is stored yet. */
export interface SheetPreview {
    readonly found: number;
    readonly ready: number;
    readonly wrong: number;
    readonly newGroups?: readonly string[];
    readonly rows: readonly PreviewedRow[];
}

/** Where things of one kind come in from sheets and go out into them. */
export interface SheetDoor {
    preview(file: Blob): Promise<SheetPreview>;
    create(file: Blob): Promise<{ readonly created: number }>;
    template(form: SheetForm, language: string): string;
    export(form: SheetForm, language: string): string;
}

type Query = Readonly<Record<string, string | null | undefined>>;

function address(path: string, query: Query): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
    return `${root}${path}?${search.toString()}`;
}

function door(path: string, query: Query): SheetDoor {
    return {
        preview: (file) => request("POST", `${path}/import/preview`, { query, file }),
        create: (file) => request("POST", `${path}/import`, { query, file }),
        template: (format, language) => address(`${path}/import/template`, { format, language }),
        export: (format, language) => address(`${path}/export`, { ...query, format, language }),
    };
}

export const sheets = {
    users: (domain: string): SheetDoor => door("/users", { domain }),
    /** A company's address book, or one's own (`null`). */
    contacts: (domain: string | null): SheetDoor =>
        door(domain === null ? "/me/contacts" : `/domains/${encodeURIComponent(domain)}/contacts`, {}),
    /** What the installation has to give. */
    numbers: (): SheetDoor => door("/numbers", {}),
    /** The calls that the filters let through. */
    history: (query: Query, format: SheetForm, language: string): string =>
        address("/history/export", { ...query, format, language }),
};
