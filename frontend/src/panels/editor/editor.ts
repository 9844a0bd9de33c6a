import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, StateEffect } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { h, replace } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import type { State } from "../../core/state";
import type { GraphNode, Problem } from "../../core/types";
import { preview } from "./preview";
import { editable, kindOf, TEMPLATES, type TemplateName } from "./templates";

const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], class: "y-key" },
  { tag: [tags.string, tags.content], class: "y-text" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], class: "y-number" },
  { tag: tags.comment, class: "y-comment" },
]);

/** What the editor holds: an object of the cluster, or a new one. */
interface Held {
  readonly key: string;
  readonly node: GraphNode | null;
  /** The text as the cluster has it, or as the template has it. */
  readonly base: string;
}

const FRESH = "new";
const REFRESH_AFTER = 400;

/** The YAML of the chosen object. Nothing that was typed is lost: each object has its draft. */
export class EditorPanel implements Panel {
  readonly dom: HTMLElement;
  private readonly view: EditorView;
  private readonly title = h("span", { class: "editor-title" });
  private readonly status = h("span", { class: "editor-status" });
  private readonly problems = h("ol", { class: "problems" });
  private readonly applyButton = h("button", { type: "button", class: "primary", "data-testid": "apply", onclick: () => void this.apply() });
  private readonly previewButton = h("button", { type: "button", "data-testid": "preview", onclick: () => void this.preview() });
  private readonly foreseen = h("div", { class: "foreseen-place" });
  private readonly revertButton = h("button", { type: "button", class: "quiet", hidden: true, onclick: () => this.revert() });
  private readonly choice = h("select", { class: "new-object", "data-testid": "new-object", onchange: () => this.begin() });
  private held: Held;
  private shownProblems: readonly Problem[] = [];
  private refresh: ReturnType<typeof setTimeout> | null = null;
  private lang = "";
  private applying = false;
  private ignoring = false;

