/** How wide a text is, in pixels. */
export type Measure = (text: string, style: TextStyle) => number;

export interface TextStyle {
    readonly size: number;
    readonly weight: number;
    readonly lineHeight: number;
}

/** The same as in scheme.css. */
export const textStyles = {
    title: { size: 14, weight: 550, lineHeight: 18 },
    detail: { size: 12.5, weight: 400, lineHeight: 16 },
    words: { size: 12.5, weight: 400, lineHeight: 16 },
} as const;

/**
 * Breaks a text into at most so many lines that are no wider than that; a word too long for a line is cut, and what
 * has no room ends in '…'.
 */
export function wrapped(
    text: string,
    style: TextStyle,
    width: number,
    most: number,
    measure: Measure,
): readonly string[] {
    const fits = (line: string): boolean => measure(line, style) <= width;
    const lines: string[] = [];
    for (const paragraph of text.split("\n")) {
        let line = "";
        for (const word of paragraph.split(" ").filter((each) => each !== "")) {
            const longer = line === "" ? word : `${line} ${word}`;
            if (fits(longer)) {
                line = longer;
                continue;
            }
            if (line !== "") lines.push(line);
            line = word;
            while (!fits(line) && line.length > 1) {
                const head = fitting(line, fits);
                lines.push(head);
                line = line.slice(head.length);
            }
        }
        if (line !== "") lines.push(line);
    }
    if (lines.length <= most) return lines;
    let last = lines[most - 1] ?? "";
    while (last !== "" && !fits(`${last}…`)) last = last.slice(0, -1);
    return [...lines.slice(0, most - 1), `${last.trimEnd()}…`];
}

/** As much of the beginning as fits, one character at least. */
function fitting(text: string, fits: (text: string) => boolean): string {
    let length = text.length - 1;
    while (length > 1 && !fits(text.slice(0, length))) length -= 1;
    return text.slice(0, length);
}

/** Measures as the browser will draw, with the page's font. */
export function canvasMeasure(): Measure {
    const context = document.createElement("canvas").getContext("2d");
    const family = getComputedStyle(document.body).fontFamily;
    const known = new Map<string, number>();
    return (text, { size, weight }) => {
        const key = `${weight} ${size} ${text}`;
        const found = known.get(key);
        if (found !== undefined) return found;
        if (!context) return text.length * size * 0.6;
        context.font = `${weight} ${size}px ${family}`;
        const width = Math.ceil(context.measureText(text).width);
        known.set(key, width);
        return width;
    };
}
