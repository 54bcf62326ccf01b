import { base } from "./base";
import { Problem, readProblem } from "./problem";

/** Whoever acts in another domain asks below its own path: nothing else differs. */
export const root = `/api/v1${base}`;

/** Sends a file as it is. Rejects as `request` does. */
export function send<Answer>(path: string, file: Blob): Promise<Answer> {
    return request<Answer>("PUT", path, { file });
}

interface RequestOptions {
    readonly query?: Readonly<Record<string, string | number | null | undefined>>;
    readonly body?: unknown;
    /** Sent as it is, instead of a body. */
    readonly file?: Blob;
    /** The version the change is based on: another one meanwhile is answered `conflict`. */
    readonly version?: number;
    /** Makes a create safe to repeat: a second one with the same key gets the first answer. */
    readonly key?: string;
    readonly signal?: AbortSignal;
    /** The answer is a file. */
    readonly wantsFile?: boolean;
}

type SignedOut = () => void;
let onSignedOut: SignedOut = () => undefined;

/** Told whenever the server no longer knows the session. */
export function whenSignedOut(handler: SignedOut): void {
    onSignedOut = handler;
}

/** One request to the API. Rejects with a `Problem`, or with the signal's reason when aborted. */
export async function request<Answer>(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    options: RequestOptions = {},
): Promise<Answer> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (method !== "GET") headers["X-Martlet-Request"] = "1";
    if (options.body !== undefined) headers["Content-Type"] = "application/json";
    if (options.file !== undefined) headers["Content-Type"] = options.file.type || "application/octet-stream";
    if (options.version !== undefined) headers["If-Match"] = `"${options.version}"`;
    if (options.key !== undefined) headers["Idempotency-Key"] = options.key;

    let response: Response;
    let body: unknown = null;
    try {
        response = await fetch(`${root}${path}${queryText(options.query)}`, {
            method,
            headers,
            credentials: "same-origin",
            ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
            ...(options.file === undefined ? {} : { body: options.file }),
            ...(options.signal ? { signal: options.signal } : {}),
        });
        if (options.wantsFile && response.ok) body = await response.blob();
        else if (response.status !== 204) body = await jsonOrNull(response);
    } catch (error) {
        if (options.signal?.aborted) throw error;
        throw new Problem("offline");
    }
    if (response.ok) return body as Answer;
    const problem = readProblem(response.status, body, response.headers.get("Retry-After"));
    if (problem.code === "not-signed-in") onSignedOut();
    throw problem;
}

/** A key for one create, kept over its retries. */
export function newKey(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function jsonOrNull(response: Response): Promise<unknown> {
    const text = await response.text();
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return null;
    }
}

function queryText(query: RequestOptions["query"]): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
        if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
    }
    const text = search.toString();
    return text === "" ? "" : `?${text}`;
}
