import type { GraphNode } from "./types";

/** Whether an object is meant by a search. */
export type Meant = (node: GraphNode) => boolean;

type Labels = Readonly<Record<string, string>>;

/**
 * Reads what is searched for: a label selector as `kubectl get -l` takes it (`app=web,tier in (a, b),!old`), else a part of a name or of
 * a kind. Nothing searched for: null.
 */
export function meant(query: string): Meant | null {
  const asked = query.trim();
  if (asked === "") return null;
  if (/[=!]|\s(in|notin)\s*\(/.test(asked)) {
    const requirements = asked.split(/,(?![^(]*\))/).map((each) => requirement(each.trim()));
    return (node) => requirements.every((holds) => holds(node.labels));
  }
  const part = asked.toLowerCase();
  return (node) => node.name.toLowerCase().includes(part) || node.kind.toLowerCase().includes(part);
}

function requirement(text: string): (labels: Labels) => boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)?$/.exec(text);
  if (set !== null) {
    const [, key = "", operator, list = ""] = set;
    const values = list.split(",").map((each) => each.trim());
    return (labels) => values.includes(labels[key] ?? "") === (operator === "in");
  }
  const pair = /^([^!=\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(text);
  if (pair !== null) {
    const [, key = "", operator, value = ""] = pair;
    return (labels) => (labels[key] === value) === (operator !== "!=");
  }
  if (text.startsWith("!")) return (labels) => labels[text.slice(1).trim()] === undefined;
  return (labels) => text === "" || labels[text] !== undefined;
}

/** The namespaces in which something is that is drawn, by name. */
export function namespaces(nodes: Iterable<GraphNode>): readonly string[] {
  const all = new Set<string>();
  for (const node of nodes) if (node.namespace !== undefined) all.add(node.namespace);
  return [...all].sort();
}
