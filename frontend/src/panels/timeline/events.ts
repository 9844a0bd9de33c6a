import type { KubeEvent } from "../../core/api";
import { h, replace } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import type { State } from "../../core/state";

const RELOAD_AFTER = 250;

/** The Events of the cluster, as `kubectl get events` has them, the newest first. */
export class EventsPanel implements Panel {
  readonly dom = h("section", { class: "events", "data-testid": "events", tabindex: 0 });
  private timer: ReturnType<typeof setTimeout> | null = null;
  private stale = true;

  constructor(private readonly context: Context) {}

  update(state: State, before: State): void {
    this.dom.setAttribute("aria-label", this.context.texts().tabs.events);
    this.stale = this.stale || state.eventsSeen !== before.eventsSeen || state.lang !== before.lang;
    if (state.tab === "events" && this.stale && this.timer === null) {
      this.timer = setTimeout(() => void this.load(), RELOAD_AFTER);
    }
  }

  private async load(): Promise<void> {
    this.stale = false;
    await this.context.attempt(async () => this.draw(await this.context.api.events()));
    this.timer = null;
  }

  private draw(events: readonly KubeEvent[]): void {
    const texts = this.context.texts().events;
    if (events.length === 0) {
      replace(this.dom, h("p", { class: "hint" }, texts.empty));
      return;
    }
    const when = (event: KubeEvent): string => event.lastTimestamp ?? event.eventTime ?? "";
    const newest = [...events].sort((a, b) => when(b).localeCompare(when(a)) || b.metadata.name.localeCompare(a.metadata.name));
    replace(
      this.dom,
      h(
        "ul",
        {},
        ...newest.map((event) =>
          h(
            "li",
            { class: event.type === "Warning" ? "warning" : "" },
            h("time", {}, when(event).slice(11, 19)),
            h("b", {}, event.reason),
            h("span", { class: "about" }, `${event.involvedObject.kind} ${event.involvedObject.name}`),
            h("p", {}, `${event.message}${(event.count ?? 1) > 1 ? ` (${texts.times(event.count ?? 1)})` : ""}`),
          ),
        ),
      ),
    );
  }

  destroy(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }
}
