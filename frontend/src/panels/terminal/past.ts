const STORED = "terminal-history";
const MOST = 200;

/** The lines that were typed, oldest first, and where one stands among them. */
export class Past {
  private readonly lines: string[];
  private at: number;
  /** What was being typed before one went back. */
  private unfinished = "";

  constructor(private readonly storage: Pick<Storage, "getItem" | "setItem">) {
    this.lines = read(storage);
    this.at = this.lines.length;
  }

  add(line: string): void {
    if (line !== "" && this.lines.at(-1) !== line) this.lines.push(line);
    this.lines.splice(0, this.lines.length - MOST);
    this.at = this.lines.length;
    this.unfinished = "";
    this.storage.setItem(STORED, JSON.stringify(this.lines));
  }

  /** The line before, given what stands there now; null at the oldest. */
  back(now: string): string | null {
    if (this.at === 0) return null;
    if (this.at === this.lines.length) this.unfinished = now;
    return this.lines[--this.at] ?? null;
  }

  /** The line after, at last what was being typed; null there. */
  on(): string | null {
    if (this.at >= this.lines.length) return null;
    this.at++;
    return this.lines[this.at] ?? this.unfinished;
  }
}

function read(storage: Pick<Storage, "getItem">): string[] {
  try {
    const known: unknown = JSON.parse(storage.getItem(STORED) ?? "[]");
    return Array.isArray(known) ? known.filter((line) => typeof line === "string") : [];
  } catch {
    return [];
  }
}

/** The longest text that all begin with. */
export function common(words: readonly string[]): string {
  const first = words[0] ?? "";
  let length = first.length;
  for (const word of words) {
    while (!word.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, length);
}
