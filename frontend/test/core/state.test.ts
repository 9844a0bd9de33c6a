import { describe, expect, it } from "vitest";
import { initial, virtualNow, withDelta, withSnapshot } from "../../src/core/state";
import type { Delta, Snapshot } from "../../src/core/types";
import { object } from "../objects";

const clock = { now: 1_000, speed: 5, nextDue: null };
const snapshot: Snapshot = {
  type: "snapshot",
  epoch: "e1",
  revision: 10,
  clock,
  nodes: [object({ kind: "Pod", name: "a" }), object({ kind: "Pod", name: "b" })],
  edges: [{ id: "x", from: "uid-a", to: "uid-b", kind: "uses" }],
  story: [],
  marks: [],
};
const delta: Delta = {
  type: "delta",
  from: 10,
  to: 12,
  clock,
  put: { nodes: [object({ kind: "Pod", name: "c" })], edges: [] },
  gone: { nodes: ["uid-a"], edges: ["x"] },
  story: [{ revision: 11, at: 900, actor: "you", text: "…", objects: [], tone: "you" }],
  marks: [],
  events: true,
};

describe("the state", () => {
  const shown = withSnapshot(initial("fr", false), snapshot, 50);

  it("is what a snapshot says", () => {
    expect([...shown.nodes.keys()]).toEqual(["uid-a", "uid-b"]);
    expect([shown.link, shown.epoch, shown.revision]).toEqual(["live", "e1", 10]);
  });

  it("follows a delta and leaves the old state as it was", () => {
    const next = withDelta(shown, delta, 60);
    expect([...next.nodes.keys()]).toEqual(["uid-b", "uid-c"]);
    expect([next.revision, next.edges.size, next.story.length, next.eventsSeen]).toEqual([12, 0, 1, shown.eventsSeen + 1]);
    expect(shown.nodes.has("uid-a")).toBe(true);
  });

  it("keeps what is chosen until it is gone", () => {
    expect(withDelta({ ...shown, selected: "uid-b" }, delta, 60).selected).toBe("uid-b");
    expect(withDelta({ ...shown, selected: "uid-a" }, delta, 60).selected).toBeNull();
  });

  it("chooses the owner of what is gone, where one sees what takes its place", () => {
    const owned = { ...shown, nodes: new Map([...shown.nodes, ["uid-a", object({ kind: "Pod", name: "a", owner: "uid-b" })]]) };
    expect(withDelta({ ...owned, selected: "uid-a" }, delta, 60).selected).toBe("uid-b");
  });

  it("runs the cluster's clock on between two frames", () => {
    expect(virtualNow(shown, 250)).toBe(1_000 + 200 * 5);
    expect(virtualNow({ ...shown, clock: { ...clock, speed: 0 } }, 9_000)).toBe(1_000);
  });
});
