import type { GraphNode, ObjectState } from "../../core/types";
import { CAPSULE, CARD, DOT, GROUP } from "./layout";

/** The colours of the theme that is on, read from the page's CSS variables. */
export interface Palette {
  readonly glass: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly brand: string;
  readonly edge: string;
  readonly water: string;
  readonly water2: string;
  readonly of: Readonly<Record<ObjectState, { readonly strong: string; readonly pale: string }>>;
}

export function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const get = (name: string): string => style.getPropertyValue(name).trim();
  const pair = (name: string) => ({ strong: get(`--${name}`), pale: get(`--${name}-soft`) });
  return {
    glass: get("--glass"),
    ink: get("--ink"),
    soft: get("--soft"),
    line: get("--line"),
    brand: get("--brand"),
    edge: get("--edge"),
    water: get("--water"),
    water2: get("--water-deep"),
    of: {
      ready: pair("ready"),
      starting: pair("starting"),
      pending: pair("starting"),
      terminating: pair("ending"),
      failed: pair("failed"),
      unknown: pair("ending"),
      done: pair("ready"),
      idle: pair("ending"),
    },
  };
}

const FONT = "font-family='Inter,Segoe UI,system-ui,DejaVu Sans,sans-serif'";

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/'/g, "&apos;").replace(/"/g, "&quot;");
}

const FAMILY = "Inter,'Segoe UI',system-ui,'DejaVu Sans',sans-serif";
const ruler = document.createElement("canvas").getContext("2d");

/** An SVG that is drawn as an image may be set in another font of the list than the page's own canvas: some room for that. */
const SLACK = 1.06;

/** How wide a text is at most in the units of the drawing. */
export function widthOf(text: string, size: number, weight: number): number {
  if (ruler === null) return text.length * size * 0.62;
  ruler.font = `${weight} ${size}px ${FAMILY}`;
  return ruler.measureText(text).width * SLACK;
}

/** Cuts a name in its middle until it fits: its beginning says whose it is, its end which one. */
export function shortened(text: string, width: number, size: number): string {
  if (widthOf(text, size, 600) <= width) return text;
  const end = text.slice(-Math.min(6, Math.floor(text.length / 2)));
  for (let kept = text.length - end.length - 1; kept > 0; kept--) {
    const shorter = `${text.slice(0, kept)}…${end}`;
    if (widthOf(shorter, size, 600) <= width) return shorter;
  }
  return `…${end}`;
}

function cut(text: string, width: number, size: number): string {
  let kept = text.length;
  while (kept > 1 && widthOf(text.slice(0, kept), size, 400) > width) kept--;
  return kept === text.length ? text : `${text.slice(0, kept - 1).trimEnd()}…`;
}

/** A sign for each state, so that nothing rests on colour alone; 18 × 18 around the origin. */
function sign(state: ObjectState, strong: string, glass: string): string {
  switch (state) {
    case "ready":
    case "done":
      return `<circle r='9' fill='${strong}'/><path d='M-4 0l3 3 5-6' stroke='${glass}' stroke-width='2' fill='none' stroke-linecap='round' stroke-linejoin='round'/>`;
    case "starting":
      return `<circle r='8' fill='none' stroke='${strong}' stroke-width='2.4' stroke-dasharray='36 15' stroke-linecap='round' transform='rotate(-60)'/>`;
    case "pending":
      return `<circle r='8' fill='none' stroke='${strong}' stroke-width='2'/><path d='M0-4v4.5l3 2' stroke='${strong}' stroke-width='2' fill='none' stroke-linecap='round'/>`;
    case "failed":
      return `<circle r='9' fill='${strong}'/><path d='M-3.5-3.5l7 7M3.5-3.5l-7 7' stroke='${glass}' stroke-width='2' stroke-linecap='round'/>`;
    case "unknown":
      return `<circle r='8' fill='none' stroke='${strong}' stroke-width='2'/><text ${FONT} y='4' font-size='11' font-weight='700' text-anchor='middle' fill='${strong}'>?</text>`;
    case "terminating":
      return `<path d='M-5 0h10' stroke='${strong}' stroke-width='2.6' stroke-linecap='round'/>`;
    case "idle":
      return `<circle r='3.5' fill='none' stroke='${strong}' stroke-width='2'/>`;
  }
}

function svg(width: number, height: number, body: string): string {
  const text = `<svg xmlns='http://www.w3.org/2000/svg' width='${width * 2}' height='${height * 2}' viewBox='0 0 ${width} ${height}'>${body}</svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(text)}`;
}

/** A Pod: a capsule with its state as shape, word and colour. */
export function capsule(node: GraphNode, line: string, chosen: boolean, colours: Palette): string {
  const { width, height } = CAPSULE;
  const { strong, pale } = colours.of[node.state];
  const ending = node.state === "terminating" || node.state === "unknown";
  const dash = ending ? " stroke-dasharray='5 4'" : "";
  return svg(
    width,
    height,
    `<rect x='2' y='2' width='${width - 4}' height='${height - 4}' rx='${(height - 4) / 2}' fill='${pale}' stroke='${chosen ? colours.brand : strong}' stroke-width='${chosen ? 3 : 1.6}'${dash}/>` +
      `<g transform='translate(26 ${height / 2})'>${sign(node.state, strong, colours.glass)}</g>` +
      `<text ${FONT} x='43' y='21' font-size='12.5' font-weight='600' fill='${ending ? colours.soft : colours.ink}'>${escaped(shortened(node.name, width - 43 - 16, 12.5))}</text>` +
      `<text ${FONT} x='43' y='36' font-size='11' fill='${strong}'>${escaped(cut(line, width - 43 - 18, 11))}</text>`,
  );
}