  constructor(private readonly context: Context) {
    const first = context.boot.lesson?.files[0]?.text ?? TEMPLATES.deployment;
    this.held = { key: FRESH, node: null, base: first };
    const nonce = document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.content;
    this.view = new EditorView({
      state: EditorState.create({
        doc: this.draft(FRESH) ?? first,
        extensions: [
          nonce === undefined ? [] : EditorView.cspNonce.of(nonce),
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          indentOnInput(),
          indentUnit.of("  "),
          bracketMatching(),
          yaml(),
          syntaxHighlighting(colours),
          EditorView.contentAttributes.of({ "data-testid": "editor", tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
          keymap.of([
            { key: "Mod-Enter", run: () => (void this.apply(), true) },
            { key: "Escape", run: () => (this.applyButton.focus(), true) },
            indentWithTab,
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !this.ignoring) this.typed();
          }),
        ],
      }),
    });
    this.dom = h(
      "section",
      { class: "editor" },
      h("div", { class: "editor-head" }, h("div", { class: "editor-names" }, this.title, this.status), this.choice),
      this.view.dom,
      h("div", { role: "alert" }, this.problems),
      this.foreseen,
      h("div", { class: "editor-foot" }, this.revertButton, h("span", { class: "grow" }), this.previewButton, this.applyButton),
    );
    this.label();
    // What completes and explains is fetched when somebody is about to write.
    this.view.contentDOM.addEventListener("focus", () => void this.assist(), { once: true });
  }

  private async assist(): Promise<void> {
    const { assist } = await import("./assist");
    this.view.dispatch({ effects: StateEffect.appendConfig.of(assist(this.context)) });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  private label(): void {
    const texts = this.context.texts();
    this.view.contentDOM.setAttribute("aria-label", texts.editor.label);
    this.applyButton.textContent = this.applying ? texts.editor.applying : texts.editor.apply;
    this.applyButton.title = texts.editor.applyTitle;
    this.previewButton.textContent = texts.editor.preview;
    this.previewButton.title = texts.editor.previewTitle;
    this.revertButton.textContent = texts.editor.revert;
    const names = Object.keys(TEMPLATES) as TemplateName[];
    this.choice.setAttribute("aria-label", texts.editor.new);
    replace(
      this.choice,
      h("option", { value: "" }, texts.editor.new),
      ...(this.context.boot.lesson?.files ?? []).map((file) => h("option", { value: `file:${file.name}` }, file.name)),
      ...names.map((name) => h("option", { value: name }, kindOf(name))),
    );
    this.paintHead();
  }

  private paintHead(): void {
    const texts = this.context.texts().editor;
    const { node, base } = this.held;
    const changed = this.text !== base;
    this.title.textContent = node === null ? texts.fresh : `${node.kind} ${node.name}`;
    this.status.textContent = node === null ? "" : changed ? texts.draft : texts.live;
    this.status.classList.toggle("changed", changed && node !== null);
    this.revertButton.hidden = node === null || !changed;
  }

  update(state: State, before: State): void {
    if (state.lang !== this.lang) {
      this.lang = state.lang;
      this.label();
    }
    if (state.selected !== before.selected && state.selected !== null && state.selected !== this.held.key) {
      const node = state.nodes.get(state.selected);
      if (node !== undefined) void this.hold(node);
    } else if (this.held.node !== null && state.nodes !== before.nodes) {
      const now = state.nodes.get(this.held.key);
      if (now === undefined) this.gone();
      else if (now !== before.nodes.get(this.held.key) && this.text === this.held.base) this.planRefresh(now);
    }
  }

  private async hold(node: GraphNode): Promise<void> {
    let live: string;
    try {
      live = editable(await this.context.api.yaml(node.path));
    } catch (refused) {
      this.context.say(String((refused as Error).message), "bad");
      return;
    }
    if (this.context.store.state.selected !== node.id) return;
    this.held = { key: node.id, node, base: live };
    this.show(this.draft(node.id) ?? live);
    this.showProblems([]);
  }

  private planRefresh(node: GraphNode): void {
    if (this.refresh !== null) clearTimeout(this.refresh);
    this.refresh = setTimeout(() => {
      if (this.held.key === node.id && this.text === this.held.base && !this.view.hasFocus) void this.hold(node);
    }, REFRESH_AFTER);
  }

  /** The object went away: a draft of it can still be applied and makes it anew. */
  private gone(): void {
    if (this.text !== this.held.base) this.context.say(this.context.texts().editor.gone, "bad");
    this.held = { key: FRESH, node: null, base: this.held.base };
    this.paintHead();
  }

  private begin(): void {
    const name = this.choice.value;
    this.choice.value = "";
    if (name === "") return;
    const file = this.context.boot.lesson?.files.find((each) => name === `file:${each.name}`);
    const text = file?.text ?? TEMPLATES[name as TemplateName];
    this.context.store.update((state) => ({ ...state, selected: null }));
    this.held = { key: FRESH, node: null, base: text };
    this.show(text);
    this.showProblems([]);
    this.view.focus();
  }

  private revert(): void {
    this.forget(this.held.key);
    this.show(this.held.base);
    this.showProblems([]);
  }

  private show(text: string): void {
    this.ignoring = true;
    if (text !== this.text) {
      this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
    }
    this.ignoring = false;
    this.paintHead();
  }

  private typed(): void {
    replace(this.foreseen);
    if (this.text === this.held.base) this.forget(this.held.key);
    else this.keep(this.held.key, this.text);
    this.paintHead();
  }

  private async preview(): Promise<void> {
    const texts = this.context.texts().editor;
    await this.context.attempt(async () => {
      const asked = this.text;
      const outcome = await this.context.api.preview(asked);
      if (asked !== this.text) return;
      if ("problems" in outcome) {
        this.showProblems(outcome.problems);
        this.context.say(texts.refused(outcome.problems.length), "bad");
        return;
      }
      this.showProblems([]);
      replace(this.foreseen, preview(outcome, texts));
    });
  }

  private async apply(): Promise<void> {
    if (this.applying) return;
    const texts = this.context.texts().editor;
    this.applying = true;
    this.label();
    const held = this.held;
    await this.context.attempt(async () => {
      const outcome = await this.context.api.apply(this.text);
      if ("problems" in outcome) {
        this.showProblems(outcome.problems);
        this.context.say(texts.refused(outcome.problems.length), "bad");
        return;
      }
      this.showProblems([]);
      this.forget(held.key);
      const words = { created: texts.created, configured: texts.configured, unchanged: texts.unchanged };
      this.context.say(outcome.applied.map((each) => words[each.result](`${each.kind} ${each.name}`)).join(" "), "good");
      const first = outcome.applied[0];
      if (first === undefined) return;
      this.held = { ...this.held, base: this.text };
      await this.choose(first.uid);
    });
    this.applying = false;
    this.label();
  }

  /** The new object becomes the chosen one as soon as the picture knows it. */
  private async choose(uid: string): Promise<void> {
    for (let tries = 0; tries < 40; tries++) {
      const node = this.context.store.state.nodes.get(uid);
      if (node !== undefined) {
        this.held = { key: uid, node, base: this.held.base };
        this.context.store.update((state) => ({ ...state, selected: uid }));
        this.paintHead();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  private showProblems(problems: readonly Problem[]): void {
    replace(this.foreseen);
    this.shownProblems = problems;
    const texts = this.context.texts().editor;
    const document = this.view.state.doc;
    const diagnostics: Diagnostic[] = problems.map((problem) => {
      const line = document.line(Math.max(1, Math.min(problem.line, document.lines)));
      const from = Math.min(line.to, line.from + Math.max(0, problem.column - 1));
      return { from, to: Math.max(line.to, from), severity: "error", message: `${problem.message}\n${problem.explanation}` };
    });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
    replace(
      this.problems,
      ...this.shownProblems.map((problem) =>
        h(
          "li",
          { "data-testid": "problem", "data-line": problem.line },
          h("button", { type: "button", class: "problem-line", onclick: () => this.goTo(problem.line) }, texts.line(problem.line)),
          h("code", {}, problem.message),
          h("p", {}, problem.explanation),
        ),
      ),
    );
    this.problems.hidden = problems.length === 0;
  }

  private goTo(line: number): void {
    const at = this.view.state.doc.line(Math.max(1, Math.min(line, this.view.state.doc.lines)));
    this.view.dispatch({ selection: { anchor: at.from }, scrollIntoView: true });
    this.view.focus();
  }

  private storageKey(key: string): string {
    return `draft:${this.context.boot.session}:${key}`;
  }

  private draft(key: string): string | null {
    return localStorage.getItem(this.storageKey(key));
  }

  private keep(key: string, text: string): void {
    try {
      localStorage.setItem(this.storageKey(key), text);
    } catch {
      // The browser's store is full: the text stays in the editor, only a reload would lose it.
      this.status.classList.add("changed");
    }
  }

  private forget(key: string): void {
    localStorage.removeItem(this.storageKey(key));
  }

  destroy(): void {
    if (this.refresh !== null) clearTimeout(this.refresh);
    this.view.destroy();
  }
}
