import type { Foreseen } from "../../core/types";
import { h } from "../../core/dom";
import type { Texts } from "../../text/fr";

const WIDTH = 380;
const HEIGHT = 56;
const SVG = "http://www.w3.org/2000/svg";

/** A line in steps through [milliseconds, count] of one of the two counts of a series. */
export function steps(series: readonly (readonly [number, number, number])[], which: 1 | 2, millis: number, most: number): string {
  const x = (at: number): string => ((at / Math.max(1, millis)) * WIDTH).toFixed(1);
  const y = (count: number): string => (HEIGHT - 4 - (count / Math.max(1, most)) * (HEIGHT - 10)).toFixed(1);
  const parts = series.map((each, index) => (index === 0 ? `M0 ${y(each[which])}H${x(each[0])}` : `H${x(each[0])}V${y(each[which])}`));
  return series.length === 0 ? "" : `${parts.join("")}H${WIDTH}`;
}

/** What an edit would do over the next minute, in numbers and as a small plot of the ready Pods. */
export function preview(foreseen: Foreseen, texts: Texts["editor"]): HTMLElement {
  const { created, changed, deleted, workloads, millis } = foreseen;
  return h(
    "div",
    { class: "preview", "data-testid": "preview-result", role: "status" },
    h("p", {}, h("b", {}, texts.previewed), ` ${texts.foreseen(created.length, changed.length, deleted.length)}`),
    ...workloads.map((workload) => {
      const ready = workload.series.map((each) => each[1]);
      const most = Math.max(1, ...workload.series.flatMap((each) => [each[1], each[2]]));
      const words = workload.unavailableMillis > 0 ? texts.unavailable(Math.ceil(workload.unavailableMillis / 1000)) : texts.neverFewer(Math.min(...ready));
      return h("div", { class: "foreseen" }, h("span", {}, `${workload.name} · ${words}`), plot(workload.series, millis, most, words));
    }),
    ...foreseen.story.slice(0, 4).map((line) => h("p", { class: "hint" }, line.text)),
  );
}

function plot(series: readonly (readonly [number, number, number])[], millis: number, most: number, words: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("class", "plot");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", words);
  const area = document.createElementNS(SVG, "path");
  area.setAttribute("class", "area");
  area.setAttribute("d", `${steps(series, 1, millis, most)}V${HEIGHT}H0Z`);
  svg.append(area);
  for (const [which, name] of [
    [2, "wished"],
    [1, "ready"],
  ] as const) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", steps(series, which, millis, most));
    svg.append(path);
  }
  return svg;
}
