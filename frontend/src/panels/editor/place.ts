/** Where in a Kubernetes object a line of YAML stands. */
export interface Place {
  readonly apiVersion: string;
  readonly kind: string;
  /** The keys from the top down; lists are passed through without a key. */
  readonly path: readonly string[];
}

const KEY = /^(\s*)((?:- +)*)("?)([^\s:#"'][^:"']*)\3\s*:(?:\s|$)/;

/**
 * Finds the mapping that a key at this column would belong to, by the indents alone, so that it works while half a line is written.
 *
 * @param line counted from 0
 * @param column of the key, counted from 0
 */
export function placeAt(lines: readonly string[], line: number, column: number): Place {
  const starts = lines.findLastIndex((each, index) => index < line && each.startsWith("---"));
  const after = lines.findIndex((each, index) => index > line && each.startsWith("---"));
  const document = lines.slice(starts + 1, after < 0 ? undefined : after);
  const top = (key: string): string => {
    const found = document.find((each) => each.startsWith(`${key}:`));
    return found === undefined ? "" : found.slice(key.length + 1).trim().replace(/^["']|["']$/g, "");
  };
  const path: string[] = [];
  const dash = (text: string): number | null => (/^\s*- /.test(text) ? text.indexOf("-") : null);
  const own = dash(lines[line] ?? "");
  // A key in an item of a list belongs to what is no further right than the item's dash.
  let bound = own === null ? column : own + 1;
  for (let index = line - 1; index > starts && bound > 0; index--) {
    const text = lines[index] ?? "";
    if (text.trim() === "" || text.trimStart().startsWith("#")) continue;
    const at = dash(text);
    const key = KEY.exec(text);
    const indent = key === null ? text.length - text.trimStart().length : (key[1] ?? "").length + (key[2] ?? "").length;
    if (key !== null && indent < bound) {
      path.unshift((key[4] ?? "").trim());
      bound = at === null ? indent : at + 1;
    } else if (at !== null && at < bound) bound = at + 1;
  }
  return { apiVersion: top("apiVersion"), kind: top("kind"), path };
}
