import { describe, expect, it } from "vitest";
import type { GraphEdge } from "../../src/core/types";
import { chained, NETWORK, STORAGE } from "../../src/panels/graph/chain";
import { Slots } from "../../src/panels/graph/layout";
import { byId, object } from "../objects";

function edge(from: string, kind: string, to: string): GraphEdge {
  return { id: `${from}>${to}:${kind}`, from: `uid-${from}`, to: `uid-${to}`, kind };
}

const shop = byId(
  object({ kind: "Ingress", name: "shop" }),
  object({ kind: "Service", name: "web" }),
  object({ kind: "Service", name: "api" }),
  object({ kind: "Pod", name: "a" }),
  object({ kind: "Pod", name: "b" }),
  object({ kind: "Pod", name: "alone" }),
);
const ways = [edge("shop", "routes", "web"), edge("shop", "routes", "api"), edge("web", "selects", "a"), edge("web", "selects", "b")];

const kept = byId(
  object({ kind: "StorageClass", name: "standard" }),
  object({ kind: "PersistentVolume", name: "pv" }),
  object({ kind: "PersistentVolumeClaim", name: "bound" }),
  object({ kind: "PersistentVolumeClaim", name: "waits", state: "pending" }),
  object({ kind: "Pod", name: "a" }),
);
const keeping = [edge("pv", "uses", "standard"), edge("bound", "binds", "pv"), edge("waits", "uses", "standard"), edge("a", "mounts", "bound")];

function overlapping(boxes: ReadonlyMap<string, { x: number; y: number; width: number; height: number }>): string[] {
  const all = [...boxes];
  return all.flatMap(([id, a], i) =>
    all
      .slice(i + 1)
      .filter(([, b]) => Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2)
      .map(([other]) => `${id} ${other}`),
  );
}

describe("the network view", () => {
  it("leads from the Ingress over the Services to the Pods that they choose", () => {
    const { boxes } = chained(NETWORK, shop, ways, new Set(), new Slots(), false);
    const x = ["uid-shop", "uid-web", "uid-a"].map((id) => boxes.get(id)?.x ?? Number.NaN);
    expect(x[0]).toBeLessThan(x[1] ?? 0);
    expect(x[1]).toBeLessThan(x[2] ?? 0);
    expect(boxes.has("uid-alone")).toBe(false);
    expect(boxes.has("uid-api")).toBe(true);
    expect(overlapping(boxes)).toEqual([]);
  });

  it("leaves who stays in place when another Pod goes", () => {
    const slots = new Slots();
    const before = chained(NETWORK, shop, ways, new Set(), slots, false).boxes;
    const fewer = new Map([...shop].filter(([id]) => id !== "uid-a"));
    const after = chained(NETWORK, fewer, ways, new Set(), slots, false).boxes;
    expect(after.get("uid-b")).toEqual(before.get("uid-b"));
  });

  it("folds the many ready Pods of a Service", () => {
    const names = Array.from({ length: 30 }, (_, i) => `p${i}`);
    const many = byId(object({ kind: "Service", name: "web" }), ...names.map((name) => object({ kind: "Pod", name })));
    const chosen = names.map((name) => edge("web", "selects", name));
    const { boxes, folded } = chained(NETWORK, many, chosen, new Set(), new Slots(), false);
    expect(folded.get("group:uid-web")?.length).toBe(22);
    expect(boxes.size).toBe(10);
  });

  it("stands below each other where there is little room", () => {
    const { boxes } = chained(NETWORK, shop, ways, new Set(), new Slots(), true);
    expect(boxes.get("uid-shop")?.y).toBeLessThan(boxes.get("uid-web")?.y ?? 0);
    expect(overlapping(boxes)).toEqual([]);
  });
});

describe("the storage view", () => {
  it("leads from the Pods over claim and volume to the class, and shows a claim that waits beside its class", () => {
    const { boxes } = chained(STORAGE, kept, keeping, new Set(), new Slots(), false);
    const x = ["uid-a", "uid-bound", "uid-pv", "uid-standard"].map((id) => boxes.get(id)?.x ?? Number.NaN);
    expect([...x].sort((a, b) => a - b)).toEqual(x);
    expect(boxes.get("uid-waits")?.x).toBe(boxes.get("uid-bound")?.x);
    expect(overlapping(boxes)).toEqual([]);
  });

  it("is empty while there is but a class", () => {
    expect(chained(STORAGE, byId(object({ kind: "StorageClass", name: "standard" })), [], new Set(), new Slots(), false).boxes.size).toBe(0);
  });
});
