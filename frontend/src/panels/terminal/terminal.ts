import { h, replace } from "../../core/dom";
import type { Context, Panel } from "../../core/panel";
import type { State } from "../../core/state";
import { common, Past } from "./past";
import { type Said, ShellWire, TerminalWire } from "./wire";

const MOST_SHOWN = 120_000;
const EDITOR_FILE = "editor.yaml";
const INTERRUPT = "\u0003";

/** kubectl for who has nothing installed. A line is written, what it prints stands above it. */
export class TerminalPanel implements Panel {
  readonly dom = h("section", { class: "terminal", "data-testid": "terminal", hidden: true });
  private readonly shown = h("div", { class: "terminal-shown" });
  private readonly log = h("div", { class: "terminal-log", tabindex: 0, role: "log", "data-testid": "terminal-log" }, this.shown);
  private readonly prompt = h("label", { class: "terminal-prompt", for: "terminal-input" }, "$");
  private readonly input = h("input", {
    id: "terminal-input",
    "data-testid": "terminal-input",
    autocomplete: "off",
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: "false",
    enterkeyhint: "send",
  });
  private readonly stop = h("button", { type: "button", class: "quiet", "data-testid": "terminal-stop", onclick: () => this.interrupt() });
  private readonly keys = h("p", { class: "terminal-keys", id: "terminal-keys" });
  private readonly past = new Past(localStorage);
  private readonly wire: TerminalWire;
  private shell: ShellWire | null = null;
  private running = false;
  private namespace = "default";
  private output: HTMLElement | null = null;
  private length = 0;

  constructor(private readonly context: Context) {
    this.wire = new TerminalWire(`${context.boot.ws}/terminal`, (said) => this.hear(said), () => this.cut());
    const line = h("form", { class: "terminal-line", onsubmit: (event: SubmitEvent) => this.enter(event) }, this.prompt, this.input, this.stop);
    this.input.setAttribute("aria-describedby", "terminal-keys");
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.log.addEventListener("click", () => {
      if (getSelection()?.isCollapsed === true) this.input.focus();
    });
    this.dom.append(this.log, line, this.keys);
    this.label();
  }

  update(state: State, before: State): void {
    if (state.lang !== before.lang) this.label();
    const open = state.lower === "terminal";
    if (this.dom.hidden === open) {
      this.dom.hidden = !open;
      if (open) {
        this.toEnd();
        this.input.focus();
      }
    }
    if (state.terminalLine !== null && state.terminalLine !== before.terminalLine) {
      this.input.value = state.terminalLine;
      this.input.focus();
      this.context.store.update((now) => ({ ...now, terminalLine: null }));
    }
  }

  private label(): void {
    const texts = this.context.texts().terminal;
    this.dom.setAttribute("aria-label", texts.label);
    this.log.setAttribute("aria-label", texts.output);
    this.input.setAttribute("aria-label", texts.line);
    this.stop.textContent = texts.stop;
    this.keys.textContent = texts.keys;
    this.drawPrompt();
    if (this.length === 0) replace(this.shown, h("p", { class: "hint" }, texts.welcome));
  }

  private drawPrompt(): void {
    this.prompt.textContent = this.shell !== null ? "#" : this.namespace === "default" ? "$" : `${this.namespace} $`;
    this.stop.hidden = !this.running;
    this.dom.setAttribute("aria-busy", String(this.running && this.shell === null));
  }

  private enter(event: SubmitEvent): void {
    event.preventDefault();
    const line = this.input.value;
    if (this.running && this.shell === null) return;
    this.past.add(line.trim());
    this.input.value = "";
    this.begin(line);
    if (this.shell !== null) this.shell.type(`${line}\n`);
    else if (line.trim() === "clear") this.clear();
    else if (line.trim() !== "") this.run(line);
  }

  private run(line: string): void {
    this.running = true;
    this.drawPrompt();
    // What stands in the editor is a file for who wants to apply it by hand.
    if (line.includes(EDITOR_FILE)) this.wire.send({ type: "file", name: EDITOR_FILE, text: this.context.edited() });
    this.wire.send({ type: "line", line, lang: this.context.store.state.lang });
  }

