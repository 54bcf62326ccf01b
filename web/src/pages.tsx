import { lazy } from "react";
import type { ComponentType, LazyExoticComponent } from "react";
import type { Me, Role } from "./api/schema";
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
const supervisors: readonly Role[] = ["pool-supervisor"];
const pool: readonly Role[] = ["pool-supervisor", "subgroup-administrator"];

/** The map of the app, in the order of the navigation. Each page is a file of its own that is loaded when needed. */
export const pages: readonly PageEntry[] = [
    {
        pattern: "/dashboard",
        roles: administrators,
        section: "overview",
        icon: "gauge",
        isOfDomain: true,
        title: (texts) => texts.dashboard.title,
        view: lazy(() => import("./features/dashboard/dashboardPage")),
    },
    {
        pattern: "/group/domains/:domain?",
        roles: pool,
        section: "pool",
        icon: "building",
        isOfDomain: false,
        title: (texts) => texts.pools.domains,
        view: lazy(() => import("./features/pools/poolDomainsPage")),
    },
    {
        pattern: "/group/administrators/:administrator?",
        roles: supervisors,
        section: "pool",
        icon: "people",
        isOfDomain: false,
        title: (texts) => texts.pools.administrators.title,
        view: lazy(() => import("./features/pools/poolAdministratorsPage")),
    },
    {
        pattern: "/group/changes/:change?",
        roles: pool,
        section: "pool",
        icon: "history",
        isOfDomain: false,
        title: (texts) => texts.changes.title,
        view: lazy(() => import("./features/changes/changesPage")),
    },
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
        pattern: "/refused/:request?",
        roles: administrators,
        section: "calls",
        icon: "shield",
        isOfDomain: true,
        title: (texts) => texts.traces.refused.title,
        view: lazy(() => import("./features/traces/refusedPage")),
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
        pattern: "/groups/:group?",
        roles: administrators,
        section: "company",
        icon: "conference",
        isOfDomain: true,
        title: (texts) => texts.groups.title,
        view: lazy(() => import("./features/groups/groupsPage")),
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
        pattern: "/numbers",
        roles: administrators,
        section: "company",
        icon: "hash",
        isOfDomain: true,
        title: (texts) => texts.numbers.shop.title,
        view: lazy(() => import("./features/numbers/shopPage")),
    },
    {
        pattern: "/scenarios/:scenario?",
        roles: administrators,
        section: "company",
        icon: "branches",
        isOfDomain: true,
        title: (texts) => texts.scenarios.title,
        view: lazy(() => import("./features/scenarios/scenariosPage")),
    },
    {
        pattern: "/private-routes/:route?",
        roles: administrators,
        section: "company",
        icon: "route",
        isOfDomain: true,
        title: (texts) => texts.privateRoutes.title,
        view: lazy(() => import("./features/privateRoutes/privateRoutesPage")),
    },
    {
        pattern: "/route-report",
        roles: administrators,
        section: "calls",
        icon: "bars",
        isOfDomain: true,
        title: (texts) => texts.privateRoutes.report.title,
        view: lazy(() => import("./features/privateRoutes/routeReportPage")),
    },
    {
        pattern: "/recording",
        roles: administrators,
        section: "company",
        icon: "record",
        isOfDomain: true,
        title: (texts) => texts.recordings.title,
        view: lazy(() => import("./features/recordings/recordingPage")),
    },
    {
        pattern: "/pickup-groups/:group?",
        roles: administrators,
        section: "company",
        icon: "answered",
        isOfDomain: true,
        title: (texts) => texts.features.pickupGroups.title,
        view: lazy(() => import("./features/pickup/pickupGroupsPage")),
    },
    {
        pattern: "/contacts/:contact?",
        roles: everyone,
        section: "calls",
        icon: "book",
        isOfDomain: true,
        title: (texts) => texts.features.calling.contacts.title,
        view: lazy(() => import("./features/contacts/contactsPage")),
    },
    {
        pattern: "/prompts",
        roles: everyone,
        section: "calls",
        icon: "melody",
        isOfDomain: true,
        title: (texts) => texts.features.calling.prompts.title,
        view: lazy(() => import("./features/prompts/promptsPage")),
    },
    {
        pattern: "/reminders/:reminder?",
        roles: everyone,
        section: "calls",
        icon: "ring",
        isOfDomain: true,
        title: (texts) => texts.features.reminders.title,
        view: lazy(() => import("./features/reminders/remindersPage")),
    },
    {
        pattern: "/settings",
        roles: administrators,
        section: "administration",
        icon: "sliders",
        isOfDomain: true,
        title: (texts) => texts.administration.settings.title,
        view: lazy(() => import("./features/settings/settingsPage")),
    },
    {
        pattern: "/calendar",
        roles: administrators,
        section: "administration",
        icon: "calendar",
        isOfDomain: true,
        title: (texts) => texts.administration.calendar.title,
        view: lazy(() => import("./features/calendar/calendarPage")),
    },
    {
        pattern: "/calling",
        roles: administrators,
        section: "administration",
        icon: "asterisk",
        isOfDomain: true,
        title: (texts) => texts.features.calling.title,
        view: lazy(() => import("./features/calling/callingPage")),
    },
    {
        pattern: "/toll",
        roles: administrators,
        section: "administration",
        icon: "ban",
        isOfDomain: true,
        title: (texts) => texts.toll.title,
        view: lazy(() => import("./features/toll/tollPage")),
    },
    {
        pattern: "/sign-in-providers",
        roles: administrators,
        section: "administration",
        icon: "key",
        isOfDomain: true,
        title: (texts) => texts.providers.title,
        view: lazy(() => import("./features/providers/providersPage")),
    },
    {
        pattern: "/changes/:change?",
        roles: administrators,
        section: "administration",
        icon: "undo",
        isOfDomain: true,
        title: (texts) => texts.changes.title,
        view: lazy(() => import("./features/changes/changesPage")),
    },
    {
        pattern: "/system/overview",
        roles: system,
        section: "system",
        icon: "server",
        isOfDomain: false,
        title: (texts) => texts.installation.title,
        view: lazy(() => import("./features/installation/installationPage")),
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
        pattern: "/system/pools/:pool?",
        roles: system,
        section: "system",
        icon: "pool",
        isOfDomain: false,
        title: (texts) => texts.pools.list.title,
        view: lazy(() => import("./features/pools/systemPoolsPage")),
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
        pattern: "/system/numbers/:number?",
        roles: system,
        section: "system",
        icon: "keypad",
        isOfDomain: false,
        title: (texts) => texts.numbers.stock.title,
        view: lazy(() => import("./features/numbers/stockPage")),
    },
    {
        pattern: "/blocks",
        roles: administrators,
        section: "company",
        icon: "lock",
        isOfDomain: false,
        title: (texts) => texts.blocks.title,
        view: lazy(() => import("./features/blocks/blocksPage")),
    },
    {
        pattern: "/system/health",
        roles: system,
        section: "system",
        icon: "pulse",
        isOfDomain: false,
        title: (texts) => texts.health.title,
        view: lazy(() => import("./features/health/healthPage")),
    },
    {
        pattern: "/me",
        roles: [...everyone, ...pool],
        section: "own",
        icon: "person",
        isOfDomain: false,
        title: (texts) => texts.me.title,
        view: lazy(() => import("./features/me/mePage")),
    },
];

