import { branchState } from "./scheme";
import type { Arrangement, SchemeBranch, SchemeNode, SchemeState } from "./scheme";
import { boxOf, grown } from "./box";
import type { Box } from "./box";
import { textStyles, wrapped } from "./text";
import type { Measure } from "./text";

export interface Point {
    readonly x: number;
    readonly y: number;
}

export interface PlacedNode extends Box {
    readonly node: SchemeNode;
    readonly x: number;
    readonly y: number;
}

export interface PlacedEdge extends Required<SchemeState> {
    readonly from: string;
    readonly to: string;
    /** Corners of the line, all its pieces upright or level. */
    readonly points: readonly Point[];
    readonly words: { readonly lines: readonly string[]; readonly x: number; readonly y: number } | null;
    readonly wordsAnchor: "middle" | "start";
}

/** A scheme with everything in its place. */
export interface Drawing {
    readonly width: number;
    readonly height: number;
    readonly nodes: readonly PlacedNode[];
    readonly edges: readonly PlacedEdge[];
}

/** Distances, in pixels. */
export const distances = {
    /** Between what stands side by side. */
    across: 24,
    /** Between what stands one under the other. */
    down: 16,
    /** From a node to what follows below. */
    level: 28,
    /** From the line on the left to the nodes beside it. */
    spine: 16,
    indent: 40,
    beside: 40,
    /** The widest that words on a line may be. */
    words: 150,
    /** Words no wider than that stand on the level piece of a way that goes down; others above what it leads to. */
    shortWords: 56,
    margin: 4,
};

/** A part of the drawing with its own origin: a node and all that follows it. */
interface Block {
    readonly width: number;
    readonly height: number;
    readonly head: PlacedNode;
    readonly nodes: readonly PlacedNode[];
    readonly edges: readonly PlacedEdge[];
}

/** Puts a scheme in its places, from the top down, no wider than `width` where that is possible. */
export function layoutScheme(root: SchemeNode, width: number, measure: Measure): Drawing {
    const block = new Arranger(measure).arrange(root, Math.max(width - 2 * distances.margin, 0), null);
    const { nodes, edges } = shifted(block, distances.margin, distances.margin);
    return {
        width: block.width + 2 * distances.margin,
        height: block.height + 2 * distances.margin,
        nodes,
        edges,
    };
}

/** How much wider than the frame a drawing may be made for its first branches to stand side by side. */
const stretches = [1, 1.25, 1.6, 2.4, 4];

/**
 * The same, with the first branches side by side where the root wishes it: rather wider than the frame, to be made smaller
 * or scrolled, than one under the other.
 */
export function layoutAcross(root: SchemeNode, width: number, measure: Measure): Drawing {
    for (const stretch of stretches) {
        const drawing = layoutScheme(root, width * stretch, measure);
        if (isAcross(root, drawing)) return drawing;
    }
    return layoutScheme(root, width, measure);
}

/** Of the first node that has several followers. */
function isAcross({ next = [] }: SchemeNode, drawing: Drawing): boolean {
    const [only] = next;
    if (only && next.length === 1) return isAcross(only.to, drawing);
    const { nodes } = drawing;
    const followers = new Set(next.map(({ to }) => to));
    return new Set(nodes.flatMap(({ node, y }) => (followers.has(node) ? [y] : []))).size <= 1;
}

/** What is wished of a node, by where it stands. */
function wishOf(node: SchemeNode, isInColumn: boolean): Exclude<Arrangement, "crosswise"> {
    const wish = node.arrangement ?? "across";
    if (wish !== "crosswise") return wish;
    return isInColumn ? "beside" : "across";
}

class Arranger {
    private readonly compactWidths = new Map<SchemeNode, number>();
    private readonly naturalWidths = new Map<SchemeNode, number>();

    constructor(private readonly measure: Measure) {}

