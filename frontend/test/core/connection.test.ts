import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connection } from "../../src/core/connection";
import { initial, Store } from "../../src/core/state";

/** The browser's end of a line of which the test is the server. */
class Line {
  static readonly OPEN = 1;
  static readonly all: Line[] = [];
  readyState = 0;
  readonly said: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(readonly address: string) {
    Line.all.push(this);
  }

  send(text: string): void {
    this.said.push(JSON.parse(text) as Record<string, unknown>);
  }

  open(): void {
    this.readyState = Line.OPEN;
    this.onopen?.();
  }

  tell(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  close(): void {
    this.readyState = 3;
    this.onclose?.();
  }
}

const clock = { now: 1, speed: 1, nextDue: null };
const empty = { nodes: [], edges: [] };
const snapshot = (revision: number) => ({ type: "snapshot", epoch: "e1", revision, clock, nodes: [], edges: [], story: [], marks: [] });
const delta = (from: number, to: number) => ({ type: "delta", from, to, clock, put: empty, gone: empty, story: [], marks: [], events: false });
const newest = (): Line => {
  const line = Line.all.at(-1);
  if (line === undefined) throw new Error("nobody called");
  return line;
};

describe("the live line", () => {
  let store: Store;
  let connection: Connection;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", Line);
    Line.all.length = 0;
    store = new Store(initial("fr", false));
    connection = new Connection("/ws/sessions/s1", store);
    newest().open();
  });

  afterEach(() => {
    connection.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("greets without a revision first", () => {
    expect(newest().said).toEqual([{ type: "hello", lang: "fr", revision: null, epoch: null }]);
  });

  it("goes on from its revision after a cut", () => {
    newest().tell(snapshot(7));
    newest().tell(delta(7, 9));
    newest().close();
    expect(store.state.link).toBe("lost");
    vi.advanceTimersByTime(500);
    newest().open();
    expect(Line.all).toHaveLength(2);
    expect(newest().said[0]).toEqual({ type: "hello", lang: "fr", revision: 9, epoch: "e1" });
    newest().tell(delta(9, 12));
    expect([store.state.link, store.state.revision]).toEqual(["live", 12]);
  });

  it("asks again when a delta does not fit, and leaves it aside", () => {
    newest().tell(snapshot(7));
    newest().tell(delta(8, 9));
    expect(store.state.revision).toBe(7);
    expect(newest().said.at(-1)).toEqual({ type: "hello", lang: "fr", revision: 7, epoch: "e1" });
  });

  it("waits longer each time, ten seconds at most", () => {
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const before = performance.now();
      newest().close();
      waits.push(Math.round((store.state.retryAt ?? 0) - before));
      vi.advanceTimersByTime(10_000);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
  });

  it("asks for everything in the other language", () => {
    newest().tell(snapshot(7));
    store.update((state) => ({ ...state, lang: "en" }));
    connection.hello(true);
    expect(newest().said.at(-1)).toEqual({ type: "hello", lang: "en", revision: null, epoch: null });
  });
});
