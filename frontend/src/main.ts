import "./style.css";
import { Api } from "./core/api";
import { Connection } from "./core/connection";
import { h, icon, replace } from "./core/dom";
import type { Context, Panel } from "./core/panel";
import { Presenter } from "./core/presenter";
import { type Column, initial, type Lower, type State, Store, type Tab, type View } from "./core/state";
import type { Boot, Language } from "./core/types";
import { ChaosPanel } from "./panels/chaos/chaos";
import { ClockPanel } from "./panels/clock/clock";
import { EditorPanel } from "./panels/editor/editor";
import { GraphPanel } from "./panels/graph/graph";
import { InspectorPanel } from "./panels/inspector/inspector";
import { LessonPanel } from "./panels/lesson/lesson";
import { EventsPanel } from "./panels/timeline/events";
import { RiverPanel } from "./panels/river/river";
import { RolloutPanel } from "./panels/rollout/rollout";
import { SearchPanel } from "./panels/search/search";
import { TerminalPanel } from "./panels/terminal/terminal";
import { TrafficPanel } from "./panels/traffic/traffic";
import { StoryPanel } from "./panels/timeline/story";
import { TourPanel } from "./panels/tour/tour";
import { en } from "./text/en";
import { fr, type Texts } from "./text/fr";

const SUN = "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M3 13l1.2-1.2M11.8 4.2 13 3";
const SCREEN = "M2 3h12v8H2zM8 11v3M5 14h6";
const NOTICE_MILLIS = 6_000;

declare global {
  interface Window {
    kubarium?: { readonly graph: GraphPanel };
  }
}

const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}") as Boot;
const root = document.getElementById("app");
if (root === null) throw new Error("the page has no place for the app");

const store = new Store(initial(boot.lang, boot.lesson !== null));
const languages: Readonly<Record<Language, Texts>> = { fr, en };
const texts = (): Texts => languages[store.state.lang];
const api = new Api(boot, () => store.state.lang);
const connection = new Connection(boot.ws, store);

let noticeTimer: ReturnType<typeof setTimeout> | undefined;
const say: Context["say"] = (text, tone) => {
  store.update((state) => ({ ...state, notice: { text, tone } }));
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => store.update((state) => ({ ...state, notice: null })), NOTICE_MILLIS);
};
const attempt: Context["attempt"] = async (action, done) => {
  try {
    await action();
    if (done !== undefined) say(done, "good");
    return true;
  } catch (refused) {
    say(refused instanceof Error ? refused.message : String(refused), "bad");
    return false;
  }
};

const context: Context = { boot, store, api, connection, texts, say, attempt, edited: () => editor.text };
const graph = new GraphPanel(context);
const editor = new EditorPanel(context);
const inspector = new InspectorPanel(context);
const events = new EventsPanel(context);
const story = new StoryPanel(context);
const terminal = new TerminalPanel(context);
const traffic = new TrafficPanel(context);
const chaos = new ChaosPanel(context);
const clock = new ClockPanel(context);
const search = new SearchPanel(context);
const tour = new TourPanel(context);
const presenter = new Presenter();
const river = new RiverPanel(context);
const rollout = new RolloutPanel(context);
const lesson = boot.lesson === null ? null : new LessonPanel(context);
const panels: readonly Panel[] = [graph, editor, inspector, events, story, terminal, traffic, chaos, clock, search, rollout, river, tour, ...(lesson === null ? [] : [lesson])];
window.kubarium = { graph };