    /** `column`: it stands in one, whose nodes with something beside them are all as wide as `least`. */
    arrange(node: SchemeNode, available: number, column: { readonly least: number | null } | null): Block {
        const box = grown(boxOf(node, available, this.measure), column?.least ?? null);
        const next = node.next ?? [];
        if (next.length === 0) {
            const head = { ...box, node, x: 0, y: 0 };
            return { width: box.width, height: box.height, head, nodes: withCells(head), edges: [] };
        }
        switch (this.arrangement(node, box, available, column !== null)) {
            case "across":
                return this.across(node, box, next, available);
            case "down":
                return this.down(node, box, next, available);
            case "beside":
                return this.beside(node, box, next, available);
        }
    }

    /** The wished one when there is room for it. */
    private arrangement(
        node: SchemeNode,
        box: Box,
        available: number,
        isInColumn: boolean,
    ): Exclude<Arrangement, "crosswise"> {
        const next = node.next ?? [];
        const wish = wishOf(node, isInColumn);
        if (wish === "down") return "down";
        if (wish === "beside") {
            const widest = Math.max(...next.map(({ to }) => this.compact(to)));
            return box.width + this.besideGap(next) + widest <= available ? "beside" : "down";
        }
        const widths = next.map(({ to }) => this.compact(to));
        return next.length === 1 || sum(widths) + distances.across * (next.length - 1) <= available ? "across" : "down";
    }

    private across(node: SchemeNode, box: Box, next: readonly SchemeBranch[], available: number): Block {
        const gaps = distances.across * (next.length - 1);
        const compact = next.map(({ to }) => this.compact(to));
        const wishes = next.map(({ to }, index) => Math.max(this.natural(to) - (compact[index] ?? 0), 0));
        const spare = Math.max(available - gaps - sum(compact), 0);
        const share = Math.min(spare / Math.max(sum(wishes), 1), 1);
        const blocks = next.map(({ to }, index) =>
            this.arrange(to, next.length === 1 ? available : (compact[index] ?? 0) + (wishes[index] ?? 0) * share, null),
        );
        const wordLines = next.map(({ words }) => (words ? this.lines(words) : []));
        const mostLines = Math.max(...wordLines.map((lines) => lines.length));
        const fork = next.length > 1 ? 12 : 0;
        const gap = distances.level + (mostLines > 0 ? mostLines * textStyles.words.lineHeight + fork : 0);

        let x = 0;
        const placed = blocks.map((block, index) => {
            const words = wordLines[index] ?? [];
            // Words stand in the middle of the way; they need room on both sides.
            const half = Math.max(0, ...words.map((line) => this.measure(line, textStyles.words))) / 2;
            const inset = Math.max(0, half - centre(block.head));
            const placedBlock = shifted(block, x + inset, box.height + gap);
            const right = Math.max(inset + block.width, inset + centre(block.head) + half);
            x += right + distances.across;
            return placedBlock;
        });
        const childrenWidth = x - distances.across;
        const first = placed[0]?.head;
        const last = placed[placed.length - 1]?.head;
        const middle = first && last ? (centre(first) + centre(last)) / 2 : 0;
        const left = Math.max(0, box.width / 2 - middle);
        const head: PlacedNode = { ...box, node, x: left + middle - box.width / 2, y: 0 };
        const children = placed.map((block) => shifted(block, left, 0));
        const bus = box.height + (fork > 0 ? distances.level / 2 : 0);
        const edges = children.map((child, index): PlacedEdge => {
            const branch = next[index] as SchemeBranch;
            const lines = wordLines[index] ?? [];
            const [from, to] = [centre(head), centre(child.head)];
            const straight = Math.abs(from - to) < 1;
            const points = straight
                ? [at(from, box.height), at(from, child.head.y)]
                : [at(from, box.height), at(from, bus), at(to, bus), at(to, child.head.y)];
            const top = (fork > 0 ? bus : box.height) + 6;
            return edge(node, branch, points, lines.length > 0 ? { lines, x: to, y: top } : null, "middle");
        });
        const width = Math.max(left + childrenWidth, head.x + box.width);
        const height = box.height + gap + Math.max(...blocks.map((block) => block.height));
        return gathered(width, height, head, children, edges);
    }

