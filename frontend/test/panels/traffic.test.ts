import { describe, expect, it } from "vitest";
import type { Flow } from "../../src/core/types";
import { addresses, ratesOf, recently } from "../../src/panels/traffic/rates";

function flow(pods: Record<string, number>, more: Partial<Flow> = {}): Flow {
  return { id: "1", to: "http://web", perSecond: 10, namespace: "default", since: 5, served: 0, failed: 0, outcomes: {}, pods, seconds: [], ...more };
}

describe("what each Pod answers", () => {
  it("is what came between two looks, in a second", () => {
    const rates = ratesOf([flow({ a: 30, b: 12 })], [flow({ a: 10, b: 12 })], 2_000);
    expect([...rates]).toEqual([["a", 10]]);
  });

  it("is nothing at the first look, and of a client that began anew", () => {
    expect(ratesOf([flow({ a: 30 })], [], 1_000).size).toBe(0);
    expect(ratesOf([flow({ a: 3 }, { since: 9 })], [flow({ a: 30 })], 1_000).size).toBe(0);
    expect(ratesOf([flow({ a: 30 })], [flow({ a: 1 })], 0).size).toBe(0);
  });

  it("adds up over clients", () => {
    const now = [flow({ a: 10 }), flow({ a: 5 }, { id: "2" })];
    const before = [flow({ a: 0 }), flow({ a: 0 }, { id: "2" })];
    expect(ratesOf(now, before, 1_000).get("a")).toBe(15);
  });
});

describe("the last seconds", () => {
  it("give the share that was answered, failures in a second and the mean latency", () => {
    const seconds = [
      { at: 0, served: 9, failed: 1, latencyMillis: 90 },
      { at: 1_000, served: 6, failed: 4, latencyMillis: 60 },
    ];
    expect(recently(flow({}, { seconds }))).toEqual({ share: 0.75, failures: 2.5, latency: 10 });
  });

  it("say nothing where nothing was sent", () => expect(recently(flow({}))).toEqual({ share: null, failures: 0, latency: null }));
});

it("offers the Services by the names that a client in the default namespace looks up", () => {
  const nodes = [
    { kind: "Service", name: "kubernetes", namespace: "default" },
    { kind: "Service", name: "web", namespace: "default" },
    { kind: "Service", name: "db", namespace: "data" },
    { kind: "Pod", name: "web-1", namespace: "default" },
  ];
  expect(addresses(nodes)).toEqual(["http://db.data", "http://web"]);
});
