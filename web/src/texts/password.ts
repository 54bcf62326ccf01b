// Letters and digits that nobody mistakes for one another when a password is read out.
const letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ";
const digits = "23456789";

/** A password of 14 characters that meets TEN-11. `fill` fills the array with random bytes. */
export function suggestedPassword(fill: (bytes: Uint8Array) => Uint8Array): string {
    const alphabet = letters + digits;
    for (;;) {
        const kept = [...fill(new Uint8Array(64))]
            // Bytes at the upper end would make the first characters likelier.
            .filter((byte) => byte < 256 - (256 % alphabet.length))
            .map((byte) => alphabet.charAt(byte % alphabet.length))
            .slice(0, 14)
            .join("");
        if (kept.length === 14 && /\d/.test(kept) && /[A-Za-z]/.test(kept)) return kept;
    }
}
