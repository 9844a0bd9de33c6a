import { describe, expect, it } from "vitest";
import { steps } from "../../src/panels/editor/preview";
import { kindOf, TEMPLATES, type TemplateName } from "../../src/panels/editor/templates";

describe("the plot of what would happen", () => {
  it("goes in steps from the first moment to the last", () => {
    expect(steps([[0, 3, 3], [30_000, 2, 3]], 1, 60_000, 4)).toBe("M0 17.5H0.0H190.0V29.0H380");
  });
  it("of nothing is nothing", () => expect(steps([], 1, 60_000, 1)).toBe(""));
});

describe("the templates", () => {
  it("are one for each kind", () => {
    const kinds = (Object.keys(TEMPLATES) as TemplateName[]).map(kindOf);
    expect(new Set(kinds).size).toBe(kinds.length);
  });
});
