import { h, replace } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import { type State, virtualNow } from "../../core/state";
import type { Flow } from "../../core/types";
import { addresses, ratesOf, recently } from "./rates";

const LOOK_MILLIS = 1_000;
const RATES = [1, 5, 10, 20, 50];
const SHOWN_SECONDS = 60;
const PLOT = { width: 240, height: 44 };
const SVG = "http://www.w3.org/2000/svg";

/** Clients that send requests, and what becomes of each: whether a rollout hurts is a number here. */
export class TrafficPanel implements Panel {
  readonly dom = h("section", { class: "traffic", "data-testid": "traffic", hidden: true });
  private readonly to = h("input", { type: "url", "data-testid": "traffic-to", list: "traffic-addresses", spellcheck: "false", autocomplete: "off", value: "http://" });
  private readonly known = h("datalist", { id: "traffic-addresses" });
  private readonly rate = h("select", { "data-testid": "traffic-rate" });
  private readonly begin = h("button", { type: "submit", class: "primary", "data-testid": "traffic-start" });
  private readonly list = h("div", { class: "flows" });
  private timer: ReturnType<typeof setTimeout> | null = null;
  private flows: readonly Flow[] = [];
  private lookedAt = 0;
  private typed = false;

  constructor(private readonly context: Context) {
    this.to.addEventListener("input", () => (this.typed = true));
    this.dom.append(h("form", { class: "traffic-form", onsubmit: (event: SubmitEvent) => void this.start(event) }, this.to, this.known, this.rate, this.begin), this.list);
    this.label();
    void this.look();
  }

  update(state: State, before: State): void {
    if (state.lang !== before.lang) this.label();
    const open = state.lower === "traffic";
    if (this.dom.hidden === open) {
      this.dom.hidden = !open;
      if (open) void this.look();
    }
    if (state.nodes !== before.nodes) this.offer(state);
  }

  private label(): void {
    const texts = this.context.texts().traffic;
    this.dom.setAttribute("aria-label", texts.label);
    this.to.setAttribute("aria-label", texts.to);
    this.rate.setAttribute("aria-label", texts.rate);
    const chosen = this.rate.value || "20";
    replace(this.rate, ...RATES.map((rate) => h("option", { value: rate, selected: String(rate) === chosen }, texts.perSecond(rate))));
    this.begin.textContent = texts.start;
    this.offer(this.context.store.state);
    this.draw();
  }

  /** The Services that there are; the first is filled in where nobody typed. */
  private offer(state: State): void {
    const all = addresses(state.nodes.values());
    replace(this.known, ...all.map((address) => h("option", { value: address })));
    if (!this.typed) this.to.value = all[0] ?? "http://";
  }

  private async start(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { api } = this.context;
    if (await this.context.attempt(() => api.startTraffic(this.to.value, Number(this.rate.value)))) await this.look();
  }

  /** Looks at the counts, and again in a second as long as somebody sends. */
  private async look(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    let flows: readonly Flow[];
    try {
      flows = await this.context.api.traffic();
    } catch {
      flows = this.flows;
    }
    const now = virtualNow(this.context.store.state, performance.now());
    const rates = ratesOf(flows, this.flows, now - this.lookedAt);
    this.flows = flows;
    this.lookedAt = now;
    this.context.store.update((state) => ({ ...state, rates }));
    this.draw();
    if (flows.length > 0) this.timer = setTimeout(() => void this.look(), LOOK_MILLIS);
  }

  private draw(): void {
    if (this.dom.hidden) return;
    const texts = this.context.texts().traffic;
    const focused = this.list.contains(document.activeElement) ? document.activeElement?.getAttribute("data-flow") : null;
    replace(this.list, this.flows.length === 0 && h("p", { class: "hint" }, texts.empty), ...this.flows.map((flow) => this.card(flow)));
    if (focused !== null && focused !== undefined) this.list.querySelector<HTMLElement>(`[data-flow="${focused}"]`)?.focus();
  }

  private card(flow: Flow): HTMLElement {
    const texts = this.context.texts().traffic;
    const { share, failures, latency } = recently(flow);
    const failed = Object.entries(flow.outcomes).filter(([outcome]) => !/^[23]/.test(outcome));
    const most = Math.max(1, ...Object.values(flow.pods));
    return h(
      "article",
      { class: "flow", "data-testid": "flow", "data-served": flow.served, "data-failed": flow.failed, "aria-label": flow.to },
      h(
        "header",
        {},
        h("b", {}, flow.to),
        h("span", { class: "soft" }, flow.namespace === null ? texts.outside : texts.inside(flow.namespace)),
        h("span", { class: "grow" }),
        h("button", { type: "button", class: "quiet", "data-testid": "traffic-stop", "data-flow": flow.id, onclick: () => void this.stop(flow.id) }, texts.stop),
      ),
      h(
        "div",
        { class: "flow-numbers" },
        h("strong", { class: failures > 0 ? "bad" : "good" }, share === null ? "–" : texts.share(share)),
        h("span", {}, texts.perSecond(flow.perSecond)),
        latency !== null && h("span", {}, texts.latency(Math.round(latency))),
        failures > 0 && h("span", { class: "bad" }, texts.failures(failures)),
      ),
      plot(flow, texts.plot(flow.served, flow.failed)),
      failed.length > 0 && h("p", { class: "bad" }, failed.map(([outcome, count]) => `${texts.outcome[outcome] ?? texts.status(outcome)}${texts.colon} ${texts.number(count)}`).join(" · ")),
      h(
        "ul",
        { class: "flow-pods" },
        ...Object.entries(flow.pods)
          .slice(-6)
          .map(([pod, count]) => h("li", {}, h("span", {}, pod), h("meter", { min: 0, max: most, value: count, "aria-label": pod }), h("span", { class: "soft" }, texts.number(count)))),
      ),
    );
  }

  private async stop(id: string): Promise<void> {
    if (await this.context.attempt(() => this.context.api.stopTraffic(id))) await this.look();
  }

  destroy(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }
}

/** The last minute, a bar for each second: what was answered from below, what failed on top. */
function plot(flow: Flow, label: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "flow-plot");
  svg.setAttribute("viewBox", `0 0 ${PLOT.width} ${PLOT.height}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const seconds = flow.seconds.slice(-SHOWN_SECONDS);
  const highest = Math.max(flow.perSecond, ...seconds.map((second) => second.served + second.failed));
  const step = PLOT.width / SHOWN_SECONDS;
  const end = seconds.at(-1)?.at ?? 0;
  for (const second of seconds) {
    const x = PLOT.width - ((end - second.at) / 1000 + 1) * step;
    if (x < 0) continue;
    const served = (second.served / highest) * PLOT.height;
    const failed = (second.failed / highest) * PLOT.height;
    bar(svg, x, PLOT.height - served, step, served, "served");
    bar(svg, x, PLOT.height - served - failed, step, failed, "failed");
  }
  return svg;
}

function bar(svg: SVGElement, x: number, y: number, width: number, height: number, tone: string): void {
  if (height <= 0) return;
  const rect = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x, y, width: width * 0.82, height })) rect.setAttribute(name, value.toFixed(2));
  rect.setAttribute("class", tone);
  svg.append(rect);
}
