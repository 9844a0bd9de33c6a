import { describe, expect, it } from "vitest";

/** Our own sources by their paths. */
const sources = import.meta.glob<string>("../src/**/*.ts", { query: "?raw", import: "default", eager: true });

interface Import {
  readonly from: string;
  readonly to: string;
}

/** Every import between two of our own files, as paths below src without their endings. */
function imports(): Import[] {
  const all: Import[] = [];
  for (const [file, source] of Object.entries(sources)) {
    const from = new URL(file, "http://page/test/").pathname;
    for (const [, target] of source.matchAll(/from "(\.[^"]+)"/g)) {
      all.push({ from: from.slice("/src/".length), to: new URL(target ?? "", `http://page${from}`).pathname.slice("/src/".length) });
    }
  }
  return all;
}

const panelOf = (path: string): string | null => /^panels\/([^/]+)\//.exec(path)?.[1] ?? null;

describe("the parts of the page", () => {
  it("are found at all", () => expect(imports().length).toBeGreaterThan(20));

  it("lets no panel import another", () => {
    const strays = imports().filter(({ from, to }) => panelOf(from) !== null && panelOf(to) !== null && panelOf(from) !== panelOf(to));
    expect(strays).toEqual([]);
  });

  it("lets the core know no panel", () => {
    expect(imports().filter(({ from, to }) => from.startsWith("core/") && to.startsWith("panels/"))).toEqual([]);
  });

  it("lets the texts know nothing but each other", () => {
    expect(imports().filter(({ from, to }) => from.startsWith("text/") && !to.startsWith("text/"))).toEqual([]);
  });
});
