import { h, replace } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import type { State } from "../../core/state";
import type { LessonStepState, LessonView } from "../../core/types";

/** The lesson: what to do, what is still missing, and a hint when one is asked for. */
export class LessonPanel implements Panel {
  readonly dom = h("section", { class: "lesson", "data-testid": "lesson" });
  private view: LessonView | null;

  constructor(private readonly context: Context) {
    this.view = context.boot.lesson;
    this.draw(context.store.state);
  }

  update(state: State, before: State): void {
    if (state.lang !== before.lang && this.view !== null) void this.reload();
    else if (state.lesson !== before.lesson || state.lang !== before.lang) this.draw(state);
  }

  private async reload(): Promise<void> {
    await this.context.attempt(async () => {
      this.view = await this.context.api.lesson();
      this.draw(this.context.store.state);
    });
  }

  private draw(state: State): void {
    const view = this.view;
    if (view === null) return;
    const texts = this.context.texts().lesson;
    const told = state.lesson;
    replace(
      this.dom,
      h("p", { class: "kicker" }, texts.kicker(view.chapter, view.minutes, view.index, view.count)),
      h("h1", {}, view.title),
      html("div", "intro", view.intro),
      ...view.steps.map((step, index) => {
        const known: LessonStepState = told?.steps[step.id] ?? { state: "todo", verdict: "", hints: [] };
        return h(
          "article",
          { class: `step ${known.state}`, "data-testid": "step", "data-step": step.id, "data-state": known.state, "aria-current": known.state === "current" ? "step" : undefined },
          h("h2", {}, h("span", { class: "dot" }, known.state === "done" ? "✓" : String(index + 1)), step.title, known.state === "done" && h("span", { class: "sr" }, ` (${texts.done_})`)),
          known.state !== "todo" && html("div", "prose", step.html),
          known.state === "current" && known.verdict !== "" && h("p", { class: "verdict", role: "status" }, known.verdict),
          known.state === "current" && known.hints.map((hint) => html("div", "hint-text", hint)).reduce((all, each) => (all.append(each), all), h("div", {})),
          known.state === "current" &&
            known.hints.length < step.hints &&
            h("button", { type: "button", class: "quiet", "data-testid": "hint", onclick: () => void this.context.attempt(() => this.context.api.hint(step.id)) }, known.hints.length === 0 ? texts.hint : texts.hintAgain),
        );
      }),
      told?.done === true &&
        h(
          "div",
          { class: "lesson-done", role: "status", "data-testid": "lesson-done" },
          h("b", {}, texts.done),
          view.next !== null && h("a", { class: "primary", href: `/lessons/${view.next.id}` }, texts.next(view.next.title)),
        ),
      h(
        "p",
        { class: "lesson-foot" },
        h("a", { href: "/lessons" }, texts.all),
        h("button", { type: "button", class: "quiet", onclick: () => void this.context.attempt(() => this.context.api.resetLesson()) }, texts.reset),
      ),
    );
  }

  destroy(): void {
    this.dom.replaceChildren();
  }
}

/** Text of a lesson, which the server made from our own Markdown without any HTML of users. */
function html(tag: "div", name: string, content: string): HTMLElement {
  const element = h(tag, { class: name });
  element.innerHTML = content;
  return element;
}