const header = h("header", { class: "top" });
const banner = h("div", { class: "banner", role: "status", hidden: true });
const notice = h("div", { class: "notice", role: "status", "aria-live": "polite", "data-testid": "notice" });
const spoken = h("div", { class: "sr", "aria-live": "polite", "data-testid": "spoken" });
const views = h("div", { class: "segments", role: "tablist" });
const tabs = h("div", { class: "tabs", role: "tablist" });
const columns = h("div", { role: "tablist" });
const lowers = h("div", { class: "lowers", role: "tablist" });
const dialog = h("dialog", { class: "kubectl" });
const water = h("section", { class: "water", id: "water" }, h("div", { class: "toolbar" }, views, chaos.button, search.dom), graph.dom, chaos.dom, rollout.dom, lowers, story.dom, terminal.dom, traffic.dom, river.dom, chaos.menu);
const right = h("section", { class: "right" }, tabs, editor.dom, inspector.dom, events.dom);
const main = h("main", { class: "main" }, lesson?.dom ?? null, water, right);
replace(root, header, banner, h("nav", { class: "columns" }, columns), main, notice, spoken, dialog, tour.dom, presenter.keys);
root.classList.toggle("with-lesson", lesson !== null);

function setTheme(): void {
  const dark = document.documentElement.dataset["theme"] === "dark" || (document.documentElement.dataset["theme"] === undefined && matchMedia("(prefers-color-scheme: dark)").matches);
  const next = dark ? "light" : "dark";
  document.documentElement.dataset["theme"] = next;
  localStorage.setItem("theme", next);
}

function setLanguage(lang: Language): void {
  document.documentElement.lang = lang;
  // The cookie tells the server's own pages; it holds nothing but the two letters.
  document.cookie = `lang=${lang}; path=/; max-age=31536000; samesite=lax`;
  store.update((state) => ({ ...state, lang }));
  connection.hello(true);
}

function drawChrome(state: State): void {
  const words = texts();
  document.title = `${boot.lesson?.title ?? words.playground} · ${words.title}`;
  const language = (lang: Language): HTMLElement =>
    h("button", { type: "button", "data-testid": `lang-${lang}`, lang, "aria-pressed": String(state.lang === lang), onclick: () => setLanguage(lang) }, lang.toUpperCase());
  replace(
    header,
    h("a", { class: "logo", href: "/" }, logo(), h("span", {}, words.title)),
    h("nav", { class: "crumbs" }, h("a", { href: "/lessons" }, words.lessons), h("span", { class: "here" }, boot.lesson?.title ?? words.playground)),
    boot.lesson === null && h("h1", { class: "sr" }, words.playground),
    clock.dom,
    h("button", { type: "button", class: "kubectl-open", "data-testid": "kubectl", onclick: () => dialog.showModal() }, words.kubectl.open),
    h(
      "button",
      { type: "button", class: "round presenter-open", "data-testid": "presenter", title: words.presenter, "aria-label": words.presenter, onclick: () => presenter.toggle() },
      icon(SCREEN),
    ),
    h("button", { type: "button", class: "round", "data-testid": "theme", title: words.theme.toDark, "aria-label": words.theme.toDark, onclick: setTheme }, icon(SUN)),
    h("div", { class: "segments languages", role: "group", "aria-label": words.language }, language("fr"), language("en")),
  );
  replace(
    dialog,
    h("h2", {}, words.kubectl.title),
    h("p", {}, words.kubectl.intro),
    h("pre", {}, "kubectl --kubeconfig kubeconfig.yaml get pods"),
    h(
      "div",
      { class: "dialog-actions" },
      h("a", { class: "primary", href: `${boot.rest}/kubeconfig`, download: "kubeconfig.yaml" }, words.kubectl.download),
      h("button", { type: "button", onclick: () => dialog.close() }, words.kubectl.close),
    ),
  );
}

function logo(): HTMLElement {
  const mark = h("span", { class: "mark", "aria-hidden": "true" });
  return mark;
}

function choice<T extends string>(group: HTMLElement, label: string, all: readonly (readonly [T, string])[], now: T, choose: (one: T) => void): void {
  group.setAttribute("aria-label", label);
  const hadFocus = group.contains(document.activeElement);
  replace(
    group,
    ...all.map(([one, name]) =>
      h("button", { type: "button", role: "tab", "data-testid": `tab-${one}`, "aria-selected": String(one === now), onclick: () => choose(one) }, name),
    ),
  );
  if (hadFocus) group.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
}

