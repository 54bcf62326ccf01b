import { lazy } from "react";
import type { ComponentType, LazyExoticComponent } from "react";
import type { Role } from "./api/schema";
import type { IconName } from "./parts/page/icon";
import type { Parameters } from "./parts/routing/address";
import { matchPath } from "./parts/routing/address";
import type { Texts } from "./texts";

export interface PageProps {
    readonly parameters: Parameters;
}

/** One page of the app: its address, who may see it, where it stands in the navigation. */
export interface PageEntry {
    /** The address; a part that may be missing names the object whose card is open. */
    readonly pattern: string;
    readonly roles: readonly Role[];
    readonly section: keyof Texts["shell"]["sections"];
    readonly icon: IconName;
    /** Whether it can be narrowed to one domain by a system administrator. */
    readonly isOfDomain: boolean;
    title(texts: Texts): string;
    readonly view: LazyExoticComponent<ComponentType<PageProps>>;
}

const everyone: readonly Role[] = ["user", "domain-administrator", "system-administrator"];
const administrators: readonly Role[] = ["domain-administrator", "system-administrator"];
const system: readonly Role[] = ["system-administrator"];

/** The map of the app, in the order of the navigation. Each page is a file of its own that is loaded when needed. */
export const pages: readonly PageEntry[] = [
    {
        pattern: "/calls/:call?",
        roles: everyone,
        section: "calls",
        icon: "phone",
        isOfDomain: true,
        title: (texts) => texts.calls.title,
        view: lazy(() => import("./features/calls/callsPage")),
    },
    {
        pattern: "/history/:call?",
        roles: everyone,
        section: "calls",
        icon: "history",
        isOfDomain: true,
        title: (texts) => texts.history.title,
        view: lazy(() => import("./features/history/historyPage")),
    },
    {
        pattern: "/users/:user?",
        roles: administrators,
        section: "company",
        icon: "people",
        isOfDomain: true,
        title: (texts) => texts.users.title,
        view: lazy(() => import("./features/users/usersPage")),
    },
    {
        pattern: "/lines/:line?",
        roles: administrators,
        section: "company",
        icon: "line",
        isOfDomain: true,
        title: (texts) => texts.lines.title,
        view: lazy(() => import("./features/lines/linesPage")),
    },
    {
        pattern: "/changes/:change?",
        roles: administrators,
        section: "company",
        icon: "undo",
        isOfDomain: true,
        title: (texts) => texts.changes.title,
        view: lazy(() => import("./features/changes/changesPage")),
    },
    {
        pattern: "/system/domains/:domain?",
        roles: system,
        section: "system",
        icon: "building",
        isOfDomain: false,
        title: (texts) => texts.domains.title,
        view: lazy(() => import("./features/domains/domainsPage")),
    },
    {
        pattern: "/system/trunks/:trunk?",
        roles: system,
        section: "system",
        icon: "trunk",
        isOfDomain: false,
        title: (texts) => texts.trunks.title,
        view: lazy(() => import("./features/trunks/trunksPage")),
    },
    {
        pattern: "/system/blocks",
        roles: system,
        section: "system",
        icon: "shield",
        isOfDomain: false,
        title: (texts) => texts.blocks.title,
        view: lazy(() => import("./features/blocks/blocksPage")),
    },
    {
        pattern: "/system/health",
        roles: system,
        section: "system",
        icon: "wave",
        isOfDomain: false,
        title: (texts) => texts.health.title,
        view: lazy(() => import("./features/health/healthPage")),
    },
    {
        pattern: "/me",
        roles: everyone,
        section: "own",
        icon: "key",
        isOfDomain: false,
        title: (texts) => texts.me.title,
        view: lazy(() => import("./features/me/mePage")),
    },
];

/** Where the app opens: the system administrator at the domains, everybody else at the calls of the moment. */
export function startAddress(role: Role): string {
    return role === "system-administrator" ? "/system/domains" : "/calls";
}

/** The page of a path for somebody of that role. */
export function findPage(path: string, role: Role): { page: PageEntry; parameters: Parameters } | null {
    for (const page of pages) {
        const parameters = matchPath(page.pattern, path);
        if (parameters && page.roles.includes(role)) return { page, parameters };
    }
    return null;
}

/** The list's own address: the pattern without its parameter. */
export function listAddress(page: PageEntry): string {
    return page.pattern.replace(/\/:\w+\?$/, "");
}
