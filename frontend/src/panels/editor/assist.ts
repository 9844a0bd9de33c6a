import { autocompletion, type Completion, type CompletionContext, type CompletionResult, startCompletion } from "@codemirror/autocomplete";
import type { EditorState, Extension } from "@codemirror/state";
import { type EditorView, hoverTooltip } from "@codemirror/view";
import { h } from "../../core/dom";
import type { Context } from "../../core/panel";
import { seen } from "../../core/state";
import { type Place, placeAt } from "./place";
import { type Document, reference, type Schema, Schemas } from "./schemas";
import { TEMPLATES } from "./templates";

/** Which kind of object a field names: end of its path → kind. */
const NAMED: readonly (readonly [RegExp, string])[] = [
  [/(configMapRef|configMapKeyRef|configMap)\.name$/, "ConfigMap"],
  [/(secretRef|secretKeyRef)\.name$|secretName$|imagePullSecrets\.name$/, "Secret"],
  [/claimName$/, "PersistentVolumeClaim"],
  [/storageClassName$/, "StorageClass"],
  [/serviceAccountName$/, "ServiceAccount"],
  [/backend\.service\.name$|serviceName$/, "Service"],
  [/nodeName$/, "Node"],
  [/scaleTargetRef\.name$/, "Deployment"],
  [/metadata\.namespace$/, "Namespace"],
];

