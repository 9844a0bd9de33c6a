import { describe, expect, it } from "vitest";
import { ownership, placement, Slots, tree } from "../../src/panels/graph/layout";
import { byId, object, rollout } from "../objects";

describe("the ownership view", () => {
  it("puts owners left of what they own, in the middle of its height", () => {
    const { boxes } = ownership(byId(...rollout("a", "b", "c")), [], new Set());
    const x = ["uid-web", "uid-web-1", "uid-a"].map((id) => boxes.get(id)?.x ?? Number.NaN);
    expect(x[0]).toBeLessThan(x[1] ?? 0);
    expect(x[1]).toBeLessThan(x[2] ?? 0);
    expect(boxes.get("uid-web-1")?.y).toBe(boxes.get("uid-b")?.y);
  });

  it("moves nobody because of a new state", () => {
    const before = rollout("a", "b", "c");
    const after = before.map((node) => (node.name === "b" ? { ...node, state: "failed" as const, line: "x" } : node));
    expect(ownership(byId(...after), [], new Set()).boxes).toEqual(ownership(byId(...before), [], new Set()).boxes);
  });

  it("leaves who stays in place when another goes and a third comes", () => {
    const slots = new Slots();
    const before = ownership(byId(...rollout("a", "b", "c")), [], new Set(), slots).boxes;
    const both = ownership(byId(...rollout("a", "b", "c", "d")), [], new Set(), slots).boxes;
    const after = ownership(byId(...rollout("a", "c", "d")), [], new Set(), slots).boxes;
    for (const id of ["uid-a", "uid-c"]) {
      expect(both.get(id)).toEqual(before.get(id));
      expect(after.get(id)).toEqual(before.get(id));
    }
    expect(after.get("uid-d")).toEqual(both.get("uid-d"));
  });

  it("gives the same picture whatever the order of arrival", () => {
    const nodes = rollout("a", "b", "c", "d");
    expect(ownership(byId(...[...nodes].reverse()), [], new Set()).boxes.get("uid-c")).toEqual(ownership(byId(...nodes), [], new Set()).boxes.get("uid-c"));
  });

  it("lets nothing lie on something else", () => {
    const nodes = byId(
      ...rollout("a", "b"),
      object({ kind: "Pod", name: "alone" }),
      object({ kind: "Service", name: "svc" }),
      object({ kind: "ConfigMap", name: "settings" }),
      object({ kind: "Deployment", name: "empty" }),
    );
    const boxes = [...ownership(nodes, [{ from: "uid-svc", to: "uid-a", kind: "selects" }], new Set()).boxes];
    for (const [one, a] of boxes) {
      for (const [other, b] of boxes) {
        if (one >= other) continue;
        const apart = Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
        expect(apart, `${one} and ${other}`).toBe(true);
      }
    }
  });

  it("folds many ready Pods into one group, never one that is in trouble, and unfolds them", () => {
    const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
    const nodes = rollout(...names).map((node) => (node.name === "p30" ? { ...node, state: "failed" as const } : node));
    const folded = ownership(byId(...nodes), [], new Set());
    expect(folded.folded.get("group:uid-web-1")?.length).toBe(31);
    expect(folded.boxes.has("uid-p30")).toBe(true);
    expect(folded.boxes.has("uid-p20")).toBe(false);
    expect(ownership(byId(...nodes), [], new Set(["uid-web-1"])).boxes.has("uid-p20")).toBe(true);
  });

  it("places 1,000 Pods in under 30 ms", () => {
    const nodes = byId(...rollout(...Array.from({ length: 1000 }, (_, index) => `p${index}`)));
    ownership(nodes, [], new Set(["uid-web-1"]));
    const start = performance.now();
    ownership(nodes, [], new Set(["uid-web-1"]));
    expect(performance.now() - start).toBeLessThan(30);
  });
});

describe("the ownership view where there is little room", () => {
  it("puts owners above what they own, a step to the left", () => {
    const { boxes } = tree(byId(...rollout("a", "b")), new Set());
    const corner = (id: string): readonly [number, number] => {
      const box = boxes.get(id);
      return box === undefined ? [Number.NaN, Number.NaN] : [box.x - box.width / 2, box.y];
    };
    const way = ["uid-web", "uid-web-1", "uid-a"].map(corner);
    for (const [index, [left, top]] of way.entries()) {
      const next = way[index + 1];
      if (next === undefined) continue;
      expect(left).toBeLessThan(next[0]);
      expect(top).toBeLessThan(next[1]);
    }
    expect(corner("uid-a")[0]).toBe(corner("uid-b")[0]);
  });

  it("folds many ready Pods too", () => {
    const nodes = byId(...rollout(...Array.from({ length: 40 }, (_, index) => `p${index}`)));
    expect(tree(nodes, new Set()).folded.get("group:uid-web-1")?.length).toBe(32);
    expect(tree(nodes, new Set(["uid-web-1"])).boxes.has("uid-p39")).toBe(true);
  });
});

describe("the placement view", () => {
  const nodes = byId(
    object({ kind: "Node", name: "node-10" }),
    object({ kind: "Node", name: "node-2" }),
    object({ kind: "Pod", name: "in", node: "uid-node-2" }),
    object({ kind: "Pod", name: "waits", state: "pending" }),
  );

  it("puts each Pod inside its Node", () => {
    const { boxes } = placement(nodes, 1.5);
    const tank = boxes.get("uid-node-2");
    const pod = boxes.get("uid-in");
    if (tank === undefined || pod === undefined) throw new Error("not placed");
    expect(Math.abs(tank.x - pod.x) + pod.width / 2).toBeLessThanOrEqual(tank.width / 2);
    expect(Math.abs(tank.y - pod.y) + pod.height / 2).toBeLessThanOrEqual(tank.height / 2);
  });

  it("counts Nodes as people do", () => {
    const { boxes } = placement(nodes, 1.5);
    expect(boxes.get("uid-node-2")?.x).toBeLessThan(boxes.get("uid-node-10")?.x ?? 0);
  });

  it("lets who has no place wait below the tanks", () => {
    const { boxes } = placement(nodes, 1.5);
    const tank = boxes.get("uid-node-2");
    expect(boxes.get("uid-waits")?.y).toBeGreaterThan((tank?.y ?? 0) + (tank?.height ?? 0) / 2);
  });
});
