import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, MouseEvent } from "react";
import { IconButton } from "../form/button";
import { useRouter } from "../routing/router";
import { layoutAcross, layoutScheme } from "./layout";
import type { PlacedNode } from "./layout";
import { EdgeView, isPressable, NodeView } from "./nodeView";
import type { NodeHandlers } from "./nodeView";
import { listNodes, orderedIDs, schemeLines } from "./scheme";
import type { SchemeNode } from "./scheme";
import { canvasMeasure } from "./text";
import { useReorder } from "./useReorder";
import { useWidth } from "./useWidth";

/** Nothing is drawn smaller than this to fit; what is still wider can be scrolled. */
const leastScale = 0.6;
const zoomStep = 1.25;
/** From which width of the frame on a scheme with buttons for its size is drawn across; below it is a phone's. */
const leastAcross = 640;

export interface SchemeProps {
    /** What it shows, said to those who do not see it. */
    readonly label: string;
    readonly root: SchemeNode;
    /** A node that `opens` was pressed. */
    readonly onOpen?: (id: string) => void;
    /** The follower at place `from` of an ordered node was put to place `to`; fixed ones are not counted. */
    readonly onReorder?: (parent: string, from: number, to: number) => void;
    /** The names of the buttons for the size; without them there are none. */
    readonly zoom?: { readonly larger: string; readonly smaller: string; readonly fit: string };
}

/**
 * A drawn scheme. Where something in it can be pressed it is a tree: Tab comes to it once, the arrow keys go from node
 * to node (Left to the one before, Right to the one after), Enter opens, Alt with Up or Down changes the order. Else it
 * is a picture with its text.
 */
export function Scheme(props: SchemeProps): JSX.Element {
    const [frame, width] = useWidth();
    const [zoom, setZoom] = useState<number | null>(null);
    const measure = useMemo(canvasMeasure, []);
    const isWide = props.zoom !== undefined && width >= leastAcross;
    const drawing = useMemo(
        () => (width === 0 ? null : (isWide ? layoutAcross : layoutScheme)(props.root, width, measure)),
        [props.root, width, measure, isWide],
    );
    const fitting = drawing ? Math.max(Math.min(1, width / drawing.width), leastScale) : 1;
    const scale = zoom ?? fitting;
    return (
        <div className="scheme">
            <div className="scheme-frame figures-scroller" ref={frame}>
                {drawing && <Picture {...props} drawing={drawing} scale={scale} />}
            </div>
            {props.zoom && (
                <div className="scheme-zoom">
                    <IconButton icon="minus" label={props.zoom.smaller} onClick={() => setZoom(scale / zoomStep)} />
                    <IconButton icon="add" label={props.zoom.larger} onClick={() => setZoom(scale * zoomStep)} />
                    <IconButton icon="internal" label={props.zoom.fit} onClick={() => setZoom(null)} />
                </div>
            )}
        </div>
    );
}

