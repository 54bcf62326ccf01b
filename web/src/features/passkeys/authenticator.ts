import type { PasskeyAnswer, PasskeyChallenge, PasskeyQuestion } from "../../api/access";

/** BYD-22: what the page asks the browser's authenticators, in the API's words. */

/** Whether this browser has passkeys on this page. */
export const hasPasskeys = (): boolean => typeof window.PublicKeyCredential === "function";

/** Base 64 for addresses, without padding, as the API writes bytes. */
export function writeBytes(bytes: ArrayBuffer): string {
    const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
    return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function readBytes(text: string): ArrayBuffer {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = new Uint8Array(new ArrayBuffer(plain.length));
    for (let index = 0; index < plain.length; index += 1) bytes[index] = plain.charCodeAt(index);
    return bytes.buffer;
}

const credential = (id: string): PublicKeyCredentialDescriptor => ({ type: "public-key", id: readBytes(id) });

/** Rejects when the person gives up, or the authenticator has one for this account already. */
export async function makePasskey(
    question: PasskeyQuestion,
): Promise<{ readonly clientData: string; readonly attestation: string }> {
    const made = await navigator.credentials.create({
        publicKey: {
            challenge: readBytes(question.challenge),
            rp: { id: question.partyID, name: question.partyName },
            user: {
                id: readBytes(question.userHandle),
                name: question.userName,
                displayName: question.shownName,
            },
            pubKeyCredParams: question.algorithms.map((alg) => ({ type: "public-key", alg })),
            excludeCredentials: question.known.map(credential),
            // Wanted, so that it signs in alone; a security key that cannot is good beside the password.
            authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
            attestation: "none",
            timeout: question.timeoutSeconds * 1_000,
        },
    });
    const response = (made as PublicKeyCredential).response as AuthenticatorAttestationResponse;
    return { clientData: writeBytes(response.clientDataJSON), attestation: writeBytes(response.attestationObject) };
}

/** Rejects when the person gives up or no authenticator has one. */
export async function usePasskey(question: PasskeyChallenge): Promise<PasskeyAnswer> {
    const isAlone = question.credentials.length === 0;
    const found = (await navigator.credentials.get({
        publicKey: {
            challenge: readBytes(question.challenge),
            rpId: question.partyID,
            allowCredentials: question.credentials.map(credential),
            userVerification: isAlone ? "required" : "preferred",
            timeout: question.timeoutSeconds * 1_000,
        },
    })) as PublicKeyCredential;
    const response = found.response as AuthenticatorAssertionResponse;
    return {
        credential: writeBytes(found.rawId),
        clientData: writeBytes(response.clientDataJSON),
        authenticatorData: writeBytes(response.authenticatorData),
        signature: writeBytes(response.signature),
        userHandle: response.userHandle === null ? null : writeBytes(response.userHandle),
    };
}

/** What the browser says when nothing came of it: given up, out of time, or refused by the page's address. */
export const wasGivenUp = (problem: unknown): boolean =>
    problem instanceof DOMException && ["NotAllowedError", "AbortError"].includes(problem.name);

/** The authenticator has one for this account. */
export const isThereAlready = (problem: unknown): boolean =>
    problem instanceof DOMException && problem.name === "InvalidStateError";
