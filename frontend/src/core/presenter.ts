import { h } from "./dom";

const STORED = "presenter";
const SHOWN_MILLIS = 1_600;
const NAMES: Readonly<Record<string, string>> = { " ": "␣", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", Enter: "⏎", Delete: "Del" };

/** Large type and shown keystrokes, for a room that looks on. */
export class Presenter {
  readonly keys = h("div", { class: "keystrokes", "aria-hidden": "true" });
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    document.documentElement.classList.toggle(STORED, localStorage.getItem(STORED) !== null);
    addEventListener("keydown", (event) => this.show(event), { capture: true });
  }

  get on(): boolean {
    return document.documentElement.classList.contains(STORED);
  }

  toggle(): void {
    if (document.documentElement.classList.toggle(STORED)) localStorage.setItem(STORED, "yes");
    else localStorage.removeItem(STORED);
  }

  private show(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const command = event.ctrlKey || event.metaKey || event.altKey;
    // What is written is read where it is written.
    const typed = event.key.length === 1 && !command && (target.isContentEditable || target.matches("input, textarea"));
    if (!this.on || typed || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    const parts = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.metaKey && "Meta", NAMES[event.key] ?? event.key];
    this.keys.textContent = parts.filter((part) => part !== false).join(" + ");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.keys.textContent = ""), SHOWN_MILLIS);
  }
}