function Picture({
    label,
    root,
    drawing,
    scale,
    onOpen,
    onReorder,
}: SchemeProps & { drawing: ReturnType<typeof layoutScheme>; scale: number }): JSX.Element {
    const router = useRouter();
    const svg = useRef<SVGSVGElement>(null);
    const elements = useRef(new Map<string, SVGGElement>());
    const [focused, setFocused] = useState(root.id);
    /** Where the focus goes once the new order is drawn. */
    const awaited = useRef<{ readonly parent: string; readonly place: number } | null>(null);

    const listed = useMemo(() => listNodes(root), [root]);
    const byID = useMemo(() => new Map(listed.map((each) => [each.node.id, each])), [listed]);
    const placed = useMemo(() => new Map(drawing.nodes.map((each) => [each.node.id, each])), [drawing]);
    const parents = useMemo(() => movableParents(listed.map(({ node }) => node), onReorder !== undefined), [
        listed,
        onReorder,
    ]);
    const isTree = parents.size > 0 || listed.some(({ node }) => isPressable(node));
    const stop = byID.has(focused) ? focused : root.id;

    const focus = (id: string | undefined): void => {
        if (id !== undefined) elements.current.get(id)?.focus();
    };
    useLayoutEffect(() => {
        const wish = awaited.current;
        const parent = wish && byID.get(wish.parent)?.node;
        if (!wish || !parent) return;
        awaited.current = null;
        focus(orderedIDs(parent)[wish.place]);
    }, [byID]);

    const reorder = (parent: SchemeNode, from: number, to: number): void => {
        awaited.current = { parent: parent.id, place: to };
        onReorder?.(parent.id, from, to);
    };
    const { drag, start, wasDragged } = useReorder(svg, parents, placed, reorder);

    const press = (node: SchemeNode, isElsewhere: boolean): void => {
        if (node.leadsTo !== undefined) focus(node.leadsTo);
        else if (node.link !== undefined && isElsewhere) window.open(router.href(node.link), "_blank", "noopener");
        else if (node.link !== undefined) router.go(node.link);
        else if (node.opens) onOpen?.(node.id);
    };
    const onKeyDown = (id: string, event: KeyboardEvent): void => {
        const here = byID.get(id);
        if (!here || event.target !== event.currentTarget) return;
        const index = listed.indexOf(here);
        const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
        if (step !== 0 && event.altKey) {
            const parent = parents.get(id);
            const ids = parent ? orderedIDs(parent) : [];
            const to = ids.indexOf(id) + step;
            if (parent && to >= 0 && to < ids.length) reorder(parent, to - step, to);
        } else if (step !== 0) {
            focus(listed[index + step]?.node.id);
        } else if (event.key === "ArrowLeft") {
            focus(here.parent ?? undefined);
        } else if (event.key === "ArrowRight") {
            const after = listed[index + 1];
            if (after?.parent === id) focus(after.node.id);
        } else if (event.key === "Home") {
            focus(root.id);
        } else if (event.key === "End") {
            focus(listed[listed.length - 1]?.node.id);
        } else if (event.key === "Enter" || event.key === " ") {
            press(here.node, event.ctrlKey || event.metaKey);
        } else {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
    };
    const latest = useRef({ press, onKeyDown, start, wasDragged });
    useEffect(() => {
        latest.current = { press, onKeyDown, start, wasDragged };
    });
    const handlers = useMemo<NodeHandlers>(
        () => ({
            keep: (id, element) => {
                if (element) elements.current.set(id, element);
                else elements.current.delete(id);
            },
            onFocus: setFocused,
            onPress: (node, event: MouseEvent) => {
                if (!latest.current.wasDragged()) latest.current.press(node, event.ctrlKey || event.metaKey);
            },
            onKeyDown: (id, event) => latest.current.onKeyDown(id, event),
            onPointerDown: (id, event) => latest.current.start(id, event),
        }),
        [],
    );

    const edges = [...drawing.edges].sort((left, right) => Number(left.isLit) - Number(right.isLit));
    const dropLine = drag && drag.to !== drag.from ? dropLineAt(drag, placed) : null;
    return (
        <>
            <svg
                ref={svg}
                className="scheme-picture"
                role={isTree ? "tree" : "img"}
                aria-label={label}
                width={drawing.width * scale}
                height={drawing.height * scale}
                viewBox={`0 0 ${drawing.width} ${drawing.height}`}
            >
                {edges.map((edge) => (
                    <EdgeView
                        key={`${edge.from} ${edge.to}`}
                        edge={edge}
                        isToAdd={byID.get(edge.to)?.node.kind === "add"}
                    />
                ))}
                {drawing.nodes.map((each) => {
                    const entry = byID.get(each.node.id);
                    return (
                        entry && (
                            <NodeView
                                key={each.node.id}
                                placed={each}
                                listed={entry}
                                isStop={each.node.id === stop}
                                isMovable={parents.has(each.node.id)}
                                offset={drag?.id === each.node.id ? drag.offset : 0}
                                handlers={isTree ? handlers : null}
                            />
                        )
                    );
                })}
                {dropLine && <path className="scheme-drop" d={`M${dropLine.x} ${dropLine.y}h${dropLine.width}`} />}
            </svg>
            {!isTree && (
                <ol className="said">
                    {schemeLines(root).map(({ text }, index) => (
                        <li key={index}>{text}</li>
                    ))}
                </ol>
            )}
        </>
    );
}

/** For each node that can change its place the node that it follows. */
function movableParents(nodes: readonly SchemeNode[], isAllowed: boolean): ReadonlyMap<string, SchemeNode> {
    const parents = new Map<string, SchemeNode>();
    if (!isAllowed) return parents;
    for (const node of nodes) {
        for (const id of orderedIDs(node)) parents.set(id, node);
    }
    return parents;
}

/** The line that shows where a dragged node will stand. */
function dropLineAt(
    drag: { readonly parent: SchemeNode; readonly from: number; readonly to: number },
    placed: ReadonlyMap<string, Pick<PlacedNode, "x" | "y" | "width" | "height">>,
): { x: number; y: number; width: number } | null {
    const others = orderedIDs(drag.parent).filter((_, index) => index !== drag.from);
    const next = placed.get(others[drag.to] ?? "");
    if (next) return { x: next.x, y: next.y - 8, width: next.width };
    const last = placed.get(others[others.length - 1] ?? "");
    return last ? { x: last.x, y: last.y + last.height + 8, width: last.width } : null;
}
