import { h, replace } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import type { Column, State } from "../../core/state";

const SEEN = "toured";
const QUIET = new Set(["Node", "Namespace", "StorageClass"]);

/** What is pointed at, and the column of a narrow screen in which it is. */
const STEPS: readonly (readonly [string, Column])[] = [
  ["[data-testid=graph]", "water"],
  [".editor .cm-editor", "yaml"],
  ["[data-testid=apply]", "yaml"],
  [".story", "water"],
  [".clock", "water"],
];

/** Five steps around the page at the first visit. It stands in nobody's way: whoever acts needs it no more. */
export class TourPanel implements Panel {
  readonly dom = h("section", { class: "tour", hidden: true, "data-testid": "tour" });
  private step = -1;
  private known = false;
  private readonly follow = (): void => this.put();

  constructor(private readonly context: Context) {
    addEventListener("resize", this.follow);
  }

  update(state: State, before: State): void {
    if (!this.known && state.nodes.size > 0) {
      this.known = true;
      const empty = [...state.nodes.values()].every((node) => QUIET.has(node.kind));
      if (empty && this.context.boot.lesson === null && localStorage.getItem(SEEN) === null) this.go(0);
    }
    if (this.step < 0) return;
    if (state.story !== before.story && state.story.some((line) => line.tone === "you")) this.end();
    else if (state.lang !== before.lang) this.draw();
    else if (state.column !== before.column || state.tab !== before.tab) this.put();
  }

  private go(step: number): void {
    const next = STEPS[step];
    if (next === undefined) {
      this.end();
      return;
    }
    this.step = step;
    if (step > 0) this.context.store.update((state) => ({ ...state, column: next[1], tab: "editor" }));
    this.draw();
    if (step > 0) this.dom.querySelector<HTMLElement>("[data-testid=tour-next]")?.focus();
  }

  private end(): void {
    this.step = -1;
    this.dom.hidden = true;
    this.mark(null);
    localStorage.setItem(SEEN, "yes");
  }

  private draw(): void {
    const texts = this.context.texts().tour;
    const step = texts.steps[this.step];
    if (step === undefined) return;
    this.dom.hidden = false;
    this.dom.setAttribute("aria-label", texts.label);
    const last = this.step === STEPS.length - 1;
    replace(
      this.dom,
      h("p", { class: "kicker" }, texts.count(this.step + 1, STEPS.length)),
      h("h2", {}, step.title),
      h("p", {}, step.text),
      h(
        "div",
        { class: "dialog-actions" },
        !last && h("button", { type: "button", class: "quiet", "data-testid": "tour-skip", onclick: () => this.end() }, texts.skip),
        h("button", { type: "button", class: "primary", "data-testid": "tour-next", onclick: () => this.go(this.step + 1) }, last ? texts.done : texts.next),
      ),
    );
    this.put();
  }

  private mark(target: Element | null): void {
    for (const each of document.querySelectorAll(".pointed-at")) each.classList.remove("pointed-at");
    target?.classList.add("pointed-at");
  }

  /** Stands beside what it speaks of; what is not to be seen has nobody beside it. */
  private put(): void {
    const step = STEPS[this.step];
    if (step === undefined) return;
    const target = document.querySelector(step[0]);
    const box = target?.getBoundingClientRect();
    this.mark(target);
    this.dom.hidden = box === undefined || box.width === 0;
    if (box === undefined || box.width === 0) return;
    const { offsetWidth: width, offsetHeight: height } = this.dom;
    const large = box.height > 2 * height;
    const y = large ? box.bottom - height - 24 : box.top > innerHeight / 2 ? box.top - height - 12 : box.bottom + 12;
    const x = large ? box.left + (box.width - width) / 2 : box.right - width;
    this.dom.style.left = `${Math.round(Math.max(8, Math.min(x, innerWidth - width - 8)))}px`;
    this.dom.style.top = `${Math.round(Math.max(8, Math.min(y, innerHeight - height - 8)))}px`;
  }

  destroy(): void {
    removeEventListener("resize", this.follow);
  }
}
