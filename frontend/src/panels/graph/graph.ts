import cytoscape, { type Core, type ElementDefinition, type NodeSingular } from "cytoscape";
import { h, icon, replace } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import { type State, type View, virtualNow } from "../../core/state";
import type { GraphNode } from "../../core/types";
import { type Box, type Layout, ownership, placement, Slots } from "./layout";
import { Outline } from "./outline";
import { capsule, card, group, type Palette, palette, tank } from "./picture";

const MOVE = 220;
/** How far an edge runs level before it turns, as a part of its way across. */
const BEND = 0.38;
const PLUS = "M8 3v10M3 8h10";
const MINUS = "M3 8h10";
const FIT = "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4";
const SHOWN_EDGES: Readonly<Record<View, ReadonlySet<string>>> = {
  ownership: new Set(["owns", "selects", "routes", "scales", "mounts", "uses", "binds"]),
  placement: new Set(),
  list: new Set(),
};

/** Where a node is on the page, for whoever wants to point at it. */
export interface Diagnostics {
  positionOf(uid: string): { readonly x: number; readonly y: number } | null;
}

/** The water: the cluster as a picture, and its twin in words. */
export class GraphPanel implements Panel, Diagnostics {
  readonly dom: HTMLElement;
  private readonly canvas = h("div", { class: "canvas", "aria-hidden": "true" });
  private readonly bar = h("div", { class: "action-bar", hidden: true });
  private readonly empty = h("div", { class: "empty" });
  private readonly keys = h("p", { class: "keys" });
  private readonly zoom = h("div", { class: "zoom" });
  private readonly outline: Outline;
  private readonly cy: Core;
  private colours: Palette = palette();
  private readonly unfolded = new Set<string>();
  private readonly slots = new Slots();
  private layout: Layout = { boxes: new Map(), folded: new Map() };
  private readonly pictures = new Map<string, string>();
  private touched = false;
  private readonly clock: ReturnType<typeof setInterval>;
  private readonly resized: ResizeObserver;
  private lang = "";

  constructor(private readonly context: Context) {
    this.outline = new Outline(context, {
      open: () => this.open("inspector"),
      kill: (node) => void this.kill(node),
      remove: (node) => this.askRemove(node),
      line: (node) => this.line(node),
    });
    this.dom = h("section", { class: "graph", "data-testid": "graph" }, this.canvas, this.outline.dom, this.empty, this.bar, this.zoom, this.keys);
    this.cy = cytoscape({
      container: this.canvas,
      style: [
        {
          selector: "node",
          style: {
            shape: "rectangle",
            width: "data(width)",
            height: "data(height)",
            "background-opacity": 0,
            "background-image": "data(picture)",
            "background-fit": "contain",
            "background-clip": "none",
            "overlay-opacity": 0,
            "z-index": 2,
          },
        },
        { selector: "node[?tank]", style: { "z-index": 1 } },
        {
          selector: "edge",
          style: {
            width: 1.6,
            "line-color": "data(colour)",
            "target-arrow-color": "data(colour)",
            "target-arrow-shape": "triangle",
            "arrow-scale": 0.8,
            "curve-style": "unbundled-bezier",
            "edge-distances": "node-position",
            "control-point-distances": "data(bend)",
            "control-point-weights": "data(weights)",
            "source-endpoint": "data(leave)",
            "target-endpoint": "data(enter)",
            "overlay-opacity": 0,
          },
        },
        { selector: "edge[kind != 'owns']", style: { "line-style": "dashed", "line-dash-pattern": [5, 4], width: 1.2 } },
      ],
      layout: { name: "preset" },
      autoungrabify: true,
      boxSelectionEnabled: false,
      minZoom: 0.12,
      maxZoom: 2,
    });
    this.cy.on("tap", (event) => {
      const target = event.target as Core | NodeSingular;
      if (target === this.cy) this.select(null);
      else if ("id" in target) this.tapped(target.id());
    });
    this.cy.on("pan zoom", () => this.placeBar());
    this.canvas.addEventListener("wheel", () => (this.touched = true), { passive: true });
    this.canvas.addEventListener("pointerdown", () => (this.touched = true));
    this.clock = setInterval(() => this.tick(), 500);
    this.resized = new ResizeObserver(() => {
      this.cy.resize();
      if (!this.touched) this.fit(false);
      this.placeBar();
    });
    this.resized.observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
    new MutationObserver(() => this.repaint()).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.relabel();
    this.draw(context.store.state, context.store.state, true);
  }

