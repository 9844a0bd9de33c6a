import type { Clock, Delta, Fault, GraphEdge, GraphNode, Language, LessonState, Mark, Snapshot, StoryLine } from "./types";

export type View = "ownership" | "placement" | "network" | "storage" | "list";
export type Tab = "editor" | "inspector" | "events";
/** What stands under the graph. */
export type Lower = "story" | "terminal" | "traffic";
/** On a phone one of the columns is seen at a time. */
export type Column = "lesson" | "water" | "yaml";
export type Link = "connecting" | "live" | "lost";

/** All that the page shows. Nobody changes a part of it in place. */
export interface State {
  readonly lang: Language;
  readonly link: Link;
  /** When the connection is tried again, milliseconds of `performance.now`. */
  readonly retryAt: number | null;
  readonly epoch: string | null;
  readonly revision: number | null;
  readonly clock: Clock;
  /** When the clock was said, milliseconds of `performance.now`. */
  readonly clockAt: number;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly edges: ReadonlyMap<string, GraphEdge>;
  readonly story: readonly StoryLine[];
  readonly marks: readonly Mark[];
  /** Counts up when Events of the cluster changed. */
  readonly eventsSeen: number;
  readonly selected: string | null;
  readonly view: View;
  readonly tab: Tab;
  readonly column: Column;
  readonly lower: Lower;
  /** A line that somebody is offered in the terminal. */
  readonly terminalLine: string | null;
  /** Name of a Pod → the requests of clients that it answers in a second. */
  readonly rates: ReadonlyMap<string, number>;
  /** What is broken on purpose. */
  readonly faults: readonly Fault[];
  /** The menu that is open, at a place of the window; `id` null: that of the cluster as a whole. */
  readonly menu: { readonly id: string | null; readonly x: number; readonly y: number } | null;
  readonly lesson: LessonState | null;
  /** What is searched for. */
  readonly query: string;
  /** The only namespace that is shown; null for all. */
  readonly namespace: string | null;
  /** The cluster as it was, while one looks back. */
  readonly past: Past | null;
  readonly notice: { readonly text: string; readonly tone: "good" | "bad" } | null;
}

/** The cluster at an earlier revision. */
export interface Past {
  readonly revision: number;
  /** Virtual milliseconds. */
  readonly at: number;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly edges: ReadonlyMap<string, GraphEdge>;
}

const MOST_LINES = 600;

/** What is to be seen: the cluster as it is, or as it was where one looks back. */
export function seen(state: State): Pick<State, "nodes" | "edges"> {
  return state.past ?? state;
}

export function initial(lang: Language, lesson: boolean): State {
  return {
    lang,
    link: "connecting",
    retryAt: null,
    epoch: null,
    revision: null,
    clock: { now: 0, speed: 1, nextDue: null },
    clockAt: 0,
    nodes: new Map(),
    edges: new Map(),
    story: [],
    marks: [],
    eventsSeen: 0,
    selected: null,
    view: "ownership",
    tab: "editor",
    column: lesson ? "lesson" : "water",
    lower: "story",
    terminalLine: null,
    rates: new Map(),
    faults: [],
    menu: null,
    lesson: null,
    query: "",
    namespace: null,
    past: null,
    notice: null,
  };
}

export function withSnapshot(state: State, snapshot: Snapshot, now: number): State {
  const nodes = new Map(snapshot.nodes.map((node) => [node.id, node]));
  return {
    ...state,
    link: "live",
    retryAt: null,
    epoch: snapshot.epoch,
    revision: snapshot.revision,
    clock: snapshot.clock,
    clockAt: now,
    nodes,
    edges: new Map(snapshot.edges.map((edge) => [edge.id, edge])),
    story: snapshot.story,
    marks: snapshot.marks,
    eventsSeen: state.eventsSeen + 1,
    selected: stillChosen(state, nodes),
    faults: snapshot.faults ?? [],
    lesson: snapshot.lesson ?? null,
  };
}

/** Who was chosen; where it is gone, who owned it: there one sees what takes its place. */
function stillChosen(state: State, nodes: ReadonlyMap<string, GraphNode>): string | null {
  if (state.selected === null || nodes.has(state.selected)) return state.selected;
  const owner = state.nodes.get(state.selected)?.owner;
  return owner !== undefined && nodes.has(owner) ? owner : null;
}

export function withDelta(state: State, delta: Delta, now: number): State {
  const nodes = new Map(state.nodes);
  for (const id of delta.gone.nodes) nodes.delete(id);
  for (const node of delta.put.nodes) nodes.set(node.id, node);
  const edges = new Map(state.edges);
  for (const id of delta.gone.edges) edges.delete(id);
  for (const edge of delta.put.edges) edges.set(edge.id, edge);
  return {
    ...state,
    revision: delta.to,
    clock: delta.clock,
    clockAt: now,
    nodes,
    edges,
    story: [...state.story, ...delta.story].slice(-MOST_LINES),
    marks: [...state.marks, ...delta.marks].slice(-MOST_LINES),
    eventsSeen: state.eventsSeen + (delta.events ? 1 : 0),
    selected: stillChosen(state, nodes),
    faults: delta.faults ?? state.faults,
    lesson: delta.lesson ?? state.lesson,
  };
}

/** The cluster's time at this instant, virtual milliseconds. */
export function virtualNow(state: State, now: number): number {
  return state.clock.now + Math.max(0, now - state.clockAt) * state.clock.speed;
}

export type Listener = (state: State, before: State) => void;

/** Keeps the one state, and tells of changes once per frame. */
export class Store {
  private current: State;
  private told: State;
  private planned = false;
  private readonly listeners = new Set<Listener>();

  constructor(first: State) {
    this.current = first;
    this.told = first;
  }

  get state(): State {
    return this.current;
  }

  update(change: (state: State) => State): void {
    this.current = change(this.current);
    if (!this.planned && this.current !== this.told) {
      this.planned = true;
      // A hidden page gets no frames; then a timer does.
      if (document.hidden) setTimeout(() => this.tell(), 50);
      else requestAnimationFrame(() => this.tell());
    }
  }

  private tell(): void {
    this.planned = false;
    const before = this.told;
    this.told = this.current;
    for (const listener of this.listeners) listener(this.told, before);
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
