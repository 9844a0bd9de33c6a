import { describe, expect, it } from "vitest";
import { meant, namespaces } from "../../src/core/search";
import { object } from "../objects";

const web = object({ kind: "Pod", name: "web-1", labels: { app: "web", tier: "front" }, namespace: "default" });
const db = object({ kind: "Pod", name: "db-1", labels: { app: "db" }, namespace: "team-a" });
const node = object({ kind: "Node", name: "node-1" });

describe("a search", () => {
  it.each([
    ["web", "web-1"],
    ["POD", "web-1 db-1"],
    ["app=web", "web-1"],
    ["app==db", "db-1"],
    ["app!=web", "db-1 node-1"],
    ["app in (web, db)", "web-1 db-1"],
    ["app notin (web),app", "db-1"],
    ["app=web,tier=front", "web-1"],
    ["app=web,tier=back", ""],
    ["!tier", "db-1 node-1"],
    ["app=", ""],
  ])("%s means %s", (query, names) => {
    const holds = meant(query);
    expect([web, db, node].filter((each) => holds?.(each)).map((each) => each.name).join(" ")).toBe(names);
  });

  it("for nothing leaves all as it is", () => expect(meant("  ")).toBeNull());

  it("knows the namespaces in use", () => expect(namespaces([db, web, node])).toEqual(["default", "team-a"]));
});
