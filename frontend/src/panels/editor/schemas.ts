/** One schema of OpenAPI, as far as an editor needs it. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly "x-kubernetes-group-version-kind"?: readonly { readonly group: string; readonly version: string; readonly kind: string }[];
}

export interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The schemas of one group and version of the API. */
export class Schemas {
  constructor(private readonly document: Document) {}

  ofKind(kind: string): Schema | null {
    for (const schema of Object.values(this.document.components.schemas)) {
      if (schema["x-kubernetes-group-version-kind"]?.some((each) => each.kind === kind) === true) return schema;
    }
    return null;
  }

  /** What is at a path below a schema; lists are looked into. */
  at(from: Schema, path: readonly string[]): Schema | null {
    let here: Schema | null = this.resolved(from);
    for (const key of path) {
      if (here === null) return null;
      const next: Schema | undefined = here.properties?.[key] ?? here.additionalProperties;
      here = next === undefined ? null : this.resolved(next);
      while (here?.items !== undefined) here = this.resolved(here.items);
    }
    return here;
  }

  /** Follows references; what is said beside one goes before what it leads to. */
  resolved(schema: Schema): Schema {
    const target = schema.$ref ?? schema.allOf?.[0]?.$ref;
    if (target === undefined) return schema;
    const found = this.document.components.schemas[target.slice(target.lastIndexOf("/") + 1)];
    return found === undefined ? schema : { ...this.resolved(found), ...(schema.description === undefined ? {} : { description: schema.description }) };
  }

  /** `string`, `integer`, `[]object` … */
  typeOf(schema: Schema): string {
    const here = this.resolved(schema);
    if (here.items !== undefined) return `[]${this.typeOf(here.items)}`;
    return here.type ?? "object";
  }
}

/** The address of a kind in the reference of the Kubernetes API. */
export function reference(apiVersion: string, kind: string): string {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["core", apiVersion];
  return `https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/#${kind.toLowerCase()}-${version}-${(group ?? "").replaceAll(".", "-")}`;
}
