import { h, replace } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import { meant, namespaces } from "../../core/search";
import { seen, type State } from "../../core/state";

/** Finds objects by their name, kind or labels: what is meant stays bright, the rest steps back. */
export class SearchPanel implements Panel {
  readonly dom: HTMLElement;
  private readonly input = h("input", {
    type: "search",
    class: "search-text",
    "data-testid": "search",
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => this.search(this.input.value),
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === "Escape") this.search("");
    },
  });
  private readonly found = h("output", { class: "search-found", "data-testid": "search-found" });
  private readonly namespace = h("select", { class: "namespaces", "data-testid": "namespace", onchange: () => this.choose() });
  private shown = "";

  constructor(private readonly context: Context) {
    this.dom = h("search", { class: "search" }, this.namespace, this.input, this.found);
    document.addEventListener("keydown", this.shortcut);
  }

  private readonly shortcut = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (event.key !== "/" || event.ctrlKey || event.metaKey || target.isContentEditable || target.matches("input, textarea, select")) return;
    event.preventDefault();
    this.input.focus();
    this.input.select();
  };

  private search(query: string): void {
    this.context.store.update((state) => ({ ...state, query }));
  }

  private choose(): void {
    const namespace = this.namespace.value === "" ? null : this.namespace.value;
    this.context.store.update((state) => ({ ...state, namespace }));
  }

  update(state: State): void {
    const texts = this.context.texts().search;
    this.input.placeholder = texts.placeholder;
    this.input.setAttribute("aria-label", texts.label);
    this.input.title = texts.label;
    if (this.input.value !== state.query) this.input.value = state.query;
    const nodes = [...seen(state).nodes.values()];
    const holds = meant(state.query);
    const said = holds === null ? "" : texts.found(nodes.filter(holds).length);
    if (this.found.textContent !== said) this.found.textContent = said;
    const names = namespaces(nodes);
    const key = `${state.lang} ${names.join(" ")}`;
    this.namespace.hidden = names.length < 2 && state.namespace === null;
    if (key !== this.shown) {
      this.shown = key;
      this.namespace.setAttribute("aria-label", texts.namespace);
      replace(this.namespace, h("option", { value: "" }, texts.everywhere), ...names.map((name) => h("option", { value: name }, name)));
    }
    this.namespace.value = state.namespace ?? "";
  }

  destroy(): void {
    document.removeEventListener("keydown", this.shortcut);
  }
}
