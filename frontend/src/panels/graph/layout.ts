import type { GraphNode } from "../../core/types";

/** Where something stands, in the units of the drawing; x and y are its centre. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly boxes: ReadonlyMap<string, Box>;
  /** Pods that are folded away, by the id of the group that stands for them. */
  readonly folded: ReadonlyMap<string, readonly GraphNode[]>;
}

export const CARD = { width: 176, height: 76 };
export const CAPSULE = { width: 190, height: 48 };
export const GROUP = { width: 190, height: 36 };

const COLUMN = 262;
const ROW = 64;
const GAP = 34;
const UNFOLDED = 12;
const FIRST_SHOWN = 8;

/** Ranks kinds from what is asked for to what runs: they stand in columns from left to right. */
const RANK: Readonly<Record<string, number>> = {
  Ingress: 0,
  HorizontalPodAutoscaler: 0,
  CronJob: 0,
  Service: 0,
  Deployment: 0,
  StatefulSet: 0,
  DaemonSet: 0,
  ReplicationController: 0,
  Job: 1,
  ReplicaSet: 1,
  Pod: 2,
  PersistentVolumeClaim: 3,
  ConfigMap: 3,
  Secret: 3,
};

const NOT_OWNERSHIP = new Set(["Node", "Namespace", "StorageClass", "PersistentVolume"]);

/** Ownership: each owner stands left of what it owns, in the middle of its height. */
export function ownership(
  nodes: ReadonlyMap<string, GraphNode>,
  edges: Iterable<{ readonly from: string; readonly to: string; readonly kind: string }>,
  unfolded: ReadonlySet<string>,
): Layout {
  const boxes = new Map<string, Box>();
  const folded = new Map<string, readonly GraphNode[]>();
  const children = new Map<string, GraphNode[]>();
  const roots: GraphNode[] = [];
  for (const node of [...nodes.values()].sort(inOrder)) {
    if (NOT_OWNERSHIP.has(node.kind)) continue;
    if (node.owner !== undefined && nodes.has(node.owner)) {
      const siblings = children.get(node.owner) ?? [];
      siblings.push(node);
      children.set(node.owner, siblings);
    } else roots.push(node);
  }
  let y = 0;

  const place = (node: GraphNode, depth: number): number => {
    const own = [...(children.get(node.id) ?? [])].sort(node.kind === "Deployment" ? newestFirst : inOrder);
    const pods = own.filter((child) => child.kind === "Pod");
    const fold = pods.length > UNFOLDED && !unfolded.has(node.id);
    const hidden = fold ? pods.filter((pod) => pod.state === "ready").slice(FIRST_SHOWN) : [];
    const gone = new Set(hidden);
    const middles: number[] = [];
    for (const child of own) {
      if (!gone.has(child)) middles.push(place(child, Math.max(depth + 1, RANK[child.kind] ?? depth + 1)));
    }
    const x = depth * COLUMN;
    if (hidden.length > 0) {
      const id = `group:${node.id}`;
      folded.set(id, hidden);
      boxes.set(id, { x: (depth + 1 > 2 ? depth + 1 : 2) * COLUMN, y, ...GROUP });
      middles.push(y);
      y += ROW;
    }
    const size = node.kind === "Pod" ? CAPSULE : CARD;
    if (middles.length === 0) {
      const half = size.height / 2;
      const middle = y + half - CAPSULE.height / 2;
      boxes.set(node.id, { x, y: middle, ...size });
      y = middle + half + (node.kind === "Pod" ? ROW - CAPSULE.height : 22) + CAPSULE.height / 2;
      return middle;
    }
    const middle = (Math.min(...middles) + Math.max(...middles)) / 2;
    boxes.set(node.id, { x, y: middle, ...size });
    const bottom = middle + size.height / 2 + 22;
    y = Math.max(y, bottom + CAPSULE.height / 2);
    return middle;
  };

  const podsOf = targetsOf(edges, "selects");
  const beside: GraphNode[] = [];
  for (const root of roots.filter((each) => !isBeside(each))) {
    place(root, RANK[root.kind] ?? 0);
    y += GAP;
  }
  for (const each of roots) if (isBeside(each)) beside.push(each);
  // Services, ConfigMaps and the like stand right of the Pods that they serve, as near to them as there is room.
  const wished = beside.map((node) => ({ node, at: middleOf(podsOf.get(node.id) ?? usersOf(edges, node.id), boxes) ?? y }));
  wished.sort((a, b) => a.at - b.at || inOrder(a.node, b.node));
  let free = Number.NEGATIVE_INFINITY;
  for (const { node, at } of wished) {
    const middle = Math.max(at, free);
    boxes.set(node.id, { x: 3 * COLUMN, y: middle, ...CARD });
    free = middle + CARD.height + 22;
  }
  return { boxes, folded };
}

