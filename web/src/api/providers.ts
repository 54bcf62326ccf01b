import { request } from "./client";
import type { PasskeyAnswer, SignInFactors } from "./access";
import type { Me } from "./schema";

/** What has a button on the sign-in page. */
export interface OfferedProvider {
    readonly id: string;
    readonly name: string;
}

/** An identity provider of a domain (BYD-22); its secret is never shown again. */
export interface SignInProvider {
    readonly id: string;
    readonly domain: string;
    readonly name: string;
    readonly issuer: string;
    readonly clientID: string;
    readonly hasClientSecret: boolean;
    readonly linksByEmail: boolean;
    readonly isActive: boolean;
    /** To be registered there; `null`: the server does not know its own address. */
    readonly returnAddress: string | null;
    readonly version: number;
}

export interface ProviderPatch {
    readonly name?: string;
    readonly issuer?: string;
    readonly clientID?: string;
    readonly clientSecret?: string | null;
    readonly linksByEmail?: boolean;
    readonly isActive?: boolean;
}

export type ProviderDraft = ProviderPatch & { readonly name: string; readonly issuer: string; readonly clientID: string };

/** Whom a provider takes a user for. */
export interface ProviderLink {
    readonly provider: string;
    readonly name: string;
    readonly subject: string;
}

/** A provider of one's own domain, and whether one is linked to it. */
export interface OwnProviderLink {
    readonly provider: string;
    readonly name: string;
    readonly isLinked: boolean;
}

/** What the state begins with when an account is to be linked. */
export const linkMark = "link.";

const ofUser = (user: string): string => `/users/${encodeURIComponent(user)}/provider-links`;
const path = "/sign-in-providers";
const one = (id: string): string => `${path}/${encodeURIComponent(id)}`;

interface Returned {
    readonly provider: string;
    readonly state: string;
    readonly code: string;
    readonly issuer: string | null;
}

export const providers = {
    offered: (domain: string) =>
        request<{ items: OfferedProvider[] }>("GET", "/session/providers", { query: { domain } }),
    begin: (provider: string) => request<{ address: string }>("POST", "/session/provider", { body: { provider } }),
    finish: (body: Returned) => request<{ me: Me }>("POST", "/session/provider/return", { body }),
    own: () => request<{ items: OwnProviderLink[] }>("GET", "/me/provider-links"),
    forgetOwn: () => request<null>("DELETE", "/me/provider-links"),
    beginLink: (provider: string, currentPassword: string) =>
        request<{ address: string }>("POST", "/session/provider/link", { body: { provider, currentPassword } }),
    finishLink: (body: Returned) => request<OwnProviderLink>("POST", "/session/provider/link/return", { body }),
    factors: () => request<SignInFactors>("POST", "/session/provider/factors"),
    giveFactor: (body: { code: string } | { passkey: PasskeyAnswer }) =>
        request<{ me: Me }>("POST", "/session/provider/factor", { body }),
    all: (domain: string) => request<{ items: SignInProvider[] }>("GET", path, { query: { domain } }),
    add: (domain: string, body: ProviderDraft, key: string) =>
        request<SignInProvider>("POST", path, { query: { domain }, body, key }),
    change: (provider: SignInProvider, body: ProviderPatch) =>
        request<SignInProvider>("PATCH", one(provider.id), { body, version: provider.version }),
    links: (user: string) => request<{ items: ProviderLink[] }>("GET", ofUser(user)),
    removeLinks: (user: string) => request<null>("DELETE", ofUser(user)),
    remove: (provider: SignInProvider) =>
        request<null>("DELETE", one(provider.id), { version: provider.version }),
};