function drawChoices(state: State): void {
  const words = texts();
  const all: readonly (readonly [View, string])[] = [
    ["ownership", words.view.ownership],
    ["placement", words.view.placement],
    ["network", words.view.network],
    ["storage", words.view.storage],
    ["list", words.view.list],
  ];
  choice(views, words.view.label, all, state.view, (view) => store.update((now) => ({ ...now, view })));
  const right: readonly (readonly [Tab, string])[] = [
    ["editor", words.tabs.editor],
    ["inspector", words.tabs.inspector],
    ["events", words.tabs.events],
  ];
  choice(tabs, words.tabs.label, right, state.tab, (tab) => store.update((now) => ({ ...now, tab })));
  const below: readonly (readonly [Lower, string])[] = [
    ["story", words.story.tab],
    ["terminal", words.terminal.tab],
    ["traffic", words.traffic.tab],
  ];
  choice(lowers, words.terminal.below, below, state.lower, (lower) => store.update((now) => ({ ...now, lower })));
  const narrow: (readonly [Column, string])[] = [
    ["water", words.columns.water],
    ["yaml", words.columns.yaml],
  ];
  if (lesson !== null) narrow.unshift(["lesson", words.columns.lesson]);
  choice(columns, words.columns.label, narrow, state.column, (column) => store.update((now) => ({ ...now, column })));
  columns.parentElement?.setAttribute("aria-label", words.columns.label);
  editor.dom.hidden = state.tab !== "editor";
  inspector.dom.hidden = state.tab !== "inspector";
  events.dom.hidden = state.tab !== "events";
  story.dom.hidden = state.lower !== "story";
  water.dataset["lower"] = state.lower;
  document.body.dataset["column"] = state.column;
}

function drawBanner(state: State): void {
  const words = texts().link;
  banner.hidden = state.link === "live";
  if (state.link === "lost") {
    const left = state.retryAt === null ? null : Math.max(0, Math.ceil((state.retryAt - performance.now()) / 1000));
    replace(
      banner,
      h("span", {}, words.lost),
      left !== null && h("span", {}, words.retry(left)),
      h("button", { type: "button", onclick: () => connection.retryNow() }, words.retryNow),
    );
  } else if (state.link === "connecting") replace(banner, h("span", {}, words.connecting));
}

/** Says what came, went and changed, in a few words, to who cannot see it. */
function speak(state: State, before: State): void {
  if (state.nodes === before.nodes || before.nodes.size === 0 || state.lang !== before.lang) return;
  const words = texts();
  const said: string[] = [];
  for (const [id, node] of state.nodes) {
    const known = before.nodes.get(id);
    if (known === undefined) said.push(words.spoken.came(`${node.kind} ${node.name}`));
    else if (known.state !== node.state) said.push(words.spoken.became(node.name, words.state[node.state]));
  }
  for (const [id, node] of before.nodes) if (!state.nodes.has(id)) said.push(words.spoken.went(`${node.kind} ${node.name}`));
  if (said.length > 0) spoken.textContent = said.slice(0, 4).join(". ");
}

store.subscribe((state, before) => {
  if (state.lang !== before.lang) drawChrome(state);
  if (state.lang !== before.lang || state.view !== before.view || state.tab !== before.tab || state.lower !== before.lower || state.column !== before.column) drawChoices(state);
  if (state.link !== before.link || state.lang !== before.lang || state.retryAt !== before.retryAt) drawBanner(state);
  if (state.notice !== before.notice) {
    notice.textContent = state.notice?.text ?? "";
    notice.dataset["tone"] = state.notice?.tone ?? "";
  }
  speak(state, before);
  for (const panel of panels) panel.update(state, before);
});

drawChrome(store.state);
drawChoices(store.state);
drawBanner(store.state);
for (const panel of panels) panel.update(store.state, store.state);
addEventListener("keydown", (event) => {
  if (!event.ctrlKey || event.code !== "Backquote") return;
  event.preventDefault();
  store.update((state) => ({ ...state, lower: state.lower === "terminal" ? "story" : "terminal", column: "water" }));
});
setInterval(() => {
  if (store.state.link === "lost") drawBanner(store.state);
}, 1_000);