function isBeside(node: GraphNode): boolean {
  return RANK[node.kind] === undefined || RANK[node.kind] === 3 || node.kind === "Service" || node.kind === "Ingress";
}

type Edges = Iterable<{ readonly from: string; readonly to: string; readonly kind: string }>;

function targetsOf(edges: Edges, kind: string): Map<string, string[]> {
  const targets = new Map<string, string[]>();
  for (const edge of edges) {
    if (edge.kind === kind) targets.set(edge.from, [...(targets.get(edge.from) ?? []), edge.to]);
  }
  return targets;
}

function usersOf(edges: Edges, id: string): string[] {
  const users: string[] = [];
  for (const edge of edges) if (edge.to === id && edge.kind !== "owns") users.push(edge.from);
  return users;
}

function middleOf(ids: readonly string[], boxes: ReadonlyMap<string, Box>): number | null {
  const heights = ids.map((id) => boxes.get(id)?.y).filter((each): each is number => each !== undefined);
  return heights.length === 0 ? null : (Math.min(...heights) + Math.max(...heights)) / 2;
}

/** By kind, then by age, then by name: nobody changes places because of a new state. */
export function inOrder(a: GraphNode, b: GraphNode): number {
  return (
    (RANK[a.kind] ?? 4) - (RANK[b.kind] ?? 4) ||
    a.kind.localeCompare(b.kind) ||
    a.created - b.created ||
    a.name.localeCompare(b.name)
  );
}

function newestFirst(a: GraphNode, b: GraphNode): number {
  return b.created - a.created || inOrder(a, b);
}

export const TANK = { width: 452, padding: 18, head: 56 };
const TANK_COLUMNS = 2;

/** Placement: each Node is a tank, the Pods float in it; those without a place wait under the tanks. */
export function placement(nodes: ReadonlyMap<string, GraphNode>, tanksAbreast: number): Layout {
  const boxes = new Map<string, Box>();
  const folded = new Map<string, readonly GraphNode[]>();
  const tanks = [...nodes.values()].filter((node) => node.kind === "Node").sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  const pods = new Map<string, GraphNode[]>();
  const waiting: GraphNode[] = [];
  for (const node of [...nodes.values()].sort(inOrder)) {
    if (node.kind !== "Pod") continue;
    if (node.node !== undefined && nodes.has(node.node)) pods.set(node.node, [...(pods.get(node.node) ?? []), node]);
    else if (node.state === "pending") waiting.push(node);
  }
  let top = 0;
  let tallest = 0;
  tanks.forEach((tank, index) => {
    const column = index % tanksAbreast;
    if (column === 0 && index > 0) {
      top += tallest + GAP;
      tallest = 0;
    }
    const inside = pods.get(tank.id) ?? [];
    const rows = Math.max(3, Math.ceil(inside.length / TANK_COLUMNS));
    const height = TANK.head + rows * ROW + TANK.padding;
    const left = column * (TANK.width + GAP);
    boxes.set(tank.id, { x: left + TANK.width / 2, y: top + height / 2, width: TANK.width, height });
    inside.forEach((pod, i) => {
      boxes.set(pod.id, {
        x: left + TANK.padding + CAPSULE.width / 2 + (i % TANK_COLUMNS) * (CAPSULE.width + TANK.padding + 18),
        y: top + TANK.head + CAPSULE.height / 2 + Math.floor(i / TANK_COLUMNS) * ROW + 6,
        ...CAPSULE,
      });
    });
    tallest = Math.max(tallest, height);
  });
  const below = top + tallest + GAP + CAPSULE.height;
  waiting.forEach((pod, i) => {
    boxes.set(pod.id, { x: CAPSULE.width / 2 + (i % 6) * (CAPSULE.width + 20), y: below + Math.floor(i / 6) * ROW, ...CAPSULE });
  });
  return { boxes, folded };
}