  private relabel(): void {
    const texts = this.context.texts().graph;
    this.dom.setAttribute("aria-label", texts.label);
    replace(this.empty, h("h2", {}, texts.empty), h("p", {}, texts.emptyText));
    this.keys.textContent = texts.keys;
    const button = (label: string, path: string, action: () => void): HTMLButtonElement =>
      h("button", { class: "round", type: "button", title: label, "aria-label": label, onclick: action }, icon(path));
    replace(
      this.zoom,
      button(texts.zoomIn, PLUS, () => this.zoomBy(1.25)),
      button(texts.zoomOut, MINUS, () => this.zoomBy(0.8)),
      button(texts.fit, FIT, () => {
        this.touched = false;
        this.fit(true);
      }),
    );
  }

  private zoomBy(factor: number): void {
    this.touched = true;
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 } });
  }

  update(state: State, before: State): void {
    if (state.lang !== this.lang) {
      this.lang = state.lang;
      this.relabel();
    }
    const same =
      state.nodes === before.nodes &&
      state.edges === before.edges &&
      state.selected === before.selected &&
      state.view === before.view &&
      state.lang === before.lang;
    if (!same) this.draw(state, before, state.view !== before.view || before.nodes.size === 0);
  }

  private draw(state: State, before: State, refit: boolean): void {
    this.dom.dataset["view"] = state.view;
    this.outline.update(state);
    const made = [...state.nodes.values()].some((node) => node.kind !== "Node" && node.kind !== "Namespace");
    this.empty.hidden = made || state.view !== "ownership" || state.link === "connecting";
    this.layout =
      state.view === "placement"
        ? placement(state.nodes, this.canvas.clientWidth / Math.max(1, this.canvas.clientHeight), this.slots)
        : ownership(state.nodes, state.edges.values(), this.unfolded, this.slots);
    if (refit) this.touched = false;
    const grown = this.sync(state, before);
    if (!this.touched && (refit || grown)) this.fit(!refit);
    this.paintBar(state);
  }

  /** Brings the picture to the layout; answers whether something came, went or moved. */
  private sync(state: State, before: State): boolean {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let changed = false;
    const wanted = new Map<string, Box>(this.layout.boxes);
    this.cy.startBatch();
    this.cy.nodes().forEach((element) => {
      if (!wanted.has(element.id())) {
        changed = true;
        this.pictures.delete(element.id());
        if (calm) element.remove();
        else element.animate({ style: { "background-image-opacity": 0 } }, { duration: MOVE, complete: () => void element.remove() });
      }
    });
    const fresh: ElementDefinition[] = [];
    for (const [id, box] of wanted) {
      const picture = this.picture(id, box, state);
      const element = this.cy.getElementById(id);
      if (element.empty() || element.removed()) {
        changed = true;
        fresh.push({
          group: "nodes",
          data: { id, picture, width: box.width, height: box.height, tank: state.nodes.get(id)?.kind === "Node" },
          position: { x: box.x, y: box.y },
        });
        this.pictures.set(id, picture);
        continue;
      }
      element.stop(true);
      element.removeStyle("background-image-opacity");
      if (this.pictures.get(id) !== picture) {
        this.pictures.set(id, picture);
        element.data({ picture, width: box.width, height: box.height });
      }
      const at = element.position();
      if (Math.abs(at.x - box.x) > 0.5 || Math.abs(at.y - box.y) > 0.5) {
        changed = true;
        if (calm || state.view !== before.view) element.position({ x: box.x, y: box.y });
        else element.animate({ position: { x: box.x, y: box.y } }, { duration: MOVE, easing: "ease-out" });
      }
    }
    const born = this.cy.add(fresh);
    if (!calm && before.nodes.size > 0 && state.view === before.view) {
      born.nodes().forEach((element) => {
        element.style("background-image-opacity", 0);
        element.animate({ style: { "background-image-opacity": 1 } }, { duration: MOVE });
      });
    }
    this.syncEdges(state);
    this.cy.endBatch();
    return changed;
  }

  private syncEdges(state: State): void {
    const shown = SHOWN_EDGES[state.view];
    const wanted = new Map<string, ElementDefinition>();
    const boxes = this.layout.boxes;
    const add = (id: string, from: string, to: string, kind: string): void => {
      const source = boxes.get(from);
      const target = boxes.get(to);
      if (source === undefined || target === undefined) return;
      const forward = target.x > source.x;
      // Two turning points on the way from middle to middle: one level with the source, one level with the target.
      const side = forward ? 0.5 : -0.5;
      const dx = target.x - source.x;
      const dy = target.y - source.y;
      const gap = dx - side * (target.width + source.width);
      const first = side * source.width + BEND * gap;
      const second = side * source.width + (1 - BEND) * gap;
      const square = Math.max(1, dx * dx + dy * dy);
      const length = Math.sqrt(square);
      wanted.set(id, {
        group: "edges",
        data: {
          id,
          source: from,
          target: to,
          kind,
          colour: this.colours.soft,
          bend: [(-first * dy) / length, (-second * dy + dx * dy) / length],
          weights: [(first * dx) / square, (second * dx + dy * dy) / square],
          leave: `${forward ? 50 : -50}% 0%`,
          enter: `${forward ? -50 : 50}% 0%`,
        },
      });
    };
    for (const edge of state.edges.values()) if (shown.has(edge.kind)) add(edge.id, edge.from, edge.to, edge.kind);
    if (shown.has("owns")) for (const id of this.layout.folded.keys()) add(`${id}:owns`, id.slice("group:".length), id, "owns");
    this.cy.edges().forEach((edge) => {
      if (!wanted.has(edge.id())) edge.remove();
    });
    for (const [id, edge] of wanted) {
      const known = this.cy.getElementById(id);
      if (known.empty()) this.cy.add(edge);
      else known.data(edge.data);
    }
  }

  private picture(id: string, box: Box, state: State): string {
    const folded = this.layout.folded.get(id);
    const texts = this.context.texts().graph;
    if (folded !== undefined) return group(texts.more(folded.length), this.colours);
    const node = state.nodes.get(id);
    if (node === undefined) return "";
    const chosen = state.selected === id;
    if (node.kind === "Pod") return capsule(node, this.line(node), chosen, this.colours);
    if (node.kind === "Node") {
      const capacity = node.capacity?.cpuMilli ?? 0;
      const part = capacity === 0 ? 0 : (node.requested?.cpuMilli ?? 0) / capacity;
      const words = { line: `${node.line} · ${texts.pods(node.requested?.pods ?? 0)}`, cpu: texts.cpu(Math.round(part * 100)) };
      return tank(node, box, words, part, chosen, this.colours);
    }
    return card(node, this.line(node), chosen, this.colours);
  }

  /** The words under a name: what a controller wants and sees, or how it is, with a countdown where one runs. */
  private line(node: GraphNode): string {
    const texts = this.context.texts().graph;
    if (node.wants !== undefined && node.sees !== undefined && node.kind !== "Deployment" && node.state !== "terminating") {
      return texts.wants(node.wants, node.sees, node.ready ?? 0);
    }
    if (node.until === undefined) return node.line;
    const left = Math.max(0, Math.ceil((node.until - virtualNow(this.context.store.state, performance.now())) / 1000));
    return `${node.line} · ${texts.seconds(left)}`;
  }

  /** Countdowns run on between two frames of the server. */
  private tick(): void {
    const state = this.context.store.state;
    for (const node of state.nodes.values()) {
      if (node.until === undefined) continue;
      const box = this.layout.boxes.get(node.id);
      const element = this.cy.getElementById(node.id);
      if (box === undefined || element.empty()) continue;
      const picture = this.picture(node.id, box, state);
      if (this.pictures.get(node.id) !== picture) {
        this.pictures.set(node.id, picture);
        element.data("picture", picture);
      }
    }
  }

  private repaint(): void {
    this.colours = palette();
    this.pictures.clear();
    this.draw(this.context.store.state, this.context.store.state, false);
  }

  private fit(animated: boolean): void {
    const elements = this.cy.nodes();
    if (elements.empty() || this.canvas.clientWidth === 0) return;
    let left = Number.POSITIVE_INFINITY;
    let top = Number.POSITIVE_INFINITY;
    let right = Number.NEGATIVE_INFINITY;
    let bottom = Number.NEGATIVE_INFINITY;
    for (const box of this.layout.boxes.values()) {
      left = Math.min(left, box.x - box.width / 2);
      right = Math.max(right, box.x + box.width / 2);
      top = Math.min(top, box.y - box.height / 2);
      bottom = Math.max(bottom, box.y + box.height / 2);
    }
    const margin = 28;
    const zoom = Math.min(1.15, (this.canvas.clientWidth - 2 * margin) / (right - left), (this.canvas.clientHeight - 2 * margin) / (bottom - top));
    const pan = {
      x: (this.canvas.clientWidth - (left + right) * zoom) / 2,
      y: (this.canvas.clientHeight - (top + bottom) * zoom) / 2,
    };
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.cy.stop(true);
    if (animated && !calm) this.cy.animate({ zoom, pan }, { duration: MOVE });
    else this.cy.viewport({ zoom, pan });
  }

  private tapped(id: string): void {
    if (id.startsWith("group:")) {
      this.unfolded.add(id.slice("group:".length));
      this.draw(this.context.store.state, this.context.store.state, false);
    } else this.select(id);
  }

  private select(id: string | null): void {
    this.context.store.update((state) => ({ ...state, selected: id }));
  }

  private open(tab: State["tab"]): void {
    this.context.store.update((state) => ({ ...state, tab, column: "yaml" }));
  }

  private async kill(node: GraphNode): Promise<void> {
    await this.context.attempt(() => this.context.api.remove(node.path, true), this.context.texts().action.killed(node.name));
  }

  private askRemove(node: GraphNode): void {
    this.select(node.id);
    this.open("inspector");
    requestAnimationFrame(() => document.querySelector<HTMLButtonElement>("[data-testid=delete]")?.click());
  }

  private paintBar(state: State): void {
    const node = state.selected === null ? undefined : state.nodes.get(state.selected);
    this.bar.hidden = node === undefined || state.view === "list" || !this.layout.boxes.has(node.id);
    if (node === undefined) return;
    const texts = this.context.texts();
    const shown = `${node.id} ${state.lang}`;
    if (this.bar.dataset["shown"] !== shown) {
      this.bar.dataset["shown"] = shown;
      this.bar.setAttribute("role", "group");
      this.bar.setAttribute("aria-label", texts.graph.actions(node.name));
      replace(
        this.bar,
        node.kind === "Pod" &&
          h("button", { type: "button", class: "danger", "data-testid": "graph-kill", onclick: () => void this.kill(node) }, texts.action.kill),
        h("button", { type: "button", onclick: () => this.open("editor") }, "YAML"),
        h("button", { type: "button", onclick: () => this.open("inspector") }, texts.tabs.inspector),
      );
    }
    this.placeBar();
  }

  private placeBar(): void {
    const selected = this.context.store.state.selected;
    const box = selected === null ? undefined : this.layout.boxes.get(selected);
    if (box === undefined || this.bar.hidden) return;
    const zoom = this.cy.zoom();
    const pan = this.cy.pan();
    const { offsetWidth: width, offsetHeight: height } = this.bar;
    const middle = { x: box.x * zoom + pan.x, y: box.y * zoom + pan.y };
    const half = { x: (box.width / 2) * zoom, y: Math.min((box.height / 2) * zoom, 60) };
    // Beside what is chosen where there is room, else right below it: never on it.
    const beside = middle.x + half.x + 8 + width <= this.canvas.clientWidth - 8;
    const x = beside ? middle.x + half.x + 8 : Math.min(this.canvas.clientWidth - width - 8, middle.x - width / 2);
    const y = beside ? middle.y - height / 2 : middle.y + half.y + 4;
    const top = Math.max(4, Math.min(y, this.canvas.clientHeight - height - 4));
    this.bar.style.transform = `translate(${Math.round(Math.max(8, x))}px, ${Math.round(top)}px)`;
  }

  positionOf(uid: string): { readonly x: number; readonly y: number } | null {
    const element = this.cy.getElementById(uid);
    if (element.empty()) return null;
    const at = element.renderedPosition();
    const frame = this.canvas.getBoundingClientRect();
    return { x: frame.left + at.x, y: frame.top + at.y };
  }

  destroy(): void {
    clearInterval(this.clock);
    this.resized.disconnect();
    this.cy.destroy();
  }
}
