import cytoscape, { type Core, type ElementDefinition, type NodeSingular } from "cytoscape";
import { h, icon, replace } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import { meant } from "../../core/search";
import { seen, type State, type View, virtualNow } from "../../core/state";
import type { GraphNode } from "../../core/types";
import { chained, joins, NETWORK, STORAGE } from "./chain";
import { type Box, DOT, INDENT, type Layout, ownership, placement, Slots, tree } from "./layout";
import { Outline } from "./outline";
import { capsule, card, dot, group, type Palette, palette, tank } from "./picture";

const MOVE = 220;
/** How far an edge runs level before it turns, as a part of its way across. */
const BEND = 0.38;
/** How large a Pod begins, as a part of its size. */
const NEWBORN = 0.7;
/** Below this width, in CSS pixels, there is no room for columns. */
const NARROW = 560;
const MARGIN = 28;
/** Room for the actions below the picture. */
const BELOW = 60;
/** So many times larger it could be before one comes nearer by oneself. */
const TOO_SMALL = 1.5;
const PLUS = "M8 3v10M3 8h10";
const MINUS = "M3 8h10";
const FIT = "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4";
const SHOWN_EDGES: Readonly<Record<View, ReadonlySet<string>>> = {
  ownership: new Set(["owns", "selects", "routes", "scales", "mounts", "uses", "binds"]),
  placement: new Set(),
  network: NETWORK.links,
  storage: STORAGE.links,
  list: new Set(),
};
const CHAINS = { network: NETWORK, storage: STORAGE, ownership: undefined, placement: undefined, list: undefined };
const ONLY_OWNED: ReadonlySet<string> = new Set(["owns"]);

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
  private wasNarrow = false;
  /** The part of the drawing that is shown, or will be when the movement is over. */
  private aim: ReturnType<GraphPanel["best"]> = { zoom: 1, pan: { x: 0, y: 0 } };
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
        {
          selector: "edge[?elbow]",
          style: { "curve-style": "segments", "segment-distances": "data(bend)", "segment-weights": "data(weights)" },
        },
        { selector: ".faint", style: { opacity: 0.2 } },
        { selector: "edge.marked", style: { width: 2.4, "z-index": 3 } },
        { selector: "edge[kind != 'owns']", style: { "line-style": "dashed", "line-dash-pattern": [5, 4], width: 1.2 } },
        { selector: "edge.receives", style: { "line-style": "solid", width: 2 } },
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
    this.cy.on("cxttap taphold", (event) => {
      const target = event.target as Core | NodeSingular;
      const id = target === this.cy || !("id" in target) ? null : target.id();
      const frame = this.canvas.getBoundingClientRect();
      const at = event.renderedPosition;
      context.store.update((state) => ({ ...state, selected: id ?? state.selected, menu: { id, x: frame.left + at.x, y: frame.top + at.y } }));
    });
    this.canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    this.canvas.addEventListener("wheel", () => (this.touched = true), { passive: true });
    this.canvas.addEventListener("pointerdown", () => (this.touched = true));
    this.clock = setInterval(() => this.tick(), 500);
    this.resized = new ResizeObserver(() => {
      this.cy.resize();
      const { state } = this.context.store;
      if (this.narrow !== this.wasNarrow || state.view === "placement") this.draw(state, state, true);
      else if (!this.touched) this.fit(false);
    });
    this.resized.observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
    new MutationObserver(() => this.repaint()).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.relabel();
    this.draw(context.store.state, context.store.state, true);
  }

  private get narrow(): boolean {
    return this.canvas.clientWidth < NARROW;
  }

  private relabel(): void {
    const texts = this.context.texts().graph;
    this.dom.setAttribute("aria-label", texts.label);
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
    const now = seen(state);
    const then = seen(before);
    const same =
      now.nodes === then.nodes &&
      now.edges === then.edges &&
      state.selected === before.selected &&
      state.view === before.view &&
      state.query === before.query &&
      state.namespace === before.namespace &&
      state.rates === before.rates &&
      state.lang === before.lang;
    const other = state.view !== before.view || state.namespace !== before.namespace || before.nodes.size === 0;
    if (!same) this.draw(state, before, other);
  }

  private draw(state: State, before: State, refit: boolean): void {
    this.dom.dataset["view"] = state.view;
    this.wasNarrow = this.narrow;
    this.outline.update(state);
    const nodes = this.drawn(state);
    const earlier = this.layout;
    this.layout = this.laidOut(state, nodes);
    this.drawEmpty(state);
    if (refit) this.touched = false;
    const grown = this.sync(state, before);
    if (!this.touched && (refit || (grown && (earlier.boxes.size === 0 || !this.wellSeen())))) this.fit(!refit);
    this.paintBar(state);
  }

  private drawEmpty(state: State): void {
    const texts = this.context.texts().graph;
    this.empty.hidden = this.layout.boxes.size > 0 || state.view === "list" || state.view === "placement" || state.link === "connecting";
    if (this.empty.hidden) return;
    const [title, text] =
      state.view === "network"
        ? [texts.emptyNetwork, texts.emptyNetworkText]
        : state.view === "storage"
          ? [texts.emptyStorage, texts.emptyStorageText]
          : [texts.empty, texts.emptyText];
    replace(this.empty, h("h2", {}, title), h("p", {}, text));
  }

  /** What is drawn: all, or what is in the one namespace that is shown. */
  private drawn(state: State): ReadonlyMap<string, GraphNode> {
    const { nodes } = seen(state);
    if (state.namespace === null) return nodes;
    return new Map([...nodes].filter(([, node]) => node.namespace === undefined || node.namespace === state.namespace));
  }

  private laidOut(state: State, nodes: ReadonlyMap<string, GraphNode>): Layout {
    if (state.view === "placement") {
      return placement(nodes, this.canvas.clientWidth / Math.max(1, this.canvas.clientHeight - BELOW), this.slots, this.narrow);
    }
    const chain = CHAINS[state.view];
    if (chain !== undefined) return chained(chain, nodes, seen(state).edges.values(), this.unfolded, this.slots, this.narrow);
    return this.narrow ? tree(nodes, this.unfolded) : ownership(nodes, seen(state).edges.values(), this.unfolded, this.slots);
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
          data: { id, picture, width: box.width, height: box.height, tank: seen(state).nodes.get(id)?.kind === "Node" },
          position: { x: box.x, y: box.y },
        });
        this.pictures.set(id, picture);
        continue;
      }
      element.stop(true);
      element.removeStyle("background-image-opacity width height");
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
        const { width, height } = element.data() as { readonly width: number; readonly height: number };
        element.style({ "background-image-opacity": 0, width: width * NEWBORN, height: height * NEWBORN });
        element.animate(
          { style: { "background-image-opacity": 1, width, height } },
          { duration: MOVE, complete: () => void element.removeStyle("background-image-opacity width height") },
        );
      });
    }
    this.syncEdges(state);
    this.shade(state);
    this.cy.endBatch();
    return changed;
  }

  private syncEdges(state: State): void {
    const elbows = this.narrow;
    const shown = elbows && state.view === "ownership" ? ONLY_OWNED : SHOWN_EDGES[state.view];
    const wanted = new Map<string, ElementDefinition>();
    const boxes = this.layout.boxes;
    const { nodes, edges } = seen(state);
    const chain = CHAINS[state.view];
    const add = (id: string, from: string, to: string, kind: string): void => {
      const source = boxes.get(from);
      const target = boxes.get(to);
      if (source === undefined || target === undefined) return;
      const of = from === state.selected || to === state.selected;
      const receives = state.view === "network" && (kind === "routes" || nodes.get(to)?.state === "ready" || this.layout.folded.has(to));
      const colour = of ? this.colours.brand : receives ? this.colours.of.ready.strong : this.colours.edge;
      const data = { id, source: from, target: to, kind, colour };
      const marked = `${of ? "marked " : ""}${receives ? "receives" : ""}`;
      const dx = target.x - source.x;
      const dy = target.y - source.y;
      // A point, seen from the middle of the source, as Cytoscape has it: how far along the straight line, how far beside it.
      const along = (x: number, y: number): number => (x * dx + y * dy) / Math.max(1, dx * dx + dy * dy);
      const beside = (x: number, y: number): number => (y * dx - x * dy) / Math.max(1, Math.hypot(dx, dy));
      if (elbows) {
        const x = INDENT / 2 - source.width / 2;
        const ends = { leave: `${Math.round((x / source.width) * 100)}% 50%`, enter: "-50% 0%" };
        wanted.set(id, { group: "edges", classes: marked, data: { ...data, ...ends, elbow: true, bend: [beside(x, dy)], weights: [along(x, dy)] } });
        return;
      }
      const side = target.x > source.x ? 0.5 : -0.5;
      const gap = dx - side * (target.width + source.width);
      // Two turning points on the way across: one level with the source, one level with the target.
      const first = side * source.width + BEND * gap;
      const second = side * source.width + (1 - BEND) * gap;
      wanted.set(id, {
        group: "edges",
        classes: marked,
        data: {
          ...data,
          elbow: false,
          bend: [beside(first, 0), beside(second, dy)],
          weights: [along(first, 0), along(second, dy)],
          leave: `${100 * side}% 0%`,
          enter: `${-100 * side}% 0%`,
        },
      });
    };
    for (const edge of edges.values()) {
      if (!shown.has(edge.kind) || (chain !== undefined && !joins(chain, edge, nodes))) continue;
      // Where one reads downwards, lines go from what stands above.
      if (elbows && chain?.rootAtRight === true) add(edge.id, edge.to, edge.from, edge.kind);
      else add(edge.id, edge.from, edge.to, edge.kind);
    }
    if (state.view === "network") for (const id of this.layout.folded.keys()) add(`${id}:selects`, id.slice("group:".length), id, "selects");
    if (shown.has("owns")) for (const id of this.layout.folded.keys()) add(`${id}:owns`, id.slice("group:".length), id, "owns");
    this.cy.edges().forEach((edge) => {
      if (!wanted.has(edge.id())) edge.remove();
    });
    for (const [id, edge] of wanted) {
      const known = this.cy.getElementById(id);
      if (known.empty()) this.cy.add(edge);
      else {
        known.data(edge.data);
        known.classes(edge.classes ?? "");
      }
    }
  }

  /** What a search does not mean steps back. */
  private shade(state: State): void {
    const holds = meant(state.query);
    const { nodes } = seen(state);
    const faint = (id: string): boolean => {
      if (holds === null) return false;
      const node = nodes.get(id);
      if (node !== undefined) return !holds(node) && !(state.view === "placement" && node.kind === "Node");
      return !(this.layout.folded.get(id) ?? []).some(holds);
    };
    this.cy.nodes().forEach((element) => void element.toggleClass("faint", faint(element.id())));
    this.cy.edges().forEach((edge) => void edge.toggleClass("faint", faint(edge.source().id()) || faint(edge.target().id())));
  }

  private picture(id: string, box: Box, state: State): string {
    const folded = this.layout.folded.get(id);
    const texts = this.context.texts().graph;
    if (folded !== undefined) return group(folded.length === 0 ? texts.fewer : texts.more(folded.length), this.colours);
    const node = seen(state).nodes.get(id);
    if (node === undefined) return "";
    const chosen = state.selected === id;
    if (node.kind === "Pod" && box.width === DOT.width) return dot(node, chosen, this.colours);
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
    const { state } = this.context.store;
    const rate = node.kind === "Pod" && state.past === null ? state.rates.get(node.name) : undefined;
    if (rate !== undefined) return `${node.line} · ${this.context.texts().traffic.short(rate)}`;
    if (node.until === undefined) return node.line;
    const now = state.past?.at ?? virtualNow(state, performance.now());
    const left = Math.max(0, Math.ceil((node.until - now) / 1000));
    return `${node.line} · ${texts.seconds(left)}`;
  }

  /** Countdowns run on between two frames of the server. */
  private tick(): void {
    const state = this.context.store.state;
    for (const node of seen(state).nodes.values()) {
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

  /** From where all of it is seen best. */
  private best(): { readonly zoom: number; readonly pan: { readonly x: number; readonly y: number } } {
    const { left, top, right, bottom } = this.extent();
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const margin = this.narrow ? 16 : MARGIN;
    const across = (width - 2 * margin) / (right - left);
    const down = (height - margin - BELOW) / (bottom - top);
    // Where there is little room across, one reads downwards and scrolls by dragging.
    const zoom = this.narrow ? Math.min(1.3, across, Math.max(0.95, down)) : Math.min(1.25, across, down);
    const pan = {
      x: (width - (left + right) * zoom) / 2,
      y: this.narrow ? margin - top * zoom : (height + margin - BELOW - (top + bottom) * zoom) / 2,
    };
    return { zoom, pan };
  }

  private fit(animated: boolean): void {
    if (this.layout.boxes.size === 0 || this.canvas.clientWidth === 0) return;
    const { zoom, pan } = this.best();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.aim = { zoom, pan };
    this.cy.stop(true);
    if (animated && !calm) this.cy.animate({ zoom, pan }, { duration: MOVE });
    else this.cy.viewport({ zoom, pan });
  }

  private extent(): { left: number; top: number; right: number; bottom: number } {
    const all = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const box of this.layout.boxes.values()) {
      all.left = Math.min(all.left, box.x - box.width / 2);
      all.right = Math.max(all.right, box.x + box.width / 2);
      all.top = Math.min(all.top, box.y - box.height / 2);
      all.bottom = Math.max(all.bottom, box.y + box.height / 2);
    }
    return all;
  }

  /** Whether nothing lies beyond the edges of what is seen, and nothing is far too small: then there is no need to move it. */
  private wellSeen(): boolean {
    const { left, top, right, bottom } = this.extent();
    const { zoom, pan } = this.aim;
    if (this.best().zoom > TOO_SMALL * zoom) return false;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    return left * zoom + pan.x >= 8 && right * zoom + pan.x <= width - 8 && top * zoom + pan.y >= 8 && (this.narrow || bottom * zoom + pan.y <= height - BELOW + 8);
  }

  private tapped(id: string): void {
    if (id.startsWith("group:")) {
      const owner = id.slice("group:".length);
      if (!this.unfolded.delete(owner)) this.unfolded.add(owner);
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
    const node = state.selected === null || state.past !== null ? undefined : state.nodes.get(state.selected);
    this.bar.hidden = node === undefined || state.view === "list" || !this.layout.boxes.has(node.id);
    this.keys.hidden = !this.bar.hidden;
    if (node === undefined) return;
    const texts = this.context.texts();
    const shown = `${node.id} ${state.lang}`;
    if (this.bar.dataset["shown"] === shown) return;
    this.bar.dataset["shown"] = shown;
    this.bar.setAttribute("role", "group");
    this.bar.setAttribute("aria-label", texts.graph.actions(node.name));
    replace(
      this.bar,
      h("span", { class: "bar-name", title: `${node.kind} ${node.name}` }, node.name),
      h("button", { type: "button", onclick: () => this.open("editor") }, "YAML"),
      h("button", { type: "button", onclick: () => this.open("inspector") }, texts.tabs.inspector),
      node.kind === "Pod" && h("button", { type: "button", class: "danger", "data-testid": "graph-kill", onclick: () => void this.kill(node) }, texts.action.kill),
    );
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
