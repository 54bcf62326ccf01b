import type { PageOf } from "../parts/table/usePages";
import { request } from "./client";
import { pageLength } from "./endpoints";
import type { Line } from "./schema";

export const numberKinds = ["city", "toll-free"] as const;
export type NumberKind = (typeof numberKinds)[number];
export const numberCategories = ["none", "bronze", "silver", "gold", "platinum", "smart"] as const;
export type NumberCategory = (typeof numberCategories)[number];
export const numberStates = ["free", "booked", "given-up", "connected"] as const;
export type NumberState = (typeof numberStates)[number];

/** What is offered: a number that nobody has. */
export interface OfferedNumber {
    /** Its digits. */
    readonly id: string;
    /** In E.164. */
    readonly number: string;
    readonly kind: NumberKind;
    /** Empty for numbers that are free for callers. */
    readonly city: string;
    readonly category: NumberCategory;
    /** Of the connection, in hundredths of the rouble, without VAT. */
    readonly priceKopecks: number;
}

/** A number of the installation (NUM-02). */
export interface StockNumber extends OfferedNumber {
    readonly trunk: string | null;
    readonly state: NumberState;
    /** Whose it is, or for whom it is kept. */
    readonly domain: string | null;
    readonly until: string | null;
    readonly isAdditional: boolean;
    readonly version: number;
}

/** A number that is kept for the domain until an end (NUM-01). */
export interface HeldNumber extends OfferedNumber {
    readonly reason: "booked" | "given-up";
    readonly until: string;
}

/** A number of the domain. */
export interface ConnectedNumber {
    /** Its line. */
    readonly id: string;
    readonly number: string;
    readonly shownName: string;
    /** Connected by the domain's own administrator, who may give it up. */
    readonly isAdditional: boolean;
    readonly isDefaultOutgoing: boolean;
    /** Users who show it outside. */
    readonly outgoingOf: number;
    readonly version: number;
}

/** What the server takes in one request. */
export const mostConnected = 100;
const mostChanged = 1_000;

export type StockNumberSettings = Pick<StockNumber, "city" | "category" | "priceKopecks" | "trunk">;
type Query = Readonly<Record<string, string | null | undefined>>;

const stock = (id: string, rest = ""): string => `/numbers/${encodeURIComponent(id)}${rest}`;
const shop = (domain: string, rest: string): string => `/domains/${encodeURIComponent(domain)}${rest}`;
const paged = (query: Query, signal?: AbortSignal) => ({
    query: { ...query, limit: pageLength },
    ...(signal ? { signal } : {}),
});

/** What the system administrator keeps. */
export const numberStock = {
    page: (query: Query, signal?: AbortSignal) =>
        request<PageOf<StockNumber>>("GET", "/numbers", paged(query, signal)),
    find: (id: string) => request<StockNumber>("GET", stock(id)),
    add: (number: string, body: StockNumberSettings, key: string) =>
        request<StockNumber>("POST", "/numbers", { body: { number, ...body }, key }),
    change: (number: StockNumber, body: StockNumberSettings) =>
        request<StockNumber>("PATCH", stock(number.id), { body, version: number.version }),
    /** Resolves to how many were changed. */
    changeMany: async (
        numbers: readonly string[],
        body: Partial<Pick<StockNumber, "category" | "priceKopecks">>,
    ): Promise<number> => {
        let sum = 0;
        for (let start = 0; start < numbers.length; start += mostChanged) {
            const some = numbers.slice(start, start + mostChanged);
            const answer = await request<{ changed: number }>("POST", "/numbers/bulk", {
                body: { numbers: some, ...body },
            });
            sum += answer.changed;
        }
        return sum;
    },
    remove: (number: StockNumber) => request<null>("DELETE", stock(number.id), { version: number.version }),
    book: (number: StockNumber, domain: string, until: string) =>
        request<StockNumber>("PUT", stock(number.id, "/booking"), {
            body: { domain, until },
            version: number.version,
        }),
    release: (number: StockNumber) =>
        request<null>("DELETE", stock(number.id, "/booking"), { version: number.version }),
};

/** What the administrator of a domain does with numbers. */
export const numberShop = {
    connected: (domain: string, cursor: string | null, signal?: AbortSignal) =>
        request<PageOf<ConnectedNumber>>("GET", shop(domain, "/numbers"), paged({ cursor }, signal)),
    held: (domain: string, cursor: string | null, signal?: AbortSignal) =>
        request<PageOf<HeldNumber>>("GET", shop(domain, "/held-numbers"), paged({ cursor }, signal)),
    offered: (domain: string, query: Query, signal?: AbortSignal) =>
        request<PageOf<OfferedNumber>>("GET", shop(domain, "/offered-numbers"), paged(query, signal)),
    cities: (domain: string) =>
        request<{ items: readonly { city: string; count: number }[] }>("GET", shop(domain, "/offered-cities"), {
            query: { limit: 200 },
        }),
    connect: (domain: string, numbers: readonly OfferedNumber[], key: string) =>
        request<{ items: readonly Line[] }>("POST", shop(domain, "/numbers"), {
            body: {
                numbers: numbers.map(({ id }) => id),
                priceKopecks: numbers.reduce((sum, { priceKopecks }) => sum + priceKopecks, 0),
            },
            key,
        }),
    giveUp: (domain: string, number: ConnectedNumber) =>
        request<null>("DELETE", shop(domain, `/numbers/${encodeURIComponent(number.id)}`), {
            version: number.version,
        }),
    extend: (domain: string, number: HeldNumber) =>
        request<HeldNumber>("POST", shop(domain, `/held-numbers/${encodeURIComponent(number.id)}/extension`)),
};
