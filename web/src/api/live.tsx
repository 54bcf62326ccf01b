import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { api } from "./endpoints";
import { EventSocket } from "./eventSocket";
import type { ConnectionState } from "./eventSocket";
import { LiveState } from "./liveState";

/** The present, shared by all views: told by the event socket, drawn at most once per frame of the screen. */
class Live {
    readonly state = new LiveState();
    connection: ConnectionState = "connecting";

    private readonly listeners = new Set<() => void>();
    private isScheduled = false;

    open(domain: string): () => void {
        const socket = new EventSocket({
            domain,
            since: () => this.state.sequence,
            onFrame: (frame) => {
                this.state.apply(frame);
                this.schedule();
            },
            onState: (connection) => {
                this.connection = connection;
                this.schedule();
            },
            onDoubt: () => {
                // The answer does not matter here: a 401 signs out by itself.
                api.session.me().catch(() => undefined);
            },
        });
        return () => socket.close();
    }

    readonly subscribe = (listener: () => void): (() => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    private schedule(): void {
        if (this.isScheduled) return;
        this.isScheduled = true;
        window.setTimeout(() => {
            this.isScheduled = false;
            for (const listener of [...this.listeners]) listener();
        }, 16);
    }
}

const LiveContext = createContext<Live | null>(null);

/**
 * `domain` narrows what a system administrator is told; empty for all. Another domain starts anew. Pools have no present
 * of their own: for them it is not on.
 */
export function LiveProvider({
    domain,
    isOn,
    children,
}: {
    domain: string;
    isOn: boolean;
    children: ReactNode;
}): JSX.Element {
    const live = useMemo(() => new Live(), [domain]);
    useEffect(() => (isOn ? live.open(domain) : undefined), [live, domain, isOn]);
    return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

function useLive(): Live {
    const live = useContext(LiveContext);
    if (!live) throw new Error("live data outside of LiveProvider");
    return live;
}

export function useConnection(): ConnectionState {
    const live = useLive();
    return useSyncExternalStore(live.subscribe, () => live.connection);
}

/** The live state, drawn again when one of the named parts changes. */
export function useLiveState(...parts: readonly (keyof LiveState["revisions"])[]): LiveState {
    const live = useLive();
    useSyncExternalStore(live.subscribe, () => parts.map((part) => live.state.revisions[part]).join());
    return live.state;
}

/** Something small of the live state, drawn again only when it differs. */
export function useLiveValue<Value extends string | number | boolean | null>(read: (state: LiveState) => Value): Value {
    const live = useLive();
    return useSyncExternalStore(live.subscribe, () => read(live.state));
}
