import type { SchemeNode } from "./scheme";
import { textStyles, wrapped } from "./text";
import type { Measure } from "./text";

/** A node's own measures and the lines of its words. */
export interface Box {
    readonly width: number;
    readonly height: number;
    readonly titleLines: readonly string[];
    readonly detailLines: readonly string[];
    /** From the left edge to the words. */
    readonly textX: number;
    readonly cells: readonly { readonly node: SchemeNode; readonly box: Box; readonly x: number; readonly y: number }[];
}

/** Measures of nodes, in pixels. */
export const measures = {
    padding: 12,
    leastWidth: 56,
    leastHeight: 36,
    /** The widest that words in a node may be. */
    words: 200,
    icon: 18,
    badge: 22,
    /** After icon and badge. */
    space: 8,
    titleLines: 4,
    detailLines: 4,
};

const framePadding = 10;

/** How big a node is; `available` matters to frames alone, whose cells go under one another when there is no room. */
export function boxOf(node: SchemeNode, available: number, measure: Measure): Box {
    const words = textBox(node, measure);
    const cells = (node.cells ?? []).map((cell) => ({ node: cell, box: boxOf(cell, available, measure) }));
    if (cells.length === 0) return words;

    const gap = framePadding;
    const wide = cells.reduce((total, { box }) => total + box.width + gap, gap);
    const isStacked = wide > available;
    // In a stack the cells are equally wide, in a row equally high.
    const most = (side: "width" | "height"): number => Math.max(...cells.map(({ box }) => box[side]));
    const top = words.titleLines.length > 0 ? words.height : gap;
    let x = gap;
    let y = top;
    const placed = cells.map(({ node: cell, box }) => {
        const size = isStacked ? { width: most("width") } : { height: most("height") };
        const here = { node: cell, box: { ...box, ...size }, x, y };
        if (isStacked) y += box.height + gap;
        else x += box.width + gap;
        return here;
    });
    const width = Math.max(isStacked ? most("width") + 2 * gap : wide, words.width);
    return { ...words, width, height: isStacked ? y : top + most("height") + gap, cells: placed };
}

/** A box that is at least so wide. */
export function grown(box: Box, least: number | null): Box {
    return least !== null && box.width < least && box.cells.length === 0 ? { ...box, width: least } : box;
}

function textBox(node: SchemeNode, measure: Measure): Box {
    const { title, detail } = textStyles;
    const titleLines = wrapped(node.title, title, measures.words, measures.titleLines, measure);
    const detailLines = node.detail
        ? wrapped(node.detail, detail, measures.words, measures.detailLines, measure)
        : [];
    const before =
        (node.badge ? measures.badge + measures.space : 0) + (node.icon ? measures.icon + measures.space : 0);
    const widest = Math.max(
        0,
        ...titleLines.map((line) => measure(line, title)),
        ...detailLines.map((line) => measure(line, detail)),
    );
    // Cut corners and points take room from the words.
    const sides = measures.padding + (node.kind === "split" ? 8 : node.kind === "condition" ? 2 : 0);
    const width = Math.max(measures.leastWidth, widest + before + 2 * sides - (widest === 0 ? measures.space : 0));
    const textHeight = titleLines.length * title.lineHeight + detailLines.length * detail.lineHeight;
    const height = Math.max(measures.leastHeight, textHeight + 16);
    return { width, height, titleLines, detailLines, textX: sides + before, cells: [] };
}