/** Completes and explains what is written, from the schema that the cluster itself serves. */
export function assist(context: Context): Extension {
  const documents = new Map<string, Promise<Schemas | null>>();

  const schemas = (apiVersion: string): Promise<Schemas | null> => {
    let known = documents.get(apiVersion);
    if (known === undefined) {
      known = context.api
        .openApi(apiVersion)
        .then((document) => new Schemas(document as Document))
        // No such group: it was mistyped, or is a kind's own; there is nothing to complete then.
        .catch(() => null);
      documents.set(apiVersion, known);
    }
    return known;
  };

  const schemaAt = async (place: Place, path: readonly string[]): Promise<{ readonly all: Schemas; readonly schema: Schema } | null> => {
    const all = place.apiVersion === "" ? null : await schemas(place.apiVersion);
    const root = all?.ofKind(place.kind) ?? null;
    const schema = all === null || root === null ? null : all.at(root, path);
    return all === null || schema === null ? null : { all, schema };
  };

  const complete = async (asked: CompletionContext): Promise<CompletionResult | null> => {
    const line = asked.state.doc.lineAt(asked.pos);
    const before = line.text.slice(0, asked.pos - line.from);
    const value = /^(\s*(?:- +)*)([\w./-]+):\s+(["']?[\w./-]*)$/.exec(before);
    if (value !== null) return completeValue(asked, value[1] ?? "", value[2] ?? "", value[3] ?? "");
    const key = /^(\s*(?:- +)*)([\w./-]*)$/.exec(before);
    if (key === null || (key[2] === "" && !asked.explicit)) return null;
    const lead = (key[1] ?? "").length;
    const place = placeAt(textOf(asked.state), line.number - 1, lead);
    const from = line.from + lead;
    const found = await schemaAt(place, place.path);
    const there = new Set(siblings(asked.state, line.number, lead));
    const properties = found === null ? (place.path.length === 0 ? BARE : {}) : (found.schema.properties ?? {});
    const options = Object.entries(properties)
      .filter(([name]) => !there.has(name) && !(place.path.length === 0 && name === "status"))
      .map(([name, schema]): Completion => option(found, name, schema, lead));
    return options.length === 0 ? null : { from, options, validFor: /^[\w./-]*$/ };
  };

  const option = (found: { readonly all: Schemas; readonly schema: Schema } | null, name: string, schema: Schema, lead: number): Completion => {
    const type = found?.all.typeOf(schema) ?? "string";
    const below = " ".repeat(lead + 2);
    const rest = type.startsWith("[]") ? `:\n${below}- ` : type === "object" ? `:\n${below}` : ": ";
    const required = found?.schema.required?.includes(name) === true;
    return {
      label: name,
      detail: type,
      type: "property",
      boost: required ? 2 : 0,
      apply: (view: EditorView, _: Completion, from: number, to: number) => {
        view.dispatch({ changes: { from, to, insert: name + rest }, selection: { anchor: from + name.length + rest.length }, userEvent: "input.complete" });
        if (rest !== ": ") startCompletion(view);
      },
      ...(schema.description === undefined ? {} : { info: schema.description }),
    };
  };

  const completeValue = async (asked: CompletionContext, lead: string, key: string, typed: string): Promise<CompletionResult | null> => {
    const line = asked.state.doc.lineAt(asked.pos);
    const place = placeAt(textOf(asked.state), line.number - 1, lead.length);
    const from = asked.pos - typed.length;
    const at = [...place.path, key].join(".");
    const values = new Set<string>();
    const pattern = NAMED.find(([ends]) => ends.test(at));
    if (pattern !== undefined) for (const node of seen(context.store.state).nodes.values()) if (node.kind === pattern[1]) values.add(node.name);
    if (at === "kind") for (const text of Object.values(TEMPLATES)) values.add(/^kind: (\S+)/m.exec(text)?.[1] ?? "");
    if (at === "apiVersion") for (const text of Object.values(TEMPLATES)) values.add(/^apiVersion: (\S+)/m.exec(text)?.[1] ?? "");
    const found = await schemaAt(place, [...place.path, key]);
    for (const value of found?.schema.enum ?? []) values.add(value);
    if (found?.schema.type === "boolean") for (const value of ["true", "false"]) values.add(value);
    values.delete("");
    return values.size === 0 ? null : { from, options: [...values].map((label) => ({ label, type: "enum" })), validFor: /^[\w./-]*$/ };
  };

  const explain = hoverTooltip(async (view, pos) => {
    const line = view.state.doc.lineAt(pos);
    const key = /^(\s*(?:- +)*)([\w./-]+):/.exec(line.text);
    const lead = key?.[1]?.length ?? 0;
    const name = key?.[2] ?? "";
    if (key === null || pos < line.from + lead || pos > line.from + lead + name.length) return null;
    const place = placeAt(textOf(view.state), line.number - 1, lead);
    const found = await schemaAt(place, place.path);
    const schema = found?.schema.properties?.[name];
    if (found === null || schema === undefined) return null;
    return {
      pos: line.from + lead,
      end: line.from + lead + name.length,
      above: true,
      create: () => ({
        dom: h(
          "div",
          { class: "explained" },
          h("b", {}, name),
          h("code", {}, ` ${found.all.typeOf(schema)}`),
          h("p", { lang: "en" }, found.all.resolved(schema).description ?? ""),
          h("a", { href: reference(place.apiVersion, place.kind), target: "_blank", rel: "noopener" }, context.texts().editor.reference(place.kind)),
        ),
      }),
    };
  });

  return [autocompletion({ override: [complete], icons: false }), explain];
}

const BARE: Readonly<Record<string, Schema>> = { apiVersion: {}, kind: {}, metadata: {}, spec: {} };

function textOf(state: EditorState): readonly string[] {
  return state.doc.toString().split("\n");
}

/** The keys that stand beside this line in the same mapping already. */
function siblings(state: EditorState, line: number, lead: number): readonly string[] {
  const found: string[] = [];
  const look = (step: 1 | -1): void => {
    for (let at = line + step; at >= 1 && at <= state.doc.lines; at += step) {
      const { text } = state.doc.line(at);
      if (text.trim() === "") continue;
      if (text.startsWith("---")) return;
      const key = /^(\s*(?:- +)*)([\w./-]+):/.exec(text);
      const indent = key?.[1]?.length ?? text.length - text.trimStart().length;
      if (indent < lead) return;
      const begins = /^\s*- /.test(text) && indent === lead;
      if (step === 1 && begins) return;
      if (indent === lead && key !== null) found.push(key[2] ?? "");
      if (step === -1 && begins) return;
    }
  };
  if (!/^\s*- /.test(state.doc.line(line).text)) look(-1);
  look(1);
  return found;
}
