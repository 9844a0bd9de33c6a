import { h, replace } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import type { State } from "../../core/state";
import type { Fault } from "../../core/types";
import { type Deed, deeds } from "./deeds";

const MARGIN = 8;

/** The menu of what can be broken and mended, and what is broken now. By right click, long press, the menu key or a button. */
export class ChaosPanel implements Panel {
  /** What is broken now, each with the way to mend it. */
  readonly dom = h("ul", { class: "faults", "data-testid": "faults", hidden: true });
  readonly menu = h("div", { class: "menu", role: "menu", "data-testid": "menu", hidden: true });
  readonly button = h("button", { type: "button", class: "break", "data-testid": "break", "aria-haspopup": "menu", onclick: () => this.openForChosen() });
  private cameFrom: HTMLElement | null = null;

  constructor(private readonly context: Context) {
    this.menu.addEventListener("keydown", (event) => this.key(event));
    this.menu.addEventListener("focusout", (event) => {
      if (!this.menu.contains(event.relatedTarget as Node | null)) this.close(false);
    });
    addEventListener("pointerdown", (event) => {
      if (!this.menu.contains(event.target as Node)) this.close(false);
    });
    this.label();
  }

  update(state: State, before: State): void {
    if (state.lang !== before.lang) this.label();
    if (state.faults !== before.faults || state.lang !== before.lang) this.drawFaults(state);
    if (state.menu !== before.menu) this.drawMenu(state);
  }

  private label(): void {
    const texts = this.context.texts().chaos;
    this.button.textContent = texts.open;
    this.dom.setAttribute("aria-label", texts.broken);
  }

  private openForChosen(): void {
    const at = this.button.getBoundingClientRect();
    this.context.store.update((state) => ({ ...state, menu: { id: state.selected, x: at.left, y: at.bottom + 4 } }));
  }

  private drawFaults(state: State): void {
    const texts = this.context.texts().chaos;
    this.dom.hidden = state.faults.length === 0;
    replace(
      this.dom,
      ...state.faults.map((fault) =>
        h("li", { "data-testid": "fault" }, h("span", {}, fault.text), h("button", { type: "button", "data-testid": "mend", onclick: () => void this.mend(fault) }, texts.mend)),
      ),
    );
  }

  private drawMenu(state: State): void {
    const { menu } = state;
    this.menu.hidden = menu === null;
    if (menu === null) return;
    const texts = this.context.texts().chaos;
    const node = menu.id === null ? undefined : state.nodes.get(menu.id);
    const namespaces = [...state.nodes.values()].filter((each) => each.kind === "Namespace").map((each) => each.name);
    const inUse = new Set([...namespaces, ...[...state.nodes.values()].flatMap((each) => each.namespace ?? [])]);
    this.menu.setAttribute("aria-label", node === undefined ? texts.ofCluster : `${node.kind} ${node.name}`);
    replace(
      this.menu,
      h("p", { class: "menu-head", "aria-hidden": "true" }, node === undefined ? texts.ofCluster : `${node.kind} ${node.name}`),
      ...deeds(node, state.faults, [...inUse].sort()).map((deed) =>
        h("button", { type: "button", role: "menuitem", tabindex: -1, class: deed.does === "mend" || deed.does === "node" || deed.does === "line" ? "" : "harm", "data-deed": nameOf(deed), onclick: () => void this.act(deed) }, this.words(deed)),
      ),
    );
    const { width, height } = this.menu.getBoundingClientRect();
    this.menu.style.left = `${Math.max(MARGIN, Math.min(menu.x, innerWidth - width - MARGIN))}px`;
    this.menu.style.top = `${Math.max(MARGIN, Math.min(menu.y, innerHeight - height - MARGIN))}px`;
    this.cameFrom = document.activeElement as HTMLElement | null;
    this.items()[0]?.focus();
  }

  private words(deed: Deed): string {
    const texts = this.context.texts().chaos;
    switch (deed.does) {
      case "fault":
        return texts.fault[deed.name](deed.body["from"] ?? "", deed.body["to"] ?? "");
      case "mend":
        return texts.mendThis(deed.fault.text);
      case "cordon":
        return deed.off ? texts.uncordon : texts.cordon;
      case "line":
        return texts[deed.name];
      case "remove":
        return deed.killed ? texts.kill : texts.remove(deed.of);
      case "node":
        return texts.join;
    }
  }

  private items(): HTMLElement[] {
    return [...this.menu.querySelectorAll<HTMLElement>("[role=menuitem]")];
  }

  private key(event: KeyboardEvent): void {
    const items = this.items();
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[to % items.length]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") this.close(true);
    else return;
    event.preventDefault();
  }

  private close(back: boolean): void {
    if (this.context.store.state.menu === null) return;
    this.context.store.update((state) => ({ ...state, menu: null }));
    if (back) this.cameFrom?.focus();
  }

  private async act(deed: Deed): Promise<void> {
    const { api, attempt, store } = this.context;
    const texts = this.context.texts();
    this.close(true);
    switch (deed.does) {
      case "fault":
        await attempt(() => api.breakIt({ kind: deed.name, ...deed.body }));
        break;
      case "mend":
        await this.mend(deed.fault);
        break;
      case "cordon":
        await attempt(() => api.patch(deed.path, { spec: { unschedulable: deed.off ? null : true } }));
        break;
      case "line":
        store.update((state) => ({ ...state, lower: "terminal", column: "water", terminalLine: deed.line }));
        break;
      case "remove":
        await attempt(() => api.remove(deed.path, deed.killed), texts.action.removed(deed.of));
        break;
      case "node":
        await attempt(() => api.addNode());
        break;
    }
  }

  private async mend(fault: Fault): Promise<void> {
    await this.context.attempt(() => this.context.api.mend(fault.id));
  }

  destroy(): void {
    this.menu.replaceChildren();
  }
}

function nameOf(deed: Deed): string {
  return deed.does === "fault" || deed.does === "line" ? deed.name : deed.does;
}
