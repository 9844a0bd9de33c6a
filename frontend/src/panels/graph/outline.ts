import { h } from "../../core/dom";
import type { Context } from "../../core/panel";
import { meant } from "../../core/search";
import { seen, type State } from "../../core/state";
import type { GraphNode } from "../../core/types";
import { inOrder } from "./layout";

export interface Row {
  readonly node: GraphNode;
  readonly level: number;
}

/** The objects as a tree of text: whoever does not see the picture has the same cluster. */
export function rows(nodes: ReadonlyMap<string, GraphNode>): readonly Row[] {
  const children = new Map<string, GraphNode[]>();
  const roots: GraphNode[] = [];
  for (const node of [...nodes.values()].sort(inOrder)) {
    if (node.owner !== undefined && nodes.has(node.owner)) {
      const siblings = children.get(node.owner);
      if (siblings === undefined) children.set(node.owner, [node]);
      else siblings.push(node);
    } else roots.push(node);
  }
  const all: Row[] = [];
  const walk = (node: GraphNode, level: number): void => {
    all.push({ node, level });
    for (const child of children.get(node.id) ?? []) walk(child, level + 1);
  };
  for (const root of roots) walk(root, 1);
  return all;
}

export interface Actions {
  readonly open: (node: GraphNode) => void;
  readonly kill: (node: GraphNode) => void;
  readonly remove: (node: GraphNode) => void;
  readonly line: (node: GraphNode) => string;
}

/** The keyboard's and the screen reader's twin of the picture. */
export class Outline {
  readonly dom: HTMLElement;
  private shown: readonly Row[] = [];
  private readonly items = new Map<string, HTMLElement>();

  constructor(
    private readonly context: Context,
    private readonly actions: Actions,
  ) {
    this.dom = h("ul", { class: "outline", role: "tree", "data-testid": "outline", onkeydown: (event: KeyboardEvent) => this.key(event) });
    this.dom.addEventListener("contextmenu", (event) => this.menu(event));
  }

  update(state: State): void {
    this.dom.setAttribute("aria-label", this.context.texts().graph.outline);
    const holds = meant(state.query);
    this.shown = rows(seen(state).nodes).filter(
      ({ node }) => (holds === null || holds(node)) && (state.namespace === null || node.namespace === undefined || node.namespace === state.namespace),
    );
    const there = this.shown.some(({ node }) => node.id === state.selected);
    const focused = there && state.selected !== null ? state.selected : this.shown[0]?.node.id;
    const stale = new Set(this.items.keys());
    let previous: HTMLElement | null = null;
    for (const { node, level } of this.shown) {
      stale.delete(node.id);
      let item = this.items.get(node.id);
      if (item === undefined) {
        item = this.make(node.id);
        this.items.set(node.id, item);
      }
      this.paint(item, node, level, node.id === state.selected, node.id === focused);
      const wanted: ChildNode | null = previous === null ? this.dom.firstChild : previous.nextSibling;
      if (wanted !== item) this.dom.insertBefore(item, wanted);
      previous = item;
    }
    for (const id of stale) {
      const item = this.items.get(id);
      const hadFocus = item !== undefined && item === document.activeElement;
      item?.remove();
      this.items.delete(id);
      if (hadFocus) this.focus(focused);
    }
  }

  private make(id: string): HTMLElement {
    return h(
      "li",
      { role: "treeitem", class: "outline-item", "data-testid": "outline-item", "data-uid": id, onclick: () => this.choose(id) },
      h("span", { class: "outline-kind" }),
      h("span", { class: "outline-name" }),
      h("span", { class: "sr" }),
      h("span", { class: "outline-line" }),
    );
  }

  private paint(item: HTMLElement, node: GraphNode, level: number, chosen: boolean, focusable: boolean): void {
    const texts = this.context.texts();
    item.dataset["kind"] = node.kind;
    item.dataset["name"] = node.name;
    item.dataset["state"] = node.state;
    item.setAttribute("aria-level", String(level));
    item.setAttribute("aria-selected", String(chosen));
    item.tabIndex = focusable ? 0 : -1;
    item.style.setProperty("--level", String(level - 1));
    const [kind, name, state, words] = item.children;
    if (kind !== undefined) kind.textContent = node.kind;
    if (name !== undefined) name.textContent = node.name;
    if (state !== undefined) state.textContent = texts.state[node.state];
    if (words !== undefined) words.textContent = this.actions.line(node);
  }

  focus(id: string | undefined): void {
    if (id !== undefined) this.items.get(id)?.focus();
  }

  private choose(id: string): void {
    this.context.store.update((state) => ({ ...state, selected: id }));
  }

  /** By right click, or by the menu key on the row that has the focus. */
  private menu(event: MouseEvent): void {
    const id = (event.target as HTMLElement).closest<HTMLElement>("[data-uid]")?.dataset["uid"];
    if (id === undefined) return;
    event.preventDefault();
    const row = (event.target as HTMLElement).getBoundingClientRect();
    const at = event.clientX === 0 && event.clientY === 0 ? { x: row.left + 24, y: row.bottom } : { x: event.clientX, y: event.clientY };
    this.context.store.update((state) => ({ ...state, selected: id, menu: { id, ...at } }));
  }

  private key(event: KeyboardEvent): void {
    const id = (event.target as HTMLElement).dataset["uid"];
    const index = this.shown.findIndex((row) => row.node.id === id);
    const row = this.shown[index];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const go = (to: number): void => {
      const next = this.shown[Math.max(0, Math.min(this.shown.length - 1, to))];
      if (next !== undefined) {
        this.choose(next.node.id);
        this.focus(next.node.id);
      }
    };
    switch (event.key) {
      case "ArrowDown":
        go(index + 1);
        break;
      case "ArrowUp":
        go(index - 1);
        break;
      case "ArrowRight":
        if ((this.shown[index + 1]?.level ?? 0) > row.level) go(index + 1);
        break;
      case "ArrowLeft":
        go(this.shown.findLastIndex((each, i) => i < index && each.level < row.level));
        break;
      case "Home":
        go(0);
        break;
      case "End":
        go(this.shown.length - 1);
        break;
      case "Enter":
      case " ":
        this.choose(row.node.id);
        this.actions.open(row.node);
        break;
      case "k":
      case "K":
        if (row.node.kind === "Pod") this.actions.kill(row.node);
        break;
      case "Delete":
        this.actions.remove(row.node);
        break;
      default:
        return;
    }
    event.preventDefault();
  }
}
