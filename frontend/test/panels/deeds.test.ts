import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/core/types";
import { type Deed, deeds } from "../../src/panels/chaos/deeds";
import { object } from "../objects";

const names = (all: readonly Deed[]): string[] => all.map((deed) => (deed.does === "fault" || deed.does === "line" ? deed.name : deed.does));
const fault = (more: Partial<Fault>): Fault => ({ id: "f", kind: "NodeFailure", text: "", ...more });

describe("what can be broken", () => {
  it("of a Pod that runs: its container, its memory, itself", () => {
    const pod = object({ kind: "Pod", name: "web-1", namespace: "data", state: "ready" });
    expect(names(deeds(pod, [], []))).toEqual(["shell", "ContainerCrash", "ContainerMemory", "remove"]);
    expect(deeds(pod, [], [])[0]).toMatchObject({ line: "kubectl exec -it web-1 -n data -- sh" });
    expect(deeds(pod, [], [])[1]).toMatchObject({ body: { namespace: "data", pod: "web-1" } });
  });

  it("of a Pod that does not run: itself alone", () => {
    expect(names(deeds(object({ kind: "Pod", name: "web-1", state: "pending" }), [], []))).toEqual(["remove"]);
  });

  it("of a node: its network and memory, mended where they are broken", () => {
    const node = object({ kind: "Node", name: "node-2" });
    expect(names(deeds(node, [], []))).toEqual(["cordon", "drain", "MemoryPressure", "NodeFailure", "remove"]);
    expect(names(deeds(node, [fault({ node: "node-2" })], []))).toEqual(["cordon", "drain", "MemoryPressure", "mend", "remove"]);
    expect(names(deeds(node, [fault({ node: "node-1" })], []))).toContain("NodeFailure");
    expect(deeds(object({ kind: "Node", name: "node-2", flags: ["cordoned"] }), [], [])[0]).toMatchObject({ off: true });
  });

  it("of the cluster: the registry, and the network between its namespaces", () => {
    const all = deeds(undefined, [fault({ kind: "NetworkPartition", from: "b", to: "a" })], ["a", "b", "kube-system", "c"]);
    expect(names(all)).toEqual(["node", "RegistryOutage", "mend", "NetworkPartition", "NetworkPartition"]);
  });
});
