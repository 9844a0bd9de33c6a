import { h, replace, time } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import type { State } from "../../core/state";
import type { LessonSolution, LessonStep, LessonStepState, LessonView, StoryLine } from "../../core/types";

const NOTHING: LessonStepState = { state: "todo", verdict: "", hints: [] };
const MOST_LINES = 12;

/** The lesson: what to do, what one expects, what is still missing, and a hint when one is asked for. */
export class LessonPanel implements Panel {
  readonly dom = h("section", { class: "lesson", "data-testid": "lesson" });
  private view: LessonView | null;

  /** step → the choice that is ticked but not said yet. */
  private readonly ticked = new Map<string, string>();

  /** Steps whose fold the reader opened or closed by hand. */
  private readonly folds = new Map<string, boolean>();

  /** The solution that was asked for last. */
  private solution: LessonSolution | null = null;

  constructor(private readonly context: Context) {
    this.view = context.boot.lesson;
    this.draw(context.store.state);
  }

  update(state: State, before: State): void {
    if (state.lang !== before.lang && this.view !== null) void this.reload();
    else if (state.lesson !== before.lesson || state.lang !== before.lang) {
      this.draw(state);
      if (before.lesson !== null && state.lesson?.step !== before.lesson.step) this.showCurrent();
    }
  }

  private async reload(): Promise<void> {
    await this.context.attempt(async () => {
      this.view = await this.context.api.lesson();
      this.draw(this.context.store.state);
    });
  }

  private showCurrent(): void {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const place = this.dom.querySelector(".step.current") ?? this.dom.querySelector(".lesson-done");
    place?.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  }

