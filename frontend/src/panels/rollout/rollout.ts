import { h, replace } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import { seen, type State } from "../../core/state";
import type { GraphNode } from "../../core/types";

const MOST_CELLS = 24;

/** One of the ReplicaSets of a rollout with the Pods it has now. */
export interface Wave {
  readonly set: GraphNode;
  readonly pods: readonly GraphNode[];
}

export interface Rollout {
  readonly deployment: GraphNode;
  /** From the oldest ReplicaSet that still has Pods to the newest. */
  readonly waves: readonly Wave[];
}

/** The Deployments that pass from one ReplicaSet to another right now. */
export function rollouts(nodes: ReadonlyMap<string, GraphNode>): readonly Rollout[] {
  const pods = new Map<string, GraphNode[]>();
  const sets = new Map<string, GraphNode[]>();
  for (const node of nodes.values()) {
    const into = node.kind === "Pod" ? pods : node.kind === "ReplicaSet" ? sets : null;
    if (into === null || node.owner === undefined) continue;
    const siblings = into.get(node.owner);
    if (siblings === undefined) into.set(node.owner, [node]);
    else siblings.push(node);
  }
  const all: Rollout[] = [];
  for (const [owner, own] of sets) {
    const deployment = nodes.get(owner);
    if (deployment?.kind !== "Deployment") continue;
    const waves = own
      .map((set) => ({ set, pods: pods.get(set.id) ?? [] }))
      .filter(({ set, pods: there }) => there.length > 0 || (set.wants ?? 0) > 0)
      .sort((a, b) => a.set.created - b.set.created);
    if (waves.length > 1) all.push({ deployment, waves });
  }
  return all;
}

/** A strip for each rollout: one cell for each Pod, the old ReplicaSet's before the new one's. */
export class RolloutPanel implements Panel {
  readonly dom = h("div", { class: "rollouts", "data-testid": "rollouts" });

  constructor(private readonly context: Context) {}

  update(state: State, before: State): void {
    if (seen(state).nodes !== seen(before).nodes || state.lang !== before.lang || state.view !== before.view) this.draw(state);
  }

  private draw(state: State): void {
    const now = state.view === "list" ? [] : rollouts(seen(state).nodes);
    this.dom.hidden = now.length === 0;
    replace(this.dom, ...now.slice(0, 3).map((each) => this.strip(each)));
  }

  private strip({ deployment, waves }: Rollout): HTMLElement {
    const texts = this.context.texts();
    const pods = waves.flatMap((wave) => wave.pods);
    const ready = pods.filter((pod) => pod.state === "ready").length;
    const wants = deployment.wants ?? 0;
    return h(
      "div",
      { class: "rollout", "data-testid": "rollout" },
      h("b", {}, deployment.name),
      ...waves.map(({ set, pods: own }) => {
        const label = set.revisionLabel ?? set.name;
        const counted = own.filter((pod) => pod.state === "ready").length;
        return h(
          "span",
          { class: "wave", role: "img", "aria-label": texts.rollout.wave(label, own.length, counted) },
          h("span", { class: "wave-label", "aria-hidden": "true" }, label),
          ...own.slice(0, MOST_CELLS).map((pod) => h("i", { class: `cell ${pod.state}`, title: `${pod.name} · ${texts.state[pod.state]}` })),
          own.length > MOST_CELLS && h("span", { class: "wave-label", "aria-hidden": "true" }, `+${own.length - MOST_CELLS}`),
        );
      }),
      h("span", { class: "rollout-count" }, texts.rollout.ready(ready, wants)),
    );
  }

  destroy(): void {
    this.dom.replaceChildren();
  }
}
