import type { IconName } from "../page/icon";

/**
 * What a node is, seen by its shape: where it starts (pill), a condition (cut corners), a place where ways part (points
 * left and right), something that is done or reached (box), several things at once (frame), where it ends (pill), a
 * reference to a node drawn elsewhere (flag), and the place where something can be added (dashed outline).
 */
export type NodeKind = "start" | "condition" | "split" | "step" | "frame" | "end" | "link" | "add";

/** The colour of a node, by its meaning. */
export type Tone = "accent" | "good" | "warn" | "bad" | "neutral";

/**
 * How what follows a node stands: side by side below it, one under the other below it along a line on the left, or to
 * the right of it. Crosswise is beside it where the node itself stands in a column, else below. What has no room across
 * or beside goes down.
 */
export type Arrangement = "across" | "down" | "beside" | "crosswise";

/** How a node or the way to it is drawn besides its colour. */
export interface SchemeState {
    /** Switched off: dotted. */
    readonly isOff?: boolean;
    /** Nothing ever comes here: grey. */
    readonly isUnreached?: boolean;
    /** On the path that is being tried: thick. */
    readonly isLit?: boolean;
}

/** A node and, as a tree, what follows it. */
export interface SchemeNode extends SchemeState {
    /** Unique in the drawing. */
    readonly id: string;
    readonly kind: NodeKind;
    readonly tone?: Tone;
    readonly icon?: IconName;
    /** Its place in an order, in a circle before the words. */
    readonly badge?: string;
    readonly title: string;
    /** Smaller, below the title; a line break starts a line. */
    readonly detail?: string;
    /** What is said instead of title and detail, for instance with 'switched off'. */
    readonly label?: string;
    /** Pressing it opens it: `onOpen` is told. */
    readonly opens?: boolean;
    /** Pressing it goes to this address. */
    readonly link?: string;
    /** Pressing it goes to that node of the same drawing. */
    readonly leadsTo?: string;
    readonly next?: readonly SchemeBranch[];
    readonly arrangement?: Arrangement;
    /** What follows has an order that people may change: `onReorder` is told. */
    readonly isOrdered?: boolean;
    /** Stays in its place among ordered ones. */
    readonly isFixed?: boolean;
    /** Of a frame: what stands in it, side by side. */
    readonly cells?: readonly SchemeNode[];
}

/** The way from a node to the one that follows. Unless it says otherwise it looks as the node that it leads to. */
export interface SchemeBranch extends SchemeState {
    readonly words?: string;
    readonly to: SchemeNode;
}

/** The state that the way to a node is drawn in. */
export function branchState({ to, ...branch }: SchemeBranch): Required<SchemeState> {
    return {
        isOff: branch.isOff ?? to.isOff ?? false,
        isUnreached: branch.isUnreached ?? to.isUnreached ?? false,
        isLit: branch.isLit ?? to.isLit ?? false,
    };
}

/** A node with its place in the tree, in reading order. */
export interface ListedNode {
    readonly node: SchemeNode;
    readonly parent: string | null;
    readonly level: number;
    /** From 1, among its siblings. */
    readonly position: number;
    readonly siblings: number;
    /** The words of the way that leads to it. */
    readonly words: string | null;
}

/** All nodes in the order in which they are read: each before what follows it. */
export function listNodes(root: SchemeNode): readonly ListedNode[] {
    const listed: ListedNode[] = [];
    const visit = (node: SchemeNode, place: Omit<ListedNode, "node">): void => {
        listed.push({ node, ...place });
        const cells = (node.cells ?? []).map((to) => ({ to, words: null }));
        const next = (node.next ?? []).map((branch) => ({ to: branch.to, words: branch.words ?? null }));
        const below = [...cells, ...next];
        below.forEach(({ to, words }, index) =>
            visit(to, {
                parent: node.id,
                level: place.level + 1,
                position: index + 1,
                siblings: below.length,
                words,
            }),
        );
    };
    visit(root, { parent: null, level: 1, position: 1, siblings: 1, words: null });
    return listed;
}

/** What is said of a node: the words of the way to it, and its own. */
export function spokenWords({ node, words }: Pick<ListedNode, "node" | "words">): string {
    const own = node.label ?? [node.badge, node.title, node.detail].filter(Boolean).join(", ");
    return (words ? `${words}: ${own}` : own).replace(/\n/g, ", ");
}

/** The whole drawing as lines of text, for those who do not see it. */
export function schemeLines(root: SchemeNode): readonly { readonly level: number; readonly text: string }[] {
    return listNodes(root).map((listed) => ({ level: listed.level, text: spokenWords(listed) }));
}

/** Which of a node's followers can change places: their ids, in order. */
export function orderedIDs(parent: SchemeNode): readonly string[] {
    if (!parent.isOrdered) return [];
    return (parent.next ?? []).filter(({ to }) => !to.isFixed).map(({ to }) => to.id);
}

/** A list with the item at one place moved to another. */
export function moved<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
    const rest = items.filter((_, index) => index !== from);
    const item = items[from];
    return item === undefined ? items : [...rest.slice(0, to), item, ...rest.slice(to)];
}
