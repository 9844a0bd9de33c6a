import { describe, expect, it } from "vitest";
import { rows } from "../../src/panels/graph/outline";
import { byId, object, rollout } from "../objects";

describe("the outline", () => {
  it("tells the same tree as the picture, in levels", () => {
    const told = rows(byId(...rollout("a", "b"))).map((row) => `${row.level} ${row.node.name}`);
    expect(told).toEqual(["1 web", "2 web-1", "3 a", "3 b"]);
  });

  it("keeps an orphan as a root", () => {
    expect(rows(byId(object({ kind: "Pod", name: "orphan", owner: "uid-gone" }))).map((row) => row.level)).toEqual([1]);
  });
});
