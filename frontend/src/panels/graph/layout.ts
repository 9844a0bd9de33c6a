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

export const CARD = { width: 216, height: 76 };
export const CAPSULE = { width: 236, height: 48 };
export const GROUP = { width: 216, height: 36 };
export const DOT = { width: 34, height: 26 };

const COLUMN = 292;
const ROW = 64;
const GAP = 34;
const UNFOLDED = 12;
const FIRST_SHOWN = 8;
/** With more Pods than these, fewer of each owner are shown, and in the tanks they are but dots. */
export const CROWD = 150;
const FIRST_OF_A_CROWD = 3;

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
  slots: Slots = new Slots(),
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
  const first = firstShown(nodes);
  let y = 0;

  const place = (node: GraphNode, depth: number): number => {
    const own = [...(children.get(node.id) ?? [])].sort(node.kind === "Deployment" ? newestFirst : inOrder);
    const pods = own.filter((child) => child.kind === "Pod");
    const fold = pods.length > UNFOLDED && !unfolded.has(node.id);
    const hidden = fold ? pods.filter((pod) => pod.state === "ready").slice(first) : [];
    const gone = new Set(hidden);
    const middles: number[] = [];
    for (const child of own) if (child.kind !== "Pod") middles.push(place(child, Math.max(depth + 1, RANK[child.kind] ?? depth + 1)));
    const shown = pods.filter((pod) => !gone.has(pod));
    if (shown.length > 0) {
      const places = slots.assign(node.id, shown.map((pod) => pod.id));
      const column = Math.max(depth + 1, RANK["Pod"] ?? 2) * COLUMN;
      let last = 0;
      for (const [id, index] of places) {
        boxes.set(id, { x: column, y: y + index * ROW, ...CAPSULE });
        last = Math.max(last, index);
      }
      middles.push(y, y + last * ROW);
      y += (last + 1) * ROW;
    }
    const x = depth * COLUMN;
    if (hidden.length > 0 || (pods.length > UNFOLDED && !fold)) {
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

function firstShown(nodes: ReadonlyMap<string, GraphNode>): number {
  let pods = 0;
  for (const node of nodes.values()) if (node.kind === "Pod") pods++;
  return pods > CROWD ? FIRST_OF_A_CROWD : FIRST_SHOWN;
}

export const INDENT = 22;
const TREE_GAP = 12;

/** Ownership where there is little room across: owners above what they own, each level a little more to the right. */
export function tree(nodes: ReadonlyMap<string, GraphNode>, unfolded: ReadonlySet<string>): Layout {
  const boxes = new Map<string, Box>();
  const folded = new Map<string, readonly GraphNode[]>();
  const children = new Map<string, GraphNode[]>();
  const roots: GraphNode[] = [];
  for (const node of [...nodes.values()].sort(inOrder)) {
    if (NOT_OWNERSHIP.has(node.kind)) continue;
    const siblings = node.owner !== undefined && nodes.has(node.owner) ? (children.get(node.owner) ?? []) : roots;
    siblings.push(node);
    if (siblings !== roots && node.owner !== undefined) children.set(node.owner, siblings);
  }
  const first = firstShown(nodes);
  let y = 0;
  const add = (id: string, level: number, size: { readonly width: number; readonly height: number }): void => {
    boxes.set(id, { x: level * INDENT + size.width / 2, y: y + size.height / 2, ...size });
    y += size.height + TREE_GAP;
  };
  const place = (node: GraphNode, level: number): void => {
    add(node.id, level, node.kind === "Pod" ? CAPSULE : CARD);
    const own = children.get(node.id) ?? [];
    const pods = own.filter((child) => child.kind === "Pod");
    const fold = pods.length > UNFOLDED && !unfolded.has(node.id);
    const hidden = fold ? pods.filter((pod) => pod.state === "ready").slice(first) : [];
    const gone = new Set(hidden);
    const sorted = node.kind === "Deployment" ? [...own].sort(newestFirst) : own;
    for (const child of sorted) if (!gone.has(child)) place(child, level + 1);
    if (hidden.length > 0 || (pods.length > UNFOLDED && !fold)) {
      const id = `group:${node.id}`;
      folded.set(id, hidden);
      add(id, level + 1, GROUP);
    }
  };
  for (const root of roots) place(root, 0);
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

export const TANK = { head: 62, padding: 18 };
const FEWEST_ROWS = 4;
const FEWEST_ROWS_IF_NARROW = 1;
const MOST_ROWS = 7;
const DOTS_ABREAST = 10;
/** How much taller than it must be a tank may get to fill the room. */
const TALLEST = 1.5;

/**
 * Placement: each Node is a tank, the Pods float in it from the ground up; those without a place wait under the tanks. All
 * tanks are of one size, so that their water levels can be compared.
 *
 * @param room width over height of the place where it is shown
 * @param narrow whether the tanks stand below each other, no taller than they must be
 */
export function placement(nodes: ReadonlyMap<string, GraphNode>, room: number, slots: Slots = new Slots(), narrow = false): Layout {
  const boxes = new Map<string, Box>();
  const folded = new Map<string, readonly GraphNode[]>();
  const tanks = [...nodes.values()].filter((node) => node.kind === "Node").sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  const pods = new Map<string, GraphNode[]>();
  const waiting: GraphNode[] = [];
  let count = 0;
  for (const node of [...nodes.values()].sort(inOrder)) {
    if (node.kind !== "Pod") continue;
    count++;
    const on = node.node === undefined || !nodes.has(node.node) ? undefined : node.node;
    if (on === undefined) {
      if (node.state === "pending") waiting.push(node);
      continue;
    }
    const inside = pods.get(on);
    if (inside === undefined) pods.set(on, [node]);
    else inside.push(node);
  }
  const crowd = count > CROWD;
  const size = crowd ? DOT : CAPSULE;
  const between = crowd ? 6 : 12;
  const places = new Map(tanks.map((tank) => [tank.id, slots.assign(`tank ${tank.id}`, (pods.get(tank.id) ?? []).map((pod) => pod.id))]));
  const fullest = Math.max(1, ...[...places.values()].map((taken) => Math.max(-1, ...taken.values()) + 1));
  const columns = crowd ? DOTS_ABREAST : Math.ceil(fullest / MOST_ROWS);
  const rows = Math.max(narrow ? FEWEST_ROWS_IF_NARROW : FEWEST_ROWS, Math.ceil(fullest / columns));
  const aside = crowd ? between : TANK.padding;
  const width = columns * (size.width + aside) - aside + 2 * TANK.padding;
  const least = TANK.head + rows * (size.height + between) + TANK.padding;
  const abreast = narrow ? 1 : tanksAbreast(tanks.length, width, least, room);
  const lines = Math.ceil(tanks.length / abreast);
  const filling = (abreast * (width + GAP)) / room / Math.max(1, lines) - GAP;
  const height = narrow ? least : Math.max(least, Math.min(least * TALLEST, filling));
  tanks.forEach((tank, index) => {
    const left = (index % abreast) * (width + GAP);
    const top = Math.floor(index / abreast) * (height + GAP);
    boxes.set(tank.id, { x: left + width / 2, y: top + height / 2, width, height });
    for (const [id, place] of places.get(tank.id) ?? []) {
      boxes.set(id, {
        x: left + TANK.padding + size.width / 2 + (place % columns) * (size.width + aside),
        y: top + height - TANK.padding - size.height / 2 - Math.floor(place / columns) * (size.height + between),
        ...size,
      });
    }
  });
  const below = lines * (height + GAP) + size.height / 2;
  const across = Math.max(1, Math.floor((Math.min(abreast, tanks.length) * (width + GAP)) / (size.width + 20)));
  waiting.forEach((pod, i) => {
    boxes.set(pod.id, {
      x: size.width / 2 + (i % across) * (size.width + 20),
      y: below + Math.floor(i / across) * (size.height + between + 4),
      ...size,
    });
  });
  return { boxes, folded };
}

/** As many beside each other as fills the room best. */
function tanksAbreast(count: number, width: number, height: number, room: number): number {
  let best = 1;
  let most = 0;
  for (let abreast = 1; abreast <= Math.max(1, count); abreast++) {
    const whole = { width: abreast * (width + GAP), height: Math.ceil(count / abreast) * (height + GAP) };
    const zoom = Math.min(room / whole.width, 1 / whole.height);
    if (zoom > most * 1.001) {
      most = zoom;
      best = abreast;
    }
  }
  return best;
}

/**
 * Remembers who stands where below an owner: what stays keeps its place, who comes takes the first free one, who goes leaves
 * a gap. a b c, b goes, d comes → a d c. Gaps close when they are more than half.
 */
export class Slots {
  private readonly taken = new Map<string, Map<string, number>>();

  assign(owner: string, ids: readonly string[]): ReadonlyMap<string, number> {
    const before = this.taken.get(owner) ?? new Map<string, number>();
    const now = new Map<string, number>();
    for (const id of ids) {
      const place = before.get(id);
      if (place !== undefined) now.set(id, place);
    }
    const used = new Set(now.values());
    let free = 0;
    for (const id of ids) {
      if (now.has(id)) continue;
      while (used.has(free)) free++;
      used.add(free);
      now.set(id, free);
    }
    const last = Math.max(-1, ...used);
    const sparse = last + 1 > Math.max(4, 2 * ids.length);
    const kept = sparse ? new Map([...now].sort(([, a], [, b]) => a - b).map(([id], place) => [id, place] as const)) : now;
    this.taken.set(owner, kept);
    return kept;
  }
}
