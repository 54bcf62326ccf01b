import { request, root } from "./client";
import type { LegQuality, ProtocolStep } from "./schema";
import type { PageOf } from "../parts/table/usePages";

/** A SIP message of a call, its secrets masked (BYD-06). */
export interface TraceMessage {
    readonly number: number;
    readonly at: string;
    readonly direction: "received" | "sent";
    readonly transport: string;
    readonly local: string;
    readonly remote: string;
    readonly leg: string | null;
    readonly startLine: string;
    readonly text: string;
}

export interface CallTrace {
    readonly call: string;
    readonly missing: number;
    readonly messages: readonly TraceMessage[];
    readonly steps: readonly ProtocolStep[];
    readonly quality: readonly LegQuality[];
}

/** An INVITE that was refused before there was a call. */
export interface RefusedCall {
    readonly id: string;
    readonly domain: string | null;
    readonly at: string;
    readonly caller: string;
    readonly dialled: string;
    readonly status: number | null;
    readonly source: string;
}

export interface RefusedCallTrace extends RefusedCall {
    readonly missing: number;
    readonly messages: readonly TraceMessage[];
}

type ListQuery = Readonly<Record<string, string | number | null | undefined>>;

export const traces = {
    ofCall: (call: string) => request<CallTrace>("GET", `/history/${encodeURIComponent(call)}/trace`),
    captureOfCall: (call: string) => `${root}/history/${encodeURIComponent(call)}/trace.pcap`,
    refused: (query: ListQuery, signal?: AbortSignal) =>
        request<PageOf<RefusedCall>>("GET", "/refused-calls", {
            query: { limit: 100, ...query },
            ...(signal ? { signal } : {}),
        }),
    ofRefused: (id: string) => request<RefusedCallTrace>("GET", `/refused-calls/${encodeURIComponent(id)}/trace`),
    captureOfRefused: (id: string) => `${root}/refused-calls/${encodeURIComponent(id)}/trace.pcap`,
};
