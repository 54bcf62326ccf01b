import { useMemo } from "react";
import qrcode from "qrcode-generator";

/** Modules of quiet around the picture (ISO/IEC 18004). */
const margin = 4;

/** The dark squares of a QR code as one path, a unit each. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
    const code = qrcode(0, "M");
    code.addData(text);
    code.make();
    const count = code.getModuleCount();
    const squares: string[] = [];
    for (let row = 0; row < count; row += 1) {
        for (let column = 0; column < count; column += 1) {
            if (code.isDark(row, column)) squares.push(`M${column + margin} ${row + margin}h1v1h-1z`);
        }
    }
    return { path: squares.join(""), size: count + 2 * margin };
}

/** Always dark on light: cameras read nothing else. */
export function QRCode({ text, label }: { text: string; label: string }): JSX.Element {
    const { path, size } = useMemo(() => qrPath(text), [text]);
    return (
        <svg className="qr-code" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
            <path d={`M0 0h${size}v${size}h-${size}z`} fill="#fff" />
            <path d={path} fill="#000" />
        </svg>
    );
}
