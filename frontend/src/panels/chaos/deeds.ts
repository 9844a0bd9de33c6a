import type { Fault, GraphNode } from "../../core/types";

/** What can be done to break something, or to mend it. */
export type Deed =
  | { readonly does: "fault"; readonly name: FaultName; readonly body: Readonly<Record<string, string>> }
  | { readonly does: "mend"; readonly fault: Fault }
  | { readonly does: "cordon"; readonly path: string; readonly off: boolean }
  | { readonly does: "line"; readonly name: "drain" | "shell"; readonly line: string }
  | { readonly does: "remove"; readonly path: string; readonly killed: boolean; readonly of: string }
  | { readonly does: "node" };

export type FaultName = "NodeFailure" | "MemoryPressure" | "RegistryOutage" | "ContainerCrash" | "ContainerMemory" | "NetworkPartition";

/** What can be done to an object, the mildest first; with none, to the cluster as a whole. */
export function deeds(node: GraphNode | undefined, faults: readonly Fault[], namespaces: readonly string[]): readonly Deed[] {
  if (node === undefined) return ofCluster(faults, namespaces);
  if (node.kind === "Pod") return ofPod(node);
  if (node.kind === "Node") return ofNode(node, faults);
  return [{ does: "remove", path: node.path, killed: false, of: `${node.kind} ${node.name}` }];
}

function ofPod(pod: GraphNode): readonly Deed[] {
  const place = { namespace: pod.namespace ?? "default", pod: pod.name };
  const where = place.namespace === "default" ? "" : ` -n ${place.namespace}`;
  const running = pod.state === "ready" || pod.state === "starting";
  const deeds: Deed[] = [];
  if (running) {
    deeds.push({ does: "line", name: "shell", line: `kubectl exec -it ${pod.name}${where} -- sh` });
    deeds.push({ does: "fault", name: "ContainerCrash", body: place });
    deeds.push({ does: "fault", name: "ContainerMemory", body: place });
  }
  deeds.push({ does: "remove", path: pod.path, killed: true, of: `Pod ${pod.name}` });
  return deeds;
}

function ofNode(node: GraphNode, faults: readonly Fault[]): readonly Deed[] {
  const own = (name: FaultName): Deed => {
    const fault = faults.find((each) => each.kind === name && each.node === node.name);
    return fault === undefined ? { does: "fault", name, body: { node: node.name } } : { does: "mend", fault };
  };
  return [
    { does: "cordon", path: node.path, off: node.flags?.includes("cordoned") === true },
    { does: "line", name: "drain", line: `kubectl drain ${node.name} --ignore-daemonsets --delete-emptydir-data --force` },
    own("MemoryPressure"),
    own("NodeFailure"),
    { does: "remove", path: node.path, killed: false, of: `Node ${node.name}` },
  ];
}

function ofCluster(faults: readonly Fault[], namespaces: readonly string[]): readonly Deed[] {
  const registry = faults.find((each) => each.kind === "RegistryOutage");
  const deeds: Deed[] = [
    { does: "node" },
    registry === undefined ? { does: "fault", name: "RegistryOutage", body: { registry: "docker.io" } } : { does: "mend", fault: registry },
  ];
  const inUse = namespaces.filter((name) => !name.startsWith("kube-"));
  for (const [i, from] of inUse.entries()) {
    for (const to of inUse.slice(i + 1)) {
      const cut = faults.find((each) => each.kind === "NetworkPartition" && [each.from, each.to].sort().join() === [from, to].sort().join());
      deeds.push(cut === undefined ? { does: "fault", name: "NetworkPartition", body: { from, to } } : { does: "mend", fault: cut });
    }
  }
  return deeds;
}