    private down(node: SchemeNode, box: Box, next: readonly SchemeBranch[], available: number): Block {
        const indent = this.indent(next);
        const left = distances.spine;
        const isShort = this.hasShortWords(next);
        // Nodes with something beside them are equally wide: what is beside them stands in one column.
        const rows = next.filter(({ to }) => isRow(to));
        const column = rows.map(({ to }) => boxOf(to, available - indent, this.measure).width);
        const least = column.length > 1 ? Math.max(...column) : null;
        const [room, most] = isShort ? [indent, 1] : [available - left - 6, 3];
        const wordLines = next.map(({ words = "" }) => wrapped(words, textStyles.words, room, most, this.measure));
        let y = box.height + distances.down;
        const children = next.map(({ to }, index) => {
            const block = this.arrange(to, available - indent, { least: isRow(to) ? least : null });
            if (!isShort) y += (wordLines[index]?.length ?? 0) * textStyles.words.lineHeight;
            const placed = shifted(block, indent, y);
            y += block.height + distances.down;
            return { placed, top: y - block.height - distances.down };
        });
        const head: PlacedNode = { ...box, node, x: 0, y: 0 };
        const edges = children.map(({ placed, top }, index): PlacedEdge => {
            const branch = next[index] as SchemeBranch;
            const level = placed.head.y + Math.min(placed.head.height / 2, 24);
            const points = [at(left, box.height), at(left, level), at(placed.head.x, level)];
            const lines = wordLines[index] ?? [];
            const above = (isShort ? level : top) - lines.length * textStyles.words.lineHeight - 2;
            return edge(node, branch, points, lines.length > 0 ? { lines, x: left + 6, y: above } : null, "start");
        });
        const words = isShort ? [] : wordLines.flat().map((line) => left + 6 + this.measure(line, textStyles.words));
        const width = Math.max(box.width, ...words, ...children.map(({ placed }) => placed.width + indent));
        const blocks = children.map(({ placed }) => placed);
        return gathered(width, y - distances.down, head, blocks, edges);
    }

    private beside(node: SchemeNode, box: Box, next: readonly SchemeBranch[], available: number): Block {
        const gap = this.besideGap(next);
        const x = box.width + gap;
        let y = 0;
        const blocks = next.map(({ to }) => {
            const block = this.arrange(to, available - x, null);
            const placed = shifted(block, x, y);
            y += block.height + distances.down;
            return placed;
        });
        const first = blocks[0]?.head;
        const middle = first ? first.y + first.height / 2 : 0;
        const above = Math.max(0, box.height / 2 - middle);
        const head: PlacedNode = { ...box, node, x: 0, y: above + middle - box.height / 2 };
        const children = blocks.map((block) => shifted(block, 0, above));
        const level = head.y + box.height / 2;
        const edges = children.map((child, index): PlacedEdge => {
            const branch = next[index] as SchemeBranch;
            const target = child.head.y + child.head.height / 2;
            const bend = box.width + 12;
            const points =
                Math.abs(target - level) < 1
                    ? [at(box.width, level), at(child.head.x, level)]
                    : [at(box.width, level), at(bend, level), at(bend, target), at(child.head.x, target)];
            const lines = branch.words ? wrapped(branch.words, textStyles.words, distances.words, 1, this.measure) : [];
            const words =
                lines.length > 0 ? { lines, x: bend + 4, y: target - textStyles.words.lineHeight - 2 } : null;
            return edge(node, branch, points, words, "start");
        });
        const width = Math.max(...children.map((child) => child.width + x));
        const height = Math.max(head.y + box.height, above + y - distances.down);
        return gathered(width, height, head, children, edges);
    }

    private lines(words: string): readonly string[] {
        return wrapped(words, textStyles.words, distances.words, 3, this.measure);
    }

    private widestWords(next: readonly SchemeBranch[]): number {
        const widths = next.map(({ words }) => (words ? this.measure(words, textStyles.words) : 0));
        return Math.min(Math.max(0, ...widths), distances.words);
    }

