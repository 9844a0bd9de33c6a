import type { Flow } from "../../core/types";

const RECENT = 10;

/** Requests in a second that each Pod answered between two looks at the same clients. */
export function ratesOf(flows: readonly Flow[], before: readonly Flow[], millis: number): ReadonlyMap<string, number> {
  const rates = new Map<string, number>();
  if (millis <= 0) return rates;
  for (const flow of flows) {
    const known = before.find((each) => each.id === flow.id && each.since === flow.since);
    for (const [pod, count] of Object.entries(flow.pods)) {
      const more = count - (known?.pods[pod] ?? (known === undefined ? count : 0));
      if (more > 0) rates.set(pod, (rates.get(pod) ?? 0) + (more * 1000) / millis);
    }
  }
  return new Map([...rates].map(([pod, rate]) => [pod, Math.max(1, Math.round(rate))]));
}

/** How things went in the last seconds: the share that was answered, failures in a second, and how long an answer took. */
export function recently(flow: Flow): { readonly share: number | null; readonly failures: number; readonly latency: number | null } {
  const last = flow.seconds.slice(-RECENT);
  const served = last.reduce((sum, second) => sum + second.served, 0);
  const failed = last.reduce((sum, second) => sum + second.failed, 0);
  const latency = last.reduce((sum, second) => sum + second.latencyMillis, 0);
  return {
    share: served + failed === 0 ? null : served / (served + failed),
    failures: last.length === 0 ? 0 : failed / last.length,
    latency: served === 0 ? null : latency / served,
  };
}

/** The names by which the Services of the cluster can be called. */
export function addresses(nodes: Iterable<{ readonly kind: string; readonly name: string; readonly namespace?: string }>): readonly string[] {
  const all: string[] = [];
  for (const node of nodes) {
    if (node.kind === "Service" && node.name !== "kubernetes") all.push(`http://${node.name}${node.namespace === "default" || node.namespace === undefined ? "" : `.${node.namespace}`}`);
  }
  return all.sort();
}
