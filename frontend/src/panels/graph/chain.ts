import type { GraphEdge, GraphNode } from "../../core/types";
import { type Box, CAPSULE, CARD, GROUP, INDENT, inOrder, type Layout, type Slots } from "./layout";

/** How the objects of some kinds hang together, from what is chosen first to what hangs on it. */
interface Chain {
  /** The kinds, a column each; the first one is the root of the others. */
  readonly columns: readonly string[];
  readonly links: ReadonlySet<string>;
  /** Whether the edges point towards the root, which then stands at the right. */
  readonly rootAtRight: boolean;
  /** Kinds that are shown only where they hang on something. */
  readonly onlyHanging: ReadonlySet<string>;
}

/** What comes from outside and where it goes: Ingress → Service → Pods. */
export const NETWORK: Chain = {
  columns: ["Ingress", "Service", "Pod"],
  links: new Set(["routes", "selects"]),
  rootAtRight: false,
  onlyHanging: new Set(["Pod"]),
};

/** What is written and where it is kept: Pods → claim → volume → class. */
export const STORAGE: Chain = {
  columns: ["StorageClass", "PersistentVolume", "PersistentVolumeClaim", "Pod"],
  links: new Set(["uses", "binds", "mounts"]),
  rootAtRight: true,
  onlyHanging: new Set(["Pod"]),
};

const COLUMN = 310;
const ROW = 64;
const GAP = 22;
const TREE_GAP = 12;
const UNFOLDED = 12;
const FIRST_SHOWN = 8;

/** Whether an edge is one of the chain's: it joins two of its kinds. */
export function joins(chain: Chain, edge: GraphEdge, nodes: ReadonlyMap<string, GraphNode>): boolean {
  const from = nodes.get(edge.from);
  const to = nodes.get(edge.to);
  if (from === undefined || to === undefined || !chain.links.has(edge.kind)) return false;
  const a = chain.columns.indexOf(from.kind);
  const b = chain.columns.indexOf(to.kind);
  return a >= 0 && b >= 0 && a !== b;
}

/** Each object stands beside what it hangs on, once, in the column of its kind; where there is little room, below it. */
export function chained(
  chain: Chain,
  nodes: ReadonlyMap<string, GraphNode>,
  edges: Iterable<GraphEdge>,
  unfolded: ReadonlySet<string>,
  slots: Slots,
  narrow: boolean,
): Layout {
  const boxes = new Map<string, Box>();
  const folded = new Map<string, readonly GraphNode[]>();
  const hanging = new Map<string, GraphNode[]>();
  const hangs = new Set<string>();
  for (const edge of edges) {
    if (!joins(chain, edge, nodes)) continue;
    const [root, leaf] = chain.rootAtRight ? [edge.to, edge.from] : [edge.from, edge.to];
    const node = nodes.get(leaf);
    if (node === undefined) continue;
    hangs.add(leaf);
    const known = hanging.get(root);
    if (known === undefined) hanging.set(root, [node]);
    else known.push(node);
  }
  const rank = (node: GraphNode): number => chain.columns.indexOf(node.kind);
  const byColumn = (a: GraphNode, b: GraphNode): number => rank(a) - rank(b) || inOrder(a, b);
  const across = (column: number): number => (chain.rootAtRight ? chain.columns.length - 1 - column : column) * COLUMN;
  const placed = new Set<string>();
  const order: string[] = [];
  let y = 0;
  const put = (id: string, box: Box): void => {
    boxes.set(id, box);
    order.push(id);
  };
  const below = (id: string, level: number, size: { readonly width: number; readonly height: number }): void => {
    put(id, { x: level * INDENT + size.width / 2, y: y + size.height / 2, ...size });
    y += size.height + TREE_GAP;
  };

  const place = (node: GraphNode, level: number): void => {
    placed.add(node.id);
    const size = node.kind === "Pod" ? CAPSULE : CARD;
    const start = y;
    const first = order.length;
    if (narrow) below(node.id, level, size);
    const own = (hanging.get(node.id) ?? []).filter((each) => !placed.has(each.id)).sort(byColumn);
    const pods = own.filter((each) => each.kind === "Pod");
    for (const child of own) if (child.kind !== "Pod" && !placed.has(child.id)) place(child, level + 1);
    const fold = pods.length > UNFOLDED && !unfolded.has(node.id);
    const hidden = fold ? pods.filter((pod) => pod.state === "ready").slice(FIRST_SHOWN) : [];
    const away = new Set(hidden);
    const shown = pods.filter((pod) => !away.has(pod));
    const column = across(chain.columns.indexOf("Pod"));
    for (const pod of pods) placed.add(pod.id);
    if (narrow) for (const pod of shown) below(pod.id, level + 1, CAPSULE);
    else if (shown.length > 0) {
      let last = 0;
      for (const [id, index] of slots.assign(`${chain.columns[0] ?? ""} ${node.id}`, shown.map((pod) => pod.id))) {
        put(id, { x: column, y: y + CAPSULE.height / 2 + index * ROW, ...CAPSULE });
        last = Math.max(last, index);
      }
      y += (last + 1) * ROW;
    }
    if (hidden.length > 0 || (pods.length > UNFOLDED && !fold)) {
      const id = `group:${node.id}`;
      folded.set(id, hidden);
      if (narrow) below(id, level + 1, GROUP);
      else {
        put(id, { x: column, y: y + GROUP.height / 2, ...GROUP });
        y += ROW;
      }
    }
    if (narrow) return;
    const under = order.slice(first);
    const heights = under.map((id) => boxes.get(id)?.y ?? 0);
    const middle = heights.length === 0 ? start + size.height / 2 : (Math.min(...heights) + Math.max(...heights)) / 2;
    const down = Math.max(0, start - (middle - size.height / 2));
    for (const id of under) {
      const box = boxes.get(id);
      if (box !== undefined && down > 0) boxes.set(id, { ...box, y: box.y + down });
    }
    put(node.id, { x: across(rank(node)), y: middle + down, ...size });
    y = Math.max(y + down, middle + down + size.height / 2 + GAP);
  };

  const all = [...nodes.values()].filter((node) => rank(node) >= 0 && (hangs.has(node.id) || !chain.onlyHanging.has(node.kind)));
  // A class alone keeps nothing yet.
  if (all.every((node) => node.kind === "StorageClass")) return { boxes, folded };
  for (const node of all.sort(byColumn)) if (!placed.has(node.id)) place(node, 0);
  return { boxes, folded };
}
