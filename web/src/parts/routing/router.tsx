import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from "react";
import { parseLink, readAddress, writeAddress } from "./address";
import type { Address, Query } from "./address";

/** Asked before the page is left; `false` keeps it. */
type LeaveGuard = () => Promise<boolean>;

interface Router {
    /** Without the base. */
    readonly address: Address;
    /** A link of the app as the browser knows it, for what opens elsewhere. */
    href(link: string): string;
    /** Goes to a link of the app, asking the guards first. `replace` leaves no entry for Back. */
    go(link: string, options?: { replace?: boolean }): void;
    /** Changes the query of the present page without an entry for Back; `""` removes a name. */
    setQuery(change: Query): void;
    guard(guard: LeaveGuard): () => void;
}

const RouterContext = createContext<Router | null>(null);

export function useRouter(): Router {
    const router = useContext(RouterContext);
    if (!router) throw new Error("useRouter outside of RouterProvider");
    return router;
}

/**
 * A router over the History API. Each entry carries its place in the history, so that a Back that a guard refuses can
 * be taken back. All addresses of the app begin with `base`, of which the pages know nothing.
 */
export function RouterProvider({ base = "", children }: { base?: string; children: ReactNode }): JSX.Element {
    const present = useCallback((): Address => {
        const { path, query } = readAddress(window.location);
        return { path: path.slice(base.length) || "/", query };
    }, [base]);
    const [address, setAddress] = useState(present);
    const guards = useRef(new Set<LeaveGuard>());
    const place = useRef(0);
    const isReturning = useRef(false);

    const mayLeave = useCallback(async (): Promise<boolean> => {
        for (const guard of guards.current) {
            if (!(await guard())) return false;
        }
        return true;
    }, []);

    useEffect(() => {
        const state: unknown = window.history.state;
        place.current = placeOf(state) ?? 0;
        window.history.replaceState({ place: place.current }, "");

        const onPopState = (event: PopStateEvent): void => {
            const target = placeOf(event.state) ?? 0;
            if (isReturning.current) {
                isReturning.current = false;
                return;
            }
            const distance = target - place.current;
            const arrive = (): void => {
                place.current = target;
                setAddress(present());
            };
            if (guards.current.size === 0 || distance === 0) {
                arrive();
                return;
            }
            isReturning.current = true;
            window.history.go(-distance);
            void mayLeave().then((allowed) => {
                if (!allowed) return;
                guards.current.clear();
                window.history.go(distance);
            });
        };
        window.addEventListener("popstate", onPopState);
        return () => window.removeEventListener("popstate", onPopState);
    }, [mayLeave, present]);

    const router = useMemo<Router>(() => {
        const move = (link: string, replace: boolean): void => {
            if (replace) {
                window.history.replaceState({ place: place.current }, "", base + link);
            } else {
                place.current += 1;
                window.history.pushState({ place: place.current }, "", base + link);
            }
            setAddress(present());
        };
        return {
            address,
            href: (link) => base + link,
            go(link, options) {
                const replace = options?.replace ?? false;
                if (guards.current.size === 0) {
                    move(link, replace);
                } else {
                    void mayLeave().then((allowed) => {
                        if (allowed) move(link, replace);
                    });
                }
            },
            setQuery(change) {
                const query = { ...address.query, ...change };
                move(writeAddress({ path: address.path, query }), true);
            },
            guard(guard) {
                guards.current.add(guard);
                return () => guards.current.delete(guard);
            },
        };
    }, [address, base, mayLeave, present]);

    return <RouterContext.Provider value={router}>{children}</RouterContext.Provider>;
}

function placeOf(state: unknown): number | null {
    if (typeof state !== "object" || state === null) return null;
    const { place } = state as { place?: unknown };
    return typeof place === "number" ? place : null;
}

/** A link of the app. Opens in place on a plain click, leaves the rest (new tab, new window) to the browser. */
export function Link({
    to,
    onClick,
    ...rest
}: { to: string } & AnchorHTMLAttributes<HTMLAnchorElement>): JSX.Element {
    const router = useRouter();
    const onPlainClick = (event: MouseEvent<HTMLAnchorElement>): void => {
        onClick?.(event);
        if (event.defaultPrevented || event.button !== 0) return;
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        if (writeAddress(parseLink(to)) !== writeAddress(router.address)) router.go(to);
    };
    return <a href={router.href(to)} onClick={onPlainClick} {...rest} />;
}

/** Asks before unsaved work is lost: by `ask` inside the app, by the browser's own question when the tab is closed. */
export function useLeaveGuard(isActive: boolean, ask: LeaveGuard): void {
    const { guard } = useRouter();
    const asked = useRef(ask);
    asked.current = ask;
    const register = useRef(guard);
    register.current = guard;

    useEffect(() => {
        if (!isActive) return undefined;
        const onBeforeUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
        window.addEventListener("beforeunload", onBeforeUnload);
        const remove = register.current(() => asked.current());
        return () => {
            window.removeEventListener("beforeunload", onBeforeUnload);
            remove();
        };
    }, [isActive]);
}
