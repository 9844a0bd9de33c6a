import { h, replace, time } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import type { State } from "../../core/state";

const MOST_SHOWN = 200;

/** The river: who did what, and what for, as it happens. */
export class StoryPanel implements Panel {
  readonly dom = h("section", { class: "story", "data-testid": "story" });
  private readonly list = h("ol", { class: "lines" });
  private readonly log = h("div", { class: "story-log", tabindex: 0, role: "log" }, this.list);

  /** Whether the last line is kept in sight. */
  private following = true;
  private readonly resized = new ResizeObserver(() => {
    if (this.following) this.toEnd();
  });

  constructor(private readonly context: Context) {
    this.dom.append(this.log);
    this.log.addEventListener("scroll", () => (this.following = this.atEnd()), { passive: true });
    this.resized.observe(this.log);
    this.draw(context.store.state);
  }

  update(state: State, before: State): void {
    if (state.story !== before.story || state.lang !== before.lang || state.nodes.size === 0) this.draw(state);
  }

  private draw(state: State): void {
    const texts = this.context.texts().story;
    this.dom.setAttribute("aria-label", texts.label);
    this.log.setAttribute("aria-label", texts.label);
    if (state.story.length === 0) {
      replace(this.list, h("li", { class: "hint" }, texts.empty));
      return;
    }
    replace(
      this.list,
      ...state.story.slice(-MOST_SHOWN).map((line) => {
        const about = line.objects.find((id) => state.nodes.has(id));
        return h(
          "li",
          { class: line.tone },
          h("time", {}, time(line.at)),
          about === undefined
            ? h("span", {}, line.text)
            : h("button", { type: "button", class: "plain", onclick: () => this.context.store.update((now) => ({ ...now, selected: about })) }, line.text),
        );
      }),
    );
    if (this.following) this.toEnd();
  }

  private atEnd(): boolean {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
  }

  private toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
  }

  destroy(): void {
    this.resized.disconnect();
    this.list.replaceChildren();
  }
}
