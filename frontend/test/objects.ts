import type { GraphNode } from "../src/core/types";

/** A drawn object; what matters to a test is said, the rest is ordinary. */
export function object(about: Partial<GraphNode> & Pick<GraphNode, "kind" | "name">): GraphNode {
  return {
    id: `uid-${about.name}`,
    apiVersion: "v1",
    namespace: "default",
    path: `api/v1/namespaces/default/${about.kind.toLowerCase()}s/${about.name}`,
    state: "ready",
    line: "",
    labels: {},
    flags: [],
    created: 0,
    ...about,
  };
}

export function byId(...nodes: readonly GraphNode[]): ReadonlyMap<string, GraphNode> {
  return new Map(nodes.map((node) => [node.id, node]));
}

/** A Deployment, its ReplicaSet, and Pods of these names in the order of their birth. */
export function rollout(...pods: readonly string[]): GraphNode[] {
  return [
    object({ kind: "Deployment", name: "web" }),
    object({ kind: "ReplicaSet", name: "web-1", owner: "uid-web", created: 1 }),
    ...pods.map((name, index) => object({ kind: "Pod", name, owner: "uid-web-1", created: 2 + index })),
  ];
}