  private key(event: KeyboardEvent): void {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === "ArrowUp" && plain) this.show(event, this.past.back(this.input.value));
    else if (event.key === "ArrowDown" && plain) this.show(event, this.past.on());
    else if (event.key === "Tab" && plain && !event.shiftKey && this.input.value !== "" && this.shell === null) {
      event.preventDefault();
      this.wire.send({ type: "complete", line: this.beforeCaret() });
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.leave();
    } else if (event.ctrlKey && event.key === "c" && this.input.selectionStart === this.input.selectionEnd) {
      event.preventDefault();
      this.interrupt();
    } else if (event.ctrlKey && event.key === "l") {
      event.preventDefault();
      this.clear();
    } else if (event.ctrlKey && event.key === "d" && this.shell !== null && this.input.value === "") {
      event.preventDefault();
      this.shell.close();
    }
  }

  /** Back to where the terminal was opened: Tab alone completes. */
  private leave(): void {
    document.querySelector<HTMLElement>("[data-testid=tab-terminal]")?.focus();
  }

  private show(event: KeyboardEvent, line: string | null): void {
    event.preventDefault();
    if (line !== null) this.input.value = line;
  }

  private beforeCaret(): string {
    return this.input.value.slice(0, this.input.selectionStart ?? this.input.value.length);
  }

  private interrupt(): void {
    this.print("^C\n", "typed");
    if (this.shell !== null) this.shell.type(INTERRUPT);
    else if (this.running) this.wire.send({ type: "interrupt" });
    else this.input.value = "";
    this.input.focus();
  }

  private hear(said: Said): void {
    if (said.type === "out") {
      this.print(said.out, "out");
      this.print(said.err, "err");
    } else if (said.type === "end") this.end(said);
    else if (said.type === "completions") this.complete(said.from, said.words);
    else if (said.type === "bye") this.print(`${this.context.texts().terminal.bye}\n`, "err");
  }

  private end(said: Extract<Said, { type: "end" }>): void {
    this.running = false;
    this.namespace = said.namespace ?? this.namespace;
    if (said.edit !== undefined) this.edit(said.edit);
    if (said.shell !== undefined) this.converse(said.shell);
    this.drawPrompt();
  }

  private edit(path: string): void {
    for (const node of this.context.store.state.nodes.values()) {
      if (`/${node.path}` === path) this.context.store.update((state) => ({ ...state, selected: node.id, tab: "editor", column: "yaml" }));
    }
  }

  private converse(path: string): void {
    this.running = true;
    this.shell = new ShellWire(
      `${this.context.boot.api}${path}`,
      (text, isError) => this.print(text, isError ? "err" : "out"),
      () => {
        this.shell = null;
        this.running = false;
        this.drawPrompt();
      },
    );
  }

  private complete(from: number, words: readonly string[]): void {
    if (words.length === 0) return;
    const typed = this.beforeCaret();
    const rest = this.input.value.slice(typed.length);
    const begun = typed.slice(from);
    const longest = common(words);
    const one = words.length === 1;
    if (longest.length > begun.length || one) {
      const before = typed.slice(0, from) + longest + (one && !/[=/]$/.test(longest) ? " " : "");
      this.input.value = before + rest;
      this.input.setSelectionRange(before.length, before.length);
    } else {
      this.begin(this.input.value);
      this.print(`${words.join("  ")}\n`, "out");
    }
  }

  /** A new line: what was typed stands before what it prints. */
  private begin(line: string): void {
    if (this.length === 0) replace(this.shown);
    this.output = h("pre", { class: "terminal-block" });
    this.shown.append(this.output);
    this.print(`${this.prompt.textContent} ${line}\n`, "typed");
  }

  private print(text: string, tone: "typed" | "out" | "err"): void {
    if (text === "") return;
    if (this.output === null) this.begin("");
    const following = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 40;
    this.output?.append(h("span", { class: tone }, text));
    this.length += text.length;
    while (this.length > MOST_SHOWN && this.shown.firstChild !== this.output && this.shown.firstChild !== null) {
      this.length -= this.shown.firstChild.textContent?.length ?? 0;
      this.shown.firstChild.remove();
    }
    if (following || tone === "typed") this.toEnd();
  }

  private toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
  }

  private clear(): void {
    this.output = null;
    this.length = 0;
    replace(this.shown);
  }

  private cut(): void {
    if (this.running) this.print(`${this.context.texts().terminal.cut}\n`, "err");
    this.running = false;
    this.drawPrompt();
  }

  destroy(): void {
    this.wire.close();
    this.shell?.close();
  }
}