  private draw(state: State): void {
    const view = this.view;
    if (view === null) return;
    const texts = this.context.texts().lesson;
    const told = state.lesson;
    const focus = this.dom.contains(document.activeElement) ? document.activeElement?.getAttribute("data-focus") : null;
    const last = view.steps.filter((step) => told?.steps[step.id]?.state === "done").at(-1)?.id;
    replace(
      this.dom,
      h("p", { class: "kicker" }, texts.kicker(view.chapter, view.minutes, view.index, view.count)),
      h("h1", {}, view.title),
      html("intro", view.intro),
      ...view.steps.map((step, index) => this.step(step, index, told?.steps[step.id] ?? NOTHING, step.id === last, state.story)),
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
        h("button", { type: "button", class: "quiet", "data-testid": "lesson-reset", "data-focus": "reset", onclick: () => void this.reset() }, texts.reset),
      ),
    );
    if (focus !== null && focus !== undefined) this.dom.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
  }

  private step(step: LessonStep, index: number, known: LessonStepState, last: boolean, story: readonly StoryLine[]): HTMLElement {
    const texts = this.context.texts().lesson;
    const done = known.state === "done";
    return h(
      "article",
      { class: `step ${known.state}`, "data-testid": "step", "data-step": step.id, "data-state": known.state, "aria-current": known.state === "current" ? "step" : undefined },
      h("h2", {}, h("span", { class: "dot", "aria-hidden": "true" }, done ? "✓" : String(index + 1)), h("span", {}, step.title, done && h("span", { class: "sr" }, ` (${texts.done_})`))),
      known.state === "current" && this.current(step, known),
      done && this.done(step, known, last, story),
    );
  }

  private current(step: LessonStep, known: LessonStepState): HTMLElement {
    const texts = this.context.texts().lesson;
    const asks = step.prediction !== null && (known.predicted ?? null) === null;
    return h(
      "div",
      {},
      html("prose", step.html),
      asks && this.question(step),
      !asks && step.prediction !== null && h("p", { class: "predicted" }, texts.yourBet, " ", ...choice(step, known.predicted)),
      known.verdict !== "" && h("p", { class: known.holding === true ? "verdict holding" : "verdict", role: "status", "data-testid": "verdict" }, known.verdict),
      (known.mistake ?? null) !== null && html("hint-text mistake", known.mistake ?? "", "mistake"),
      ...known.hints.map((hint) => html("hint-text", hint, "hint-text")),
      known.hints.length < step.hints &&
        h(
          "button",
          { type: "button", class: "quiet", "data-testid": "hint", "data-focus": `hint-${step.id}`, onclick: () => void this.context.attempt(() => this.context.api.hint(step.id)) },
          known.hints.length === 0 ? texts.hint : texts.hintAgain,
        ),
      ...this.ways(step),
    );
  }

  /** Ways out of a step that went wrong. */
  private ways(step: LessonStep): (Node | false)[] {
    const texts = this.context.texts().lesson;
    const told = this.context.store.state.lesson;
    const button = (name: string, label: string, act: () => void): HTMLElement =>
      h("button", { type: "button", class: "quiet", "data-testid": name, "data-focus": `${name}-${step.id}`, onclick: act }, label);
    return [
      told?.solution === true && this.solution?.step !== step.id && button("solution", texts.solution, () => void this.showSolution()),
      told?.undo === true && button("undo", texts.undo, () => void this.again(() => this.context.api.undoInLesson())),
      told?.undo === true && button("reset-step", texts.resetStep, () => void this.again(() => this.context.api.resetStep(step.id))),
      this.solution?.step === step.id && this.difference(this.solution),
    ];
  }

  private async showSolution(): Promise<void> {
    await this.context.attempt(async () => {
      this.solution = await this.context.api.solution();
      this.draw(this.context.store.state);
    });
  }

  private difference(solution: LessonSolution): HTMLElement {
    const texts = this.context.texts().lesson;
    return h(
      "div",
      { class: "hint-text", "data-testid": "solution-text" },
      solution.objects.length === 0 && h("p", {}, texts.solutionWait),
      ...solution.objects.map((object) =>
        object.deleted
          ? h("p", {}, texts.solutionDelete(`${object.kind} ${object.name}`))
          : h(
              "div",
              {},
              h("b", {}, `${object.kind} ${object.name}`),
              h("pre", {}, ...near(object.lines).map((line) => h(line.sign === "+" ? "ins" : line.sign === "-" ? "del" : "span", {}, `${line.sign} ${line.text}\n`))),
            ),
      ),
    );
  }

  private async again(act: () => Promise<void>): Promise<void> {
    if (await this.context.attempt(act)) location.reload();
  }

  private question(step: LessonStep): HTMLElement {
    const texts = this.context.texts().lesson;
    const say = h("button", { type: "submit", class: "primary", "data-testid": "predict", "data-focus": `say-${step.id}`, disabled: !this.ticked.has(step.id) }, texts.predict);
    return h(
      "form",
      {
        class: "question",
        "data-testid": "question",
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          const choice = this.ticked.get(step.id);
          if (choice !== undefined) void this.context.attempt(() => this.context.api.predict(step.id, choice));
        },
      },
      h(
        "fieldset",
        {},
        h("legend", {}, html("asked", step.prediction?.question ?? "")),
        ...(step.prediction?.choices ?? []).map((choice) =>
          h(
            "label",
            {},
            h("input", {
              type: "radio",
              name: `predict-${step.id}`,
              value: choice.id,
              "data-focus": `choice-${step.id}-${choice.id}`,
              checked: this.ticked.get(step.id) === choice.id,
              onchange: () => {
                this.ticked.set(step.id, choice.id);
                say.disabled = false;
              },
            }),
            h("span", {}, ...inline(choice.text)),
          ),
        ),
      ),
      say,
    );
  }

  /** What a step was about stays at hand; of the last one what just happened is open. */
  private done(step: LessonStep, known: LessonStepState, last: boolean, story: readonly StoryLine[]): HTMLElement {
    const texts = this.context.texts().lesson;
    const lines = story.filter((line) => line.revision > (known.from ?? 0) && line.revision <= (known.to ?? 0));
    const predicted = known.predicted ?? null;
    const right = predicted !== null && (known.came ?? []).includes(predicted);
    const fold: HTMLDetailsElement = h(
      "details",
      { open: this.folds.get(step.id) ?? last },
      h("summary", { "data-focus": `fold-${step.id}`, onclick: () => this.folds.set(step.id, !fold.open) }, texts.happened),
      predicted !== null &&
        h(
          "p",
          { class: right ? "outcome right" : "outcome", "data-testid": "outcome" },
          h("b", {}, right ? texts.right : texts.otherwise),
          " ",
          ...(known.came ?? []).flatMap((came) => choice(step, came)),
        ),
      (known.outcome ?? null) !== null && html("prose", known.outcome ?? ""),
      (known.after ?? null) !== null && html("prose", known.after ?? ""),
      lines.length > 0 &&
        h(
          "details",
          { class: "recorded" },
          h("summary", {}, texts.recorded(lines.length)),
          h("ol", {}, ...lines.slice(-MOST_LINES).map((line) => h("li", {}, h("time", {}, time(line.at)), " ", line.text))),
        ),
    );
    return fold;
  }

  private async reset(): Promise<void> {
    await this.again(() => this.context.api.resetLesson());
  }

  destroy(): void {
    this.dom.replaceChildren();
  }
}

function choice(step: LessonStep, id: string | null | undefined): (Node | string)[] {
  return inline(step.prediction?.choices.find((each) => each.id === id)?.text ?? "");
}

/** The lines that change, with three around them. */
function near<T extends { sign: string }>(lines: readonly T[]): T[] {
  return lines.filter((_, index) => lines.slice(Math.max(0, index - 3), index + 4).some((each) => each.sign !== " "));
}

/** A short text in which `names` stand in backquotes. */
function inline(text: string): (Node | string)[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? h("code", {}, part) : part));
}

/** Text of a lesson, which the server made from our own Markdown without any HTML of users. */
function html(name: string, content: string, testid?: string): HTMLElement {
  const element = h("div", { class: name, "data-testid": testid });
  element.innerHTML = content;
  return element;
}
