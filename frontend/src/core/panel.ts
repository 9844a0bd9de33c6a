import type { Api } from "./api";
import type { Connection } from "./connection";
import type { State, Store } from "./state";
import type { Boot } from "./types";
import type { Texts } from "../text/fr";

/** What a panel is given. */
export interface Context {
  readonly boot: Boot;
  readonly store: Store;
  readonly api: Api;
  readonly connection: Connection;
  /** The texts of the language that is on now. */
  readonly texts: () => Texts;
  /** Shows a sentence for a few seconds, and speaks it. */
  readonly say: (text: string, tone: "good" | "bad") => void;
  /** What stands in the editor. */
  readonly edited: () => string;
  /** Does something that may be refused, and says why if it is. */
  readonly attempt: (action: () => Promise<unknown>, done?: string) => Promise<boolean>;
}

/** A part of the page. Panels know the context, never each other. */
export interface Panel {
  readonly dom: HTMLElement;
  update(state: State, before: State): void;
  destroy(): void;
}
