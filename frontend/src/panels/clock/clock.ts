import { h, replace, time } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import { type State, virtualNow } from "../../core/state";

const SPEEDS = [1, 5, 20] as const;

/** The pace of the cluster: pause, one change, faster, or a leap in time. */
export class ClockPanel implements Panel {
  readonly dom = h("div", { class: "clock" });
  private readonly face = h("time", { class: "face", "data-testid": "clock" });
  private readonly timer: ReturnType<typeof setInterval>;
  private lang = "";

  constructor(private readonly context: Context) {
    this.timer = setInterval(() => this.tick(), 250);
  }

  update(state: State, before: State): void {
    if (state.lang !== this.lang || state.clock.speed !== before.clock.speed) {
      this.lang = state.lang;
      this.draw(state);
    }
    this.tick();
  }

  private draw(state: State): void {
    const texts = this.context.texts().clock;
    const { api, attempt } = this.context;
    this.dom.setAttribute("role", "group");
    this.dom.setAttribute("aria-label", texts.label);
    const focused = (document.activeElement as HTMLElement | null)?.dataset["testid"];
    const hadFocus = focused !== undefined && this.dom.contains(document.activeElement);
    const button = (id: string, label: string, title: string, pressed: boolean | null, action: () => Promise<unknown>): HTMLElement =>
      h(
        "button",
        {
          type: "button",
          "data-testid": id,
          title,
          "aria-label": title.includes(label) ? title : `${label} · ${title}`,
          "aria-pressed": pressed === null ? undefined : String(pressed),
          onclick: () => void attempt(action),
        },
        label,
      );
    const leap = h(
      "select",
      { "aria-label": texts.skip, "data-testid": "advance", onchange: () => this.leap(leap) },
      h("option", { value: "" }, texts.skip),
      h("option", { value: "PT1M" }, texts.advance(texts.minute)),
      h("option", { value: "PT10M" }, texts.advance(texts.tenMinutes)),
      h("option", { value: "PT1H" }, texts.advance(texts.hour)),
      h("option", { value: "PT24H" }, texts.advance(texts.day)),
    );
    replace(
      this.dom,
      this.face,
      h(
        "div",
        { class: "segments" },
        button("pace-0", texts.pause, texts.pause, state.clock.speed === 0, () => api.speed(0)),
        button("pace-step", texts.step, texts.stepTitle, null, () => api.step()),
        ...SPEEDS.map((speed) =>
          button(`pace-${speed}`, texts.speed(speed), texts.speedTitle(speed), state.clock.speed === speed, () => api.speed(speed)),
        ),
      ),
      leap,
    );
    if (hadFocus) this.dom.querySelector<HTMLElement>(`[data-testid=${focused}]`)?.focus();
  }

  private leap(choice: HTMLSelectElement): void {
    const by = choice.value;
    choice.value = "";
    if (by !== "") void this.context.attempt(() => this.context.api.advance(by));
  }

  private tick(): void {
    const state = this.context.store.state;
    if (state.clock.now === 0) return;
    const now = virtualNow(state, performance.now());
    const text = time(now);
    if (this.face.textContent !== text) {
      this.face.textContent = text;
      const texts = this.context.texts().clock;
      const next = state.clock.nextDue;
      this.face.title = `${texts.now(text)} · ${next === null ? texts.quiet : texts.next(Math.max(0, Math.ceil((next - now) / 1000)))}`;
    }
  }

  destroy(): void {
    clearInterval(this.timer);
  }
}
