import { describe, expect, it } from "vitest";
import { common, Past } from "../../src/panels/terminal/past";

function storage(known: string | null = null): Pick<Storage, "getItem" | "setItem"> {
  let kept = known;
  return { getItem: () => kept, setItem: (_, value) => void (kept = value) };
}

describe("the lines that were typed", () => {
  it("come back from the newest to the oldest, and forward to what was being typed", () => {
    const past = new Past(storage());
    past.add("kubectl get pods");
    past.add("kubectl get deploy");
    expect(past.back("kub")).toBe("kubectl get deploy");
    expect(past.back("kubectl get deploy")).toBe("kubectl get pods");
    expect(past.back("kubectl get pods")).toBeNull();
    expect(past.on()).toBe("kubectl get deploy");
    expect(past.on()).toBe("kub");
    expect(past.on()).toBeNull();
  });

  it("are kept once where one is repeated, and outlive the page", () => {
    const kept = storage();
    const past = new Past(kept);
    past.add("k get po");
    past.add("k get po");
    past.add("");
    const later = new Past(kept);
    expect(later.back("")).toBe("k get po");
    expect(later.back("")).toBeNull();
  });

  it("survive what is not theirs in the storage", () => {
    expect(new Past(storage("{")).back("")).toBeNull();
    expect(new Past(storage('{"a":1}')).back("")).toBeNull();
  });
});

describe("completion", () => {
  it("goes as far as all words agree", () => {
    expect(common(["pods", "podtemplates", "poddisruptionbudgets"])).toBe("pod");
    expect(common(["web-a", "db"])).toBe("");
    expect(common(["web"])).toBe("web");
    expect(common([])).toBe("");
  });
});
