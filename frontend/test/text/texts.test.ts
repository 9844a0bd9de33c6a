import { describe, expect, it } from "vitest";
import { en } from "../../src/text/en";
import { fr } from "../../src/text/fr";

/** Every text by its path; a text with blanks is filled with 2 and 3. */
function flat(texts: object, path = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(texts) as [string, unknown][]) {
    const here = path === "" ? key : `${path}.${key}`;
    if (typeof value === "string") all.set(here, value);
    else if (typeof value === "function") all.set(here, String((value as (...blanks: unknown[]) => string)(2, 3, 4, 5)));
    else for (const [below, text] of flat(value as object, here)) all.set(below, text);
  }
  return all;
}

describe("the two languages", () => {
  it("say the same things", () => expect([...flat(en).keys()].sort()).toEqual([...flat(fr).keys()].sort()));

  it("leave nothing empty", () => {
    for (const texts of [fr, en]) for (const [key, text] of flat(texts)) expect(text, key).not.toMatch(/^\s*$|undefined/);
  });

  it("put a narrow space before French high punctuation", () => {
    for (const [key, text] of flat(fr)) expect(text, key).not.toMatch(/[^\u202f:;!?][;!?]|[^\u202f\d:][:](?=\s|$)/);
  });

  it("counts in the singular and in the plural", () => {
    expect([fr.graph.pods(0), fr.graph.pods(1), fr.graph.pods(2)]).toEqual(["0 Pod", "1 Pod", "2 Pods"]);
    expect([en.graph.pods(0), en.graph.pods(1), en.graph.pods(2)]).toEqual(["0 Pods", "1 Pod", "2 Pods"]);
  });
});
