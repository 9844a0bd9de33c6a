import { h, icon, replace, time } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import type { State } from "../../core/state";
import type { Mark, StoryLine } from "../../core/types";

const BACK = "M10 3 5 8l5 5";
const ON = "M6 3l5 5-5 5";
/** How long the hand must rest before the server is asked how it was. */
const REST_MILLIS = 60;
const MOST_MARKS = 60;

/** One instant that one can go back to. */
export interface Stop {
  readonly revision: number;
  readonly at: number;
  readonly text: string;
}

/** The instants of the story, each revision once, oldest first. */
export function stops(story: readonly StoryLine[]): readonly Stop[] {
  const all: Stop[] = [];
  for (const line of story) {
    const last = all.at(-1);
    if (last?.revision === line.revision) continue;
    all.push({ revision: line.revision, at: line.at, text: line.text });
  }
  return all;
}

/** Where along the river something lies, from 0 to 1: by the count of changes, so that a burst of them can be walked through. */
export function place(all: readonly Stop[], revision: number): number {
  const after = all.findIndex((stop) => stop.revision >= revision);
  const index = after < 0 ? all.length : after;
  return all.length === 0 ? 1 : index / all.length;
}

/** The river of time: marks of what was done, and a hand that goes back to any change. */
export class RiverPanel implements Panel {
  readonly dom = h("section", { class: "river", "data-testid": "river" });
  private readonly slider = h("input", {
    type: "range",
    min: 0,
    step: 1,
    class: "river-slider",
    "data-testid": "timeline",
    oninput: () => this.plan(Number(this.slider.value)),
  });
  private readonly marks = h("div", { class: "river-marks", "aria-hidden": "true" });
  private readonly when = h("output", { class: "river-when", "data-testid": "river-when" });
  private readonly back = h("button", { type: "button", class: "round", onclick: () => this.plan(this.index - 1) }, icon(BACK));
  private readonly on = h("button", { type: "button", class: "round", onclick: () => this.plan(this.index + 1) }, icon(ON));
  private readonly fork = h("button", { type: "button", "data-testid": "fork", onclick: () => void this.forkHere() });
  private readonly now = h("button", { type: "button", class: "primary", "data-testid": "back-to-now", onclick: () => this.toNow() });
  private all: readonly Stop[] = [];
  private index = 0;
  /** Where the hand was put; null while it goes along with time. */
  private wanted: Stop | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly context: Context) {
    this.dom.append(this.back, h("div", { class: "river-track" }, this.marks, this.slider), this.on, this.when, this.fork, this.now);
    this.draw(context.store.state);
  }

  update(state: State, before: State): void {
    if (state.story !== before.story || state.past !== before.past || state.lang !== before.lang || state.marks !== before.marks) this.draw(state);
    if (state.past !== null && state.lang !== before.lang) void this.ask(state.past.revision);
  }

  private draw(state: State): void {
    const texts = this.context.texts().river;
    this.all = stops(state.story);
    const { past } = state;
    this.dom.hidden = this.all.length === 0;
    this.dom.classList.toggle("looking-back", past !== null);
    this.dom.setAttribute("aria-label", texts.label);
    this.slider.setAttribute("aria-label", texts.label);
    this.slider.max = String(this.all.length);
    const { wanted } = this;
    this.index = wanted === null ? this.all.length : Math.max(0, this.all.findIndex((stop) => stop.revision >= wanted.revision));
    this.show();
    for (const [button, label] of [
      [this.back, texts.back],
      [this.on, texts.on],
    ] as const) {
      button.title = label;
      button.setAttribute("aria-label", label);
    }
    this.fork.textContent = texts.fork;
    this.fork.title = texts.forkTitle;
    this.now.textContent = texts.now;
    this.now.hidden = past === null;
    this.fork.hidden = past === null;
    const [first] = this.all;
    const shown = state.marks.filter((mark) => first !== undefined && mark.revision >= first.revision).slice(-MOST_MARKS);
    replace(this.marks, ...shown.map((mark) => this.mark(mark)));
  }

  private mark(mark: Mark): HTMLElement {
    const dot = h("i", { class: `mark-dot was-${mark.kind}`, title: `${time(mark.at)} ${mark.text}` });
    dot.style.setProperty("--at", String(place(this.all, mark.revision)));
    return dot;
  }

  /** Puts the hand where it is, and says where that is. */
  private show(): void {
    this.slider.value = String(this.index);
    this.slider.style.setProperty("--part", String(this.all.length === 0 ? 1 : this.index / this.all.length));
    const stop = this.all[this.index];
    const texts = this.context.texts().river;
    const said = stop === undefined ? texts.atNow : `${time(stop.at)} · ${stop.text}`;
    this.when.textContent = said;
    this.when.title = said;
    this.slider.setAttribute("aria-valuetext", said);
    this.back.disabled = this.index === 0;
    this.on.disabled = stop === undefined;
  }

  private plan(index: number): void {
    this.index = Math.max(0, Math.min(this.all.length, index));
    this.show();
    const stop = this.all[this.index];
    this.wanted = stop ?? null;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (stop === undefined) this.toNow();
    else {
      this.timer = setTimeout(() => {
        this.timer = null;
        void this.ask(stop.revision);
      }, REST_MILLIS);
    }
  }

  private async ask(revision: number): Promise<void> {
    const had = await this.context.attempt(async () => {
      const { at, nodes, edges } = await this.context.api.graphAt(revision);
      if (this.wanted?.revision !== revision) return;
      const past = { revision, at, nodes: new Map(nodes.map((node) => [node.id, node])), edges: new Map(edges.map((edge) => [edge.id, edge])) };
      this.context.store.update((state) => ({ ...state, past }));
    });
    if (!had && this.wanted?.revision === revision) this.toNow();
  }

  private toNow(): void {
    this.wanted = null;
    this.index = this.all.length;
    this.show();
    this.context.store.update((state) => ({ ...state, past: null }));
  }

  private async forkHere(): Promise<void> {
    const { past } = this.context.store.state;
    if (past === null) return;
    await this.context.attempt(async () => {
      location.assign(await this.context.api.fork(past.revision));
    });
  }

  destroy(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }
}
