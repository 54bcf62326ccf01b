import { root } from "./client";
import { readFrame } from "./liveState";
import type { Frame } from "./liveState";

export type ConnectionState = "connecting" | "live" | "lost";

/** All in milliseconds. The server says something every 15 s. */
const limits = { silence: 40_000, firstRetry: 500, longestRetry: 15_000 };

// Close codes: RFC 6455 §7.4.1, and one of our own for what the browser tells beside the socket.
const closedWithoutReason = 1006;
const signedOut = 1008;
const goingOffline = 4000;

/** How long to wait before attempt `attempt` (from 1), spread so that a restarted server is not met by all at once. */
export function retryDelay(attempt: number, random: number): number {
    const longest = Math.min(limits.longestRetry, limits.firstRetry * 2 ** Math.min(attempt - 1, 10));
    return longest / 2 + (longest / 2) * random;
}

interface EventSocketOptions {
    readonly domain: string;
    /** Where to resume; `null` asks for everything. */
    readonly since: () => number | null;
    readonly onFrame: (frame: Frame) => void;
    readonly onState: (state: ConnectionState) => void;
    /** The server refused or closed as 'signed out or blocked': the session should be looked at. */
    readonly onDoubt: () => void;
}

/** Keeps a connection to the event socket until closed: comes back after loss and resumes by sequence number. */
export class EventSocket {
    private socket: WebSocket | null = null;
    private timer = 0;
    private attempt = 0;
    private isClosed = false;
    private readonly onOnline = (): void => this.reconnectNow();
    private readonly onOffline = (): void => this.lost(goingOffline);

    constructor(private readonly options: EventSocketOptions) {
        window.addEventListener("online", this.onOnline);
        window.addEventListener("offline", this.onOffline);
        this.connect();
    }

    close(): void {
        this.isClosed = true;
        window.removeEventListener("online", this.onOnline);
        window.removeEventListener("offline", this.onOffline);
        window.clearTimeout(this.timer);
        this.drop();
    }

    private connect(): void {
        const address = new URL(`${root}/events`, window.location.href);
        address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
        const since = this.options.since();
        if (since !== null) address.searchParams.set("since", String(since));
        if (this.options.domain !== "") address.searchParams.set("domain", this.options.domain);

        const socket = new WebSocket(address);
        this.socket = socket;
        this.watch();
        socket.onmessage = (event: MessageEvent<unknown>) => {
            this.arrived();
            const frame = typeof event.data === "string" ? readFrame(event.data) : null;
            if (frame) this.options.onFrame(frame);
        };
        socket.onopen = () => this.arrived();
        socket.onclose = (event) => this.lost(event.code);
    }

    private arrived(): void {
        this.attempt = 0;
        this.options.onState("live");
        this.watch();
    }

    /** Takes silence for loss. */
    private watch(): void {
        window.clearTimeout(this.timer);
        this.timer = window.setTimeout(() => this.lost(closedWithoutReason), limits.silence);
    }

    private lost(code: number): void {
        if (this.isClosed) return;
        this.drop();
        this.attempt += 1;
        // One loss that is mended at once is not worth a word.
        if (this.attempt > 1 || [signedOut, goingOffline].includes(code)) this.options.onState("lost");
        if (code === signedOut || this.attempt === 3) this.options.onDoubt();
        window.clearTimeout(this.timer);
        this.timer = window.setTimeout(() => this.connect(), retryDelay(this.attempt, Math.random()));
    }

    private reconnectNow(): void {
        if (this.isClosed || this.attempt === 0) return;
        window.clearTimeout(this.timer);
        this.drop();
        this.connect();
    }

    private drop(): void {
        const socket = this.socket;
        this.socket = null;
        if (!socket) return;
        socket.onopen = null;
        socket.onmessage = null;
        socket.onclose = null;
        socket.close();
    }
}
