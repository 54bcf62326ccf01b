import type { ScenarioMenu } from "../../api/scenarios";
import type { SchemeNode } from "../../parts/scheme/scheme";
import type { Place } from "./scenarioScheme";
import { nodeID } from "./scenarioScheme";

/** Where in the drawing the server found what leads to nobody: `menus[1].keys[0].action` and the like. */
export function placeOfField(field: string | null, menus: readonly ScenarioMenu[]): Place | null {
    const found = /^menus\[(\d+)\]\.(?:(prompt)|(otherKeys|timeout)|keys\[(\d+)\]\.action)$/.exec(field ?? "");
    const menu = found ? menus[Number(found[1])] : undefined;
    if (!found || !menu) return null;
    if (found[2]) return { kind: "menu", menu: menu.id };
    if (found[3] === "otherKeys" || found[3] === "timeout") return { kind: "action", menu: menu.id, slot: found[3] };
    const key = menu.keys[Number(found[4])];
    return key ? { kind: "action", menu: menu.id, slot: key.key } : null;
}

/** The drawing with each node as the function has it. */
export function mapNodes(node: SchemeNode, change: (node: SchemeNode) => SchemeNode): SchemeNode {
    const next = node.next?.map((branch) => ({ ...branch, to: mapNodes(branch.to, change) }));
    return change(next ? { ...node, next } : node);
}

/** The drawing with one place marked as wrong. */
export function withFault(root: SchemeNode, place: Place): SchemeNode {
    const id = nodeID(place);
    return mapNodes(root, (node) => (node.id === id ? { ...node, tone: "bad", icon: "alert", isLit: true } : node));
}

/** The drawing as a picture: nothing is added or opened. */
export function asPicture(root: SchemeNode): SchemeNode {
    return mapNodes(root, ({ opens: _, ...node }) => ({
        ...node,
        ...(node.next ? { next: node.next.filter(({ to }) => to.kind !== "add") } : {}),
    }));
}
