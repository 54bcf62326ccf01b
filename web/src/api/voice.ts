import { newKey, request, root, send } from "./client";

/** How a user's mailbox is set (VM-01). */
export interface Mailbox {
    readonly isOn: boolean;
    /** Callers hear the greeting, or else the tone alone. */
    readonly greets: boolean;
    readonly greeting: string | null;
    readonly notice: "none" | "link" | "sound";
    readonly hasPIN: boolean;
    readonly new: number;
    readonly old: number;
    readonly version: number;
}

/** A sound of a user or of the whole domain (MED-02). */
export interface Prompt {
    readonly id: string;
    readonly domain: string;
    readonly owner: string | null;
    readonly purpose: "greeting" | "voicemail" | "melody";
    readonly name: string;
    readonly state: "awaited" | "checking" | "ready" | "refused";
    readonly refusal: string | null;
    readonly format: "wav" | "mp3" | null;
    readonly bytes: number;
    readonly seconds: number;
    readonly changedAt: string;
    /** The text that is said in it; `null`: it was uploaded or recorded. */
    readonly spoken: SpokenText | null;
    readonly version: number;
}

export const speechVoices = ["ru-female", "ru-male", "en-female", "en-male"] as const;

/** A text that the server says, and how (IVR-07). */
export interface SpokenText {
    readonly text: string;
    readonly voice: (typeof speechVoices)[number];
    readonly wordsPerMinute: number;
}

/** What a caller left (VM-02). */
export interface VoiceMessage {
    readonly id: string;
    readonly user: string;
    readonly call: string;
    readonly caller: string;
    readonly callerName: string;
    readonly at: string;
    readonly seconds: number;
    readonly heardAt: string | null;
}

const part = (path: string, id: string, rest = ""): string => `${path}/${encodeURIComponent(id)}${rest}`;

/** Prompts and mailboxes. */
export const voice = {
    mailbox: (user: string) => request<Mailbox>("GET", part("/users", user, "/mailbox")),
    changeMailbox: (user: string, mailbox: Mailbox, body: Partial<Pick<Mailbox, "isOn" | "greets" | "greeting" | "notice">>) =>
        request<Mailbox>("PATCH", part("/users", user, "/mailbox"), { body, version: mailbox.version }),
    setPIN: (user: string, pin: string | null) =>
        request<null>("PUT", part("/users", user, "/mailbox/pin"), { body: { pin } }),
    messages: (user: string) => request<{ items: VoiceMessage[] }>("GET", part("/users", user, "/messages")),
    message: (message: string) => request<VoiceMessage>("GET", part("/messages", message)),
    mark: (message: string, isHeard: boolean) =>
        request<VoiceMessage>("PATCH", part("/messages", message), { body: { isHeard } }),
    remove: (message: string) => request<null>("DELETE", part("/messages", message)),
    messageSound: (message: string, format: "wav" | "mp3", isDownload = false): string =>
        `${root}${part("/messages", message, "/sound")}?format=${format}${isDownload ? "&download=true" : ""}`,

    prompts: (domain: string) => request<{ items: Prompt[] }>("GET", "/prompts", { query: { domain } }),
    addPrompt: (domain: string, body: Pick<Prompt, "name" | "purpose" | "owner">) =>
        request<Prompt>("POST", "/prompts", { query: { domain }, body, key: newKey() }),
    renamePrompt: (prompt: Prompt, name: string) =>
        request<Prompt>("PATCH", part("/prompts", prompt.id), { body: { name }, version: prompt.version }),
    removePrompt: (prompt: Prompt) =>
        request<null>("DELETE", part("/prompts", prompt.id), { version: prompt.version }),
    upload: (prompt: string, file: File) => send<Prompt>(part("/prompts", prompt, "/sound"), file),
    /** The version makes the browser ask again when the sound was replaced. */
    promptSound: (prompt: Prompt): string =>
        `${root}${part("/prompts", prompt.id, "/sound")}#${prompt.version}`,
    promptDownload: (prompt: Prompt): string => `${root}${part("/prompts", prompt.id, "/sound")}?download=true`,
    /** What a caller would hear; nothing is kept. */
    trySpeech: (body: SpokenText) => request<Blob>("POST", "/speech", { body, wantsFile: true }),
    speak: (prompt: Prompt, body: SpokenText) =>
        request<Prompt>("PUT", part("/prompts", prompt.id, "/speech"), { body, version: prompt.version }),
    record: (prompt: string, user: string) =>
        request<{ id: string }>("POST", part("/prompts", prompt, "/recording"), { body: { user } }),
};