/** Where the app opens: the system administrator at the domains, a company's at its figures, others at their calls. */
export function startAddress(role: Role): string {
    const addresses = {
        "system-administrator": "/system/overview",
        "pool-supervisor": "/group/domains",
        "subgroup-administrator": "/group/domains",
        "domain-administrator": "/dashboard",
        user: "/calls",
    };
    return addresses[role];
}

type Visitor = Pick<Me, "role" | "actingFor">;

/** The pages of somebody; who acts in another domain has nothing of their own there (TEN-09). */
export function pagesOf({ role, actingFor }: Visitor): readonly PageEntry[] {
    return pages.filter((page) => page.roles.includes(role) && !(actingFor && page.section === "own"));
}

/** The page of a path for that somebody. */
export function findPage(path: string, visitor: Visitor): { page: PageEntry; parameters: Parameters } | null {
    for (const page of pagesOf(visitor)) {
        const parameters = matchPath(page.pattern, path);
        if (parameters) return { page, parameters };
    }
    return null;
}

/** Where a pool's administrators are at home, and sign in without naming a domain. */
export function isPoolFace(path: string): boolean {
    return /^\/group(\/|$)/.test(path);
}

export function isPoolRole(role: Role): boolean {
    return pool.includes(role);
}

/** The list's own address: the pattern without its parameter. */
export function listAddress(page: PageEntry): string {
    return page.pattern.replace(/\/:\w+\?$/, "");
}
