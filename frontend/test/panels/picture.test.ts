import { describe, expect, it } from "vitest";
import { capsule, card, type Palette, shortened, tank, widthOf } from "../../src/panels/graph/picture";
import { object } from "../objects";

const pair = { strong: "#111", pale: "#eee" };
const colours: Palette = {
  glass: "#fff",
  ink: "#000",
  soft: "#555",
  edge: "#abc",
  line: "#ccc",
  brand: "#00f",
  water: "#def",
  water2: "#abc",
  of: { ready: pair, starting: pair, pending: pair, terminating: pair, failed: pair, unknown: pair, done: pair, idle: pair },
};
const drawn = (picture: string): string => decodeURIComponent(picture.slice(picture.indexOf(",") + 1));

describe("a picture", () => {
  it("keeps a name that is markup a text", () => {
    const evil = object({ kind: "Pod", name: "<script>'\"&" });
    for (const picture of [
      capsule(evil, "<b>", false, colours),
      card(evil, "<b>", false, colours),
      tank(evil, { width: 400, height: 300 }, { line: "<b>", cpu: "<i>" }, 0.5, false, colours),
    ]) {
      expect(drawn(picture)).not.toMatch(/<script|<b>|<i>/);
      expect(new DOMParser().parseFromString(drawn(picture), "image/svg+xml").querySelector("parsererror")).toBeNull();
    }
  });

  it("tells every state by its shape alone", () => {
    const states = ["ready", "starting", "pending", "terminating", "failed", "unknown", "idle"] as const;
    const shapes = states.map((state) => drawn(capsule(object({ kind: "Pod", name: "a", state }), "", false, colours)));
    expect(new Set(shapes).size).toBe(states.length);
  });

  it("cuts a long name in its middle", () => {
    const cut = shortened("web-7d9f8c6b5-x2kqp", 110, 12);
    expect(cut).toMatch(/^web-.*….*-x2kqp$/);
    expect(widthOf(cut, 12, 600)).toBeLessThanOrEqual(110);
    expect(shortened("web", 110, 12)).toBe("web");
  });
});
