import { describe, expect, it } from "vitest";
import { rollouts } from "../../src/panels/rollout/rollout";
import { byId, object, rollout } from "../objects";

describe("the strip of a rollout", () => {
  it("is not there while one ReplicaSet has all the Pods", () => expect(rollouts(byId(...rollout("a", "b")))).toEqual([]));

  it("goes from the oldest ReplicaSet to the newest with the Pods of each", () => {
    const nodes = byId(
      ...rollout("a", "b"),
      object({ kind: "ReplicaSet", name: "web-2", owner: "uid-web", wants: 1, created: 9_000 }),
      object({ kind: "Pod", name: "c", owner: "uid-web-2", state: "starting" }),
    );
    const [seen] = rollouts(nodes);
    expect(seen?.deployment.name).toBe("web");
    expect(seen?.waves.map(({ set, pods }) => [set.name, pods.map((pod) => pod.name)])).toEqual([
      ["web-1", ["a", "b"]],
      ["web-2", ["c"]],
    ]);
  });
});
