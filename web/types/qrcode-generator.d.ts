// What the app uses of Debian's node-qrcode-generator; its own types are no module.
interface QRCode {
    addData(text: string): void;
    make(): void;
    getModuleCount(): number;
    isDark(row: number, column: number): boolean;
}

/** `0` chooses the smallest version that the text fits into. */
export default function qrcode(version: 0, correction: "L" | "M" | "Q" | "H"): QRCode;