/** Everything else: a card with its kind, its name, and what it wants and sees. */
export function card(node: GraphNode, line: string, chosen: boolean, colours: Palette): string {
  const { width, height } = CARD;
  const { strong } = colours.of[node.state];
  const kind = node.kind.toUpperCase() + (node.revisionLabel !== undefined && node.kind === "ReplicaSet" ? ` · ${node.revisionLabel}` : "");
  const quiet = node.state === "idle";
  const dash = node.state === "terminating" ? " stroke-dasharray='5 4'" : "";
  return svg(
    width,
    height,
    `<rect x='2' y='2' width='${width - 4}' height='${height - 4}' rx='12' fill='${colours.glass}' stroke='${chosen ? colours.brand : colours.line}' stroke-width='${chosen ? 3 : 1.6}'${dash}/>` +
      `<text ${FONT} x='16' y='24' font-size='10.5' letter-spacing='.5' fill='${colours.soft}'>${escaped(cut(kind, width - 36, 11.5))}</text>` +
      `<text ${FONT} x='16' y='44' font-size='14.5' font-weight='600' fill='${quiet ? colours.soft : colours.ink}'>${escaped(shortened(node.name, width - 30, 14.5))}</text>` +
      `<g transform='translate(21 59) scale(.62)'>${sign(node.state, strong, colours.glass)}</g>` +
      `<text ${FONT} x='33' y='63' font-size='11.5' fill='${strong}'>${escaped(cut(line, width - 33 - 12, 11.5))}</text>`,
  );
}

/** A Pod among very many: its sign alone. */
export function dot(node: GraphNode, chosen: boolean, colours: Palette): string {
  const { width, height } = DOT;
  const { strong, pale } = colours.of[node.state];
  return svg(
    width,
    height,
    `<rect x='2' y='2' width='${width - 4}' height='${height - 4}' rx='${(height - 4) / 2}' fill='${pale}' stroke='${chosen ? colours.brand : strong}' stroke-width='${chosen ? 3 : 1.2}'/>` +
      `<g transform='translate(${width / 2} ${height / 2}) scale(.7)'>${sign(node.state, strong, colours.glass)}</g>`,
  );
}

/** What stands for Pods that are folded away. */
export function group(text: string, colours: Palette): string {
  const { width, height } = GROUP;
  return svg(
    width,
    height,
    `<rect x='6' y='2' width='${width - 12}' height='${height - 4}' rx='${(height - 4) / 2}' fill='${colours.of.ready.pale}' stroke='${colours.of.ready.strong}' stroke-width='1.4'/>` +
      `<text ${FONT} x='${width / 2}' y='23' font-size='12' font-weight='600' text-anchor='middle' fill='${colours.of.ready.strong}'>${escaped(text)}</text>`,
  );
}

/** A Node: a tank of glass; the water stands as high as its CPU is requested. */
export function tank(
  node: GraphNode,
  size: { readonly width: number; readonly height: number },
  words: { readonly line: string; readonly cpu: string },
  filled: number,
  chosen: boolean,
  colours: Palette,
): string {
  const { width, height } = size;
  const dry = node.state === "failed" || node.state === "unknown";
  const level = Math.max(0, Math.min(1, filled));
  const depth = dry ? 0 : Math.max(14, (height - 60) * level);
  const surface = height - 4 - depth;
  const water = dry
    ? ""
    : `<clipPath id='c'><rect x='3' y='3' width='${width - 6}' height='${height - 6}' rx='15'/></clipPath>` +
      `<linearGradient id='w' x2='0' y2='1'><stop stop-color='${colours.water}'/><stop offset='1' stop-color='${colours.water2}'/></linearGradient>` +
      `<path clip-path='url(#c)' fill='url(#w)' d='M3 ${surface}q ${width / 8}-6 ${width / 4} 0t ${width / 4} 0 ${width / 4} 0 ${width / 4} 0V${height}H3z'/>`;
  const { strong } = colours.of[node.state];
  return svg(
    width,
    height,
    `<rect x='2' y='2' width='${width - 4}' height='${height - 4}' rx='16' fill='${colours.glass}'/>${water}` +
      `<rect x='2' y='2' width='${width - 4}' height='${height - 4}' rx='16' fill='none' stroke='${chosen ? colours.brand : dry ? strong : colours.water2}' stroke-width='${chosen ? 3 : 2}'${dry ? " stroke-dasharray='7 6'" : ""}/>` +
      `<text ${FONT} x='20' y='30' font-size='14.5' font-weight='650' fill='${colours.ink}'>${escaped(shortened(node.name, width - 40 - widthOf(words.cpu, 11.5, 400) - 12, 14.5))}</text>` +
      `<g transform='translate(25 43) scale(.6)'>${sign(node.state, strong, colours.glass)}</g>` +
      `<text ${FONT} x='38' y='47' font-size='11.5' fill='${strong}'>${escaped(cut(words.line, width - 58, 11.5))}</text>` +
      `<text ${FONT} x='${width - 20}' y='30' font-size='11.5' text-anchor='end' fill='${colours.soft}'>${escaped(words.cpu)}</text>`,
  );
}
