import { describe, expect, it } from "vitest";
import { place, stops } from "../../src/panels/river/river";
import type { StoryLine } from "../../src/core/types";

const line = (revision: number, text: string): StoryLine => ({ revision, at: revision * 1000, actor: "you", text, objects: [], tone: "you" });

describe("the river of time", () => {
  const all = stops([line(3, "a"), line(3, "b"), line(7, "c"), line(9, "d")]);

  it("stops once at each revision", () => expect(all.map((stop) => [stop.revision, stop.text])).toEqual([[3, "a"], [7, "c"], [9, "d"]]));

  it("lays changes at even distances, now at its end", () => {
    expect([3, 7, 9, 10].map((revision) => place(all, revision))).toEqual([0, 1 / 3, 2 / 3, 1]);
    expect(place([], 5)).toBe(1);
  });
});
