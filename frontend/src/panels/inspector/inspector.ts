import type { KubeEvent } from "../../core/api";
import { h, replace, time } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import type { State } from "../../core/state";
import type { GraphNode, StoryLine } from "../../core/types";
import { Ledger } from "./fidelity";

const SCALABLE = new Set(["Deployment", "ReplicaSet", "StatefulSet", "ReplicationController"]);
const RELOAD_AFTER = 250;

/** What there is to know of the chosen object, and what can be done to it. */
export class InspectorPanel implements Panel {
  readonly dom = h("section", { class: "inspector", "data-testid": "inspector", tabindex: 0 });
  private shown = "";
  private story: readonly StoryLine[] = [];
  private events: readonly KubeEvent[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;
  private confirming: string | null = null;

  private readonly ledger: Ledger;

  constructor(private readonly context: Context) {
    this.ledger = new Ledger(context.api, () => this.draw(context.store.state));
    this.draw(context.store.state);
  }

  update(state: State, before: State): void {
    if (state.tab !== "inspector") {
      this.shown = "";
      return;
    }
    const node = state.selected === null ? undefined : state.nodes.get(state.selected);
    const id = `${node?.id ?? ""} ${state.lang}`;
    if (id !== this.shown) {
      this.story = [];
      this.events = [];
      this.confirming = null;
    }
    const news = state.story !== before.story || state.eventsSeen !== before.eventsSeen || id !== this.shown;
    this.ledger.want(state.lang);
    if (news && node !== undefined) this.planReload(node.id);
    const changed = id !== this.shown || (node !== undefined && before.nodes.get(node.id) !== node);
    this.shown = id;
    if (changed) this.draw(state);
  }

  private planReload(id: string): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.context
        .attempt(async () => {
          const [story, events] = await Promise.all([this.context.api.story(id), this.context.api.events()]);
          if (this.context.store.state.selected !== id) return;
          this.story = story;
          this.events = events.filter((event) => event.involvedObject.uid === id);
          this.draw(this.context.store.state);
        })
        .catch((failed: unknown) => console.error(failed));
    }, RELOAD_AFTER);
  }

  private draw(state: State): void {
    const texts = this.context.texts();
    this.dom.setAttribute("aria-label", texts.tabs.inspector);
    const node = state.selected === null ? undefined : state.nodes.get(state.selected);
    if (node === undefined) {
      replace(this.dom, h("p", { class: "hint" }, texts.inspector.none));
      return;
    }
    const focused = (document.activeElement as HTMLElement | null)?.dataset["testid"];
    const hadFocus = focused !== undefined && this.dom.contains(document.activeElement);
    const owned = [...state.nodes.values()].filter((each) => each.owner === node.id);
    const owner = node.owner === undefined ? undefined : state.nodes.get(node.owner);
    const on = node.node === undefined ? undefined : state.nodes.get(node.node);
    replace(
      this.dom,
      h(
        "header",
        {},
        h("p", { class: "kicker" }, node.kind),
        h("h2", {}, node.name),
        h("p", { class: `chip ${node.state}` }, `${texts.state[node.state]}${node.line === "" || node.line === texts.state[node.state] ? "" : ` · ${node.line}`}`),
      ),
      this.ledger.badge(node.kind, texts.inspector, this.dom.querySelector(".fidelity[open]") !== null),
      this.actions(node),
      h(
        "dl",
        {},
        ...this.fact(texts.inspector.namespace, node.namespace),
        ...this.fact(texts.inspector.created, time(node.created)),
        ...this.link(texts.inspector.owner, owner),
        ...this.link(texts.inspector.node, on),
        ...this.fact(texts.inspector.labels, Object.entries(node.labels).map(([key, value]) => `${key}=${value}`).join("\n")),
      ),
      node.containers !== undefined && this.containers(node),
      owned.length > 0 &&
        h("div", {}, h("h3", {}, texts.inspector.owns), h("ul", { class: "links" }, ...owned.map((each) => h("li", {}, this.goTo(each))))),
      h("h3", {}, texts.inspector.story),
      this.story.length === 0
        ? h("p", { class: "hint" }, texts.inspector.noStory)
        : h("ol", { class: "lines" }, ...this.story.map((line) => h("li", { class: line.tone }, h("time", {}, time(line.at)), h("span", {}, line.text)))),
      h("h3", {}, texts.inspector.events),
      this.events.length === 0
        ? h("p", { class: "hint" }, texts.inspector.noEvents)
        : h(
            "ul",
            { class: "own-events" },
            ...this.events.map((event) => h("li", { class: event.type === "Warning" ? "warning" : "" }, h("b", {}, event.reason), ` ${event.message}`)),
          ),
    );
    if (hadFocus) this.dom.querySelector<HTMLElement>(`[data-testid=${focused}]`)?.focus();
  }

  private fact(name: string, value: string | undefined): HTMLElement[] {
    return value === undefined || value === "" ? [] : [h("dt", {}, name), h("dd", {}, value)];
  }

  private link(name: string, node: GraphNode | undefined): HTMLElement[] {
    return node === undefined ? [] : [h("dt", {}, name), h("dd", {}, this.goTo(node))];
  }

  private goTo(node: GraphNode): HTMLElement {
    return h(
      "button",
      { type: "button", class: "link", onclick: () => this.context.store.update((state) => ({ ...state, selected: node.id })) },
      `${node.kind} ${node.name}`,
    );
  }

  private containers(node: GraphNode): HTMLElement {
    const texts = this.context.texts().inspector;
    return h(
      "div",
      {},
      h("h3", {}, texts.containers),
      h(
        "ul",
        { class: "containers" },
        ...(node.containers ?? []).map((each) =>
          h("li", {}, h("b", {}, each.name), h("code", {}, each.image), h("span", {}, `${each.state}${each.restarts > 0 ? ` · ${texts.restarts(each.restarts)}` : ""}`)),
        ),
      ),
    );
  }

  private actions(node: GraphNode): HTMLElement {
    const texts = this.context.texts().action;
    const { api } = this.context;
    const scale = (to: number): void => void this.context.attempt(() => api.scale(node.path, to));
    const wants = node.wants ?? 0;
    const what = `${node.kind} ${node.name}`;
    const asking = this.confirming === node.id;
    return h(
      "div",
      { class: "actions" },
      SCALABLE.has(node.kind) &&
        h(
          "div",
          { class: "stepper", role: "group", "aria-label": texts.replicas },
          h("button", { type: "button", "data-testid": "scale-down", "aria-label": texts.scaleDown, disabled: wants === 0, onclick: () => scale(wants - 1) }, "−"),
          h("output", {}, String(wants)),
          h("button", { type: "button", "data-testid": "scale-up", "aria-label": texts.scaleUp, onclick: () => scale(wants + 1) }, "+"),
        ),
      h("button", { type: "button", onclick: () => this.context.store.update((state) => ({ ...state, tab: "editor" })) }, texts.edit),
      node.kind === "Pod" && h("button", { type: "button", "data-testid": "shell", onclick: () => this.shell(node) }, texts.shell),
      node.kind === "Pod" &&
        h(
          "button",
          { type: "button", class: "danger", "data-testid": "kill", onclick: () => void this.context.attempt(() => api.remove(node.path, true), texts.killed(node.name)) },
          texts.kill,
        ),
      !asking && h("button", { type: "button", class: "danger", "data-testid": "delete", onclick: () => this.ask(node.id) }, texts.remove),
      asking &&
        h(
          "div",
          { class: "confirm", role: "alertdialog", "aria-label": texts.confirmRemove(what) },
          h("span", {}, texts.confirmRemove(what)),
          h(
            "button",
            { type: "button", class: "danger", "data-testid": "delete-confirm", onclick: () => void this.context.attempt(() => api.remove(node.path, false), texts.removed(node.name)) },
            texts.remove,
          ),
          h("button", { type: "button", onclick: () => this.ask(null) }, texts.cancel),
        ),
    );
  }

  /** Offers the line that opens a shell in the Pod. */
  private shell(node: GraphNode): void {
    const where = node.namespace === "default" || node.namespace === null ? "" : ` -n ${node.namespace}`;
    this.context.store.update((state) => ({ ...state, lower: "terminal", column: "water", terminalLine: `kubectl exec -it ${node.name}${where} -- sh` }));
  }

  private ask(id: string | null): void {
    this.confirming = id;
    this.draw(this.context.store.state);
    this.dom.querySelector<HTMLElement>(id === null ? "[data-testid=delete]" : "[data-testid=delete-confirm]")?.focus();
  }

  destroy(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }
}