    private hasShortWords(next: readonly SchemeBranch[]): boolean {
        return this.widestWords(next) <= distances.shortWords;
    }

    private indent(next: readonly SchemeBranch[]): number {
        const words = this.hasShortWords(next) ? this.widestWords(next) : 0;
        return Math.max(distances.indent, words > 0 ? distances.spine + words + 18 : 0);
    }

    private besideGap(next: readonly SchemeBranch[]): number {
        const words = this.widestWords(next);
        return Math.max(distances.beside, words > 0 ? words + 32 : 0);
    }

    /** How wide it is with everything one under the other. */
    private compact(node: SchemeNode): number {
        return kept(this.compactWidths, node, () => {
            const next = node.next ?? [];
            const box = boxOf(node, 0, this.measure).width;
            if (next.length === 0) return box;
            // A single follower stands straight below and needs no indent.
            const isStraight = next.length === 1 && wishOf(node, false) === "across";
            const indent = isStraight ? 0 : this.indent(next);
            const words = isStraight ? this.widestWords(next) : 0;
            return Math.max(box, words, indent + Math.max(...next.map(({ to }) => this.compact(to))));
        });
    }

    /** How wide it would be if it had all the room it wants. */
    private natural(node: SchemeNode, isInColumn = false): number {
        return kept(this.naturalWidths, node, () => {
            const next = node.next ?? [];
            const box = boxOf(node, Infinity, this.measure).width;
            if (next.length === 0) return box;
            const wish = wishOf(node, isInColumn);
            const widths = next.map(({ to }) => this.natural(to, wish === "down"));
            switch (wish) {
                case "across":
                    return Math.max(box, sum(widths) + distances.across * (widths.length - 1));
                case "down":
                    return Math.max(box, this.indent(next) + Math.max(...widths));
                case "beside":
                    return box + this.besideGap(next) + Math.max(...widths);
            }
        });
    }
}

/** Whether what follows it stands beside it. */
function isRow(node: SchemeNode): boolean {
    return wishOf(node, true) === "beside" && (node.next ?? []).length > 0;
}

function kept(values: Map<SchemeNode, number>, node: SchemeNode, compute: () => number): number {
    const known = values.get(node);
    if (known !== undefined) return known;
    const value = compute();
    values.set(node, value);
    return value;
}

function withCells(head: PlacedNode): readonly PlacedNode[] {
    const cells = head.cells.map(({ node, box, x, y }) => ({ ...box, node, x: head.x + x, y: head.y + y }));
    return [head, ...cells];
}

function gathered(
    width: number,
    height: number,
    head: PlacedNode,
    children: readonly Block[],
    edges: readonly PlacedEdge[],
): Block {
    return {
        width,
        height,
        head,
        nodes: [...withCells(head), ...children.flatMap((child) => child.nodes)],
        edges: [...edges, ...children.flatMap((child) => child.edges)],
    };
}

function shifted(block: Block, x: number, y: number): Block {
    const node = (placed: PlacedNode): PlacedNode => ({ ...placed, x: placed.x + x, y: placed.y + y });
    return {
        ...block,
        head: node(block.head),
        nodes: block.nodes.map(node),
        edges: block.edges.map((each) => ({
            ...each,
            points: each.points.map((point) => at(point.x + x, point.y + y)),
            words: each.words && { ...each.words, x: each.words.x + x, y: each.words.y + y },
        })),
    };
}

function edge(
    from: SchemeNode,
    branch: SchemeBranch,
    points: readonly Point[],
    words: PlacedEdge["words"],
    wordsAnchor: PlacedEdge["wordsAnchor"],
): PlacedEdge {
    return { from: from.id, to: branch.to.id, points, words, wordsAnchor, ...branchState(branch) };
}

const at = (x: number, y: number): Point => ({ x, y });
const centre = (placed: PlacedNode): number => placed.x + placed.width / 2;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
