import type { Api } from "../../core/api";
import { h } from "../../core/dom";
import type { Fidelity, Language } from "../../core/types";
import type { Texts } from "../../text/fr";

/** What of each kind is real: asked of the server once in each language. */
export class Ledger {
  private readonly byKind = new Map<string, Fidelity>();
  private lang: Language | null = null;

  constructor(
    private readonly api: Api,
    private readonly came: () => void,
  ) {}

  /** Asks for it in this language, unless it is there. */
  want(lang: Language): void {
    if (this.lang === lang) return;
    this.lang = lang;
    this.api.fidelity().then(
      (entries) => {
        for (const entry of entries) this.byKind.set(entry.subject, entry);
        this.came();
      },
      () => (this.lang = null),
    );
  }

  /** The badge of a kind; nothing for one that is as in Kubernetes. */
  badge(kind: string, texts: Texts["inspector"], open: boolean): HTMLElement | null {
    const entry = this.byKind.get(kind);
    if (entry === undefined || entry.level === "real") return null;
    return h(
      "details",
      { class: "fidelity", "data-testid": "fidelity", open },
      h("summary", {}, texts.fidelity[entry.level]),
      h("p", {}, entry.text, " ", h("a", { href: `/fidelity#${entry.subject}`, target: "_blank" }, texts.fidelity.more)),
    );
  }
}
