import { memo } from "react";
import type { KeyboardEvent, PointerEvent, MouseEvent } from "react";
import { iconPath } from "../page/icon";
import { measures } from "./box";
import type { PlacedEdge, PlacedNode } from "./layout";
import type { ListedNode, SchemeNode, SchemeState } from "./scheme";
import { spokenWords } from "./scheme";
import { linePath, outline } from "./shapes";
import { textStyles } from "./text";

export function isPressable(node: SchemeNode): boolean {
    return node.opens === true || node.link !== undefined || node.leadsTo !== undefined;
}

export interface NodeHandlers {
    keep(id: string, element: SVGGElement | null): void;
    onFocus(id: string): void;
    onPress(node: SchemeNode, event: MouseEvent): void;
    onKeyDown(id: string, event: KeyboardEvent): void;
    onPointerDown(id: string, event: PointerEvent): void;
}

function stateClasses({ isOff, isUnreached, isLit }: SchemeState): string {
    return `${isOff ? " is-off" : ""}${isUnreached ? " is-unreached" : ""}${isLit ? " is-lit" : ""}`;
}

/** A node of the drawing; in a picture (`handlers` absent) nothing can be operated. */
export const NodeView = memo(function NodeView({
    placed,
    listed,
    isStop,
    isMovable,
    offset,
    handlers,
}: {
    placed: PlacedNode;
    listed: ListedNode;
    /** Whether Tab stops here. */
    isStop: boolean;
    isMovable: boolean;
    /** How far it was dragged. */
    offset: number;
    handlers: NodeHandlers | null;
}): JSX.Element {
    const { node } = placed;
    const classes = [
        "scheme-node",
        `kind-${node.kind}`,
        `tone-${node.tone ?? "neutral"}`,
        isPressable(node) && "is-pressable",
        isMovable && "is-movable",
        offset !== 0 && "is-dragged",
    ];
    const operated = handlers && {
        ref: (element: SVGGElement | null) => handlers.keep(node.id, element),
        role: "treeitem",
        tabIndex: isStop ? 0 : -1,
        "aria-label": spokenWords(listed),
        "aria-level": listed.level,
        "aria-posinset": listed.position,
        "aria-setsize": listed.siblings,
        "aria-current": node.isLit ? ("step" as const) : undefined,
        onFocus: () => handlers.onFocus(node.id),
        onClick: (event: MouseEvent) => handlers.onPress(node, event),
        onKeyDown: (event: KeyboardEvent) => handlers.onKeyDown(node.id, event),
        onPointerDown: isMovable ? (event: PointerEvent) => handlers.onPointerDown(node.id, event) : undefined,
    };
    return (
        <g
            className={classes.filter(Boolean).join(" ") + stateClasses(node)}
            transform={`translate(${placed.x} ${placed.y + offset})`}
            {...operated}
        >
            <path className="scheme-shape" d={outline(placed)} />
            <Words placed={placed} />
        </g>
    );
});

function Words({ placed }: { placed: PlacedNode }): JSX.Element {
    const { node, titleLines, detailLines, textX } = placed;
    const { title, detail } = textStyles;
    const height = titleLines.length * title.lineHeight + detailLines.length * detail.lineHeight;
    // A frame's words stand above its cells.
    const top = placed.cells.length > 0 ? 8 : (placed.height - height) / 2;
    const middle = placed.cells.length > 0 ? top + height / 2 : placed.height / 2;
    const iconX = textX - measures.icon - measures.space;
    const badgeX = (node.icon ? iconX : textX) - measures.badge / 2 - measures.space;
    const baseline = (index: number): number =>
        index < titleLines.length
            ? top + index * title.lineHeight + 13.5
            : top + titleLines.length * title.lineHeight + (index - titleLines.length) * detail.lineHeight + 12;
    return (
        <>
            {node.badge && (
                <g className="scheme-badge" transform={`translate(${badgeX} ${middle})`}>
                    <circle r={measures.badge / 2} />
                    <text y={4.5} textAnchor="middle">
                        {node.badge}
                    </text>
                </g>
            )}
            {node.icon && (
                <path
                    className="scheme-icon"
                    transform={`translate(${iconX} ${middle - measures.icon / 2}) scale(${measures.icon / 20})`}
                    d={iconPath(node.icon)}
                />
            )}
            <text>
                {[...titleLines, ...detailLines].map((line, index) => (
                    <tspan
                        key={index}
                        x={textX}
                        y={baseline(index)}
                        className={index < titleLines.length ? "scheme-title" : "scheme-detail"}
                    >
                        {line}
                    </tspan>
                ))}
            </text>
        </>
    );
}

/**
 * The way from one node to the next, with its words. `isToAdd`: it leads to where something can be added, which is not
 * printed.
 */
export function EdgeView({ edge, isToAdd }: { edge: PlacedEdge; isToAdd: boolean }): JSX.Element {
    const { words } = edge;
    return (
        <g className={`scheme-edge${stateClasses(edge)}${isToAdd ? " is-to-add" : ""}`} aria-hidden="true">
            <path d={linePath(edge.points)} />
            {words && (
                <text textAnchor={edge.wordsAnchor}>
                    {words.lines.map((line, index) => (
                        <tspan key={index} x={words.x} y={words.y + 12 + index * textStyles.words.lineHeight}>
                            {line}
                        </tspan>
                    ))}
                </text>
            )}
        </g>
    );
}
