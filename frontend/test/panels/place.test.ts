import { describe, expect, it } from "vitest";
import { placeAt } from "../../src/panels/editor/place";
import { reference, Schemas } from "../../src/panels/editor/schemas";

const TEXT = `apiVersion: v1
kind: ConfigMap
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        image: nginx
        env:
          - name: A
            valueFrom:
              configMapKeyRef:
                name: x
  replicas: 3`.split("\n");

describe("the place of a line", () => {
  it.each([
    ["kind: Deployment", 0, ""],
    ["  name: web", 2, "metadata"],
    ["      - name: web", 8, "spec.template.spec.containers"],
    ["        image: nginx", 8, "spec.template.spec.containers"],
    ["          - name: A", 12, "spec.template.spec.containers.env"],
    ["                name: x", 16, "spec.template.spec.containers.env.valueFrom.configMapKeyRef"],
    ["  replicas: 3", 2, "spec"],
  ])("%s is below its parents", (text, column, path) => {
    const place = placeAt(TEXT, TEXT.indexOf(text), column);
    expect(place.path.join(".")).toBe(path);
    expect([place.apiVersion, place.kind]).toEqual(["apps/v1", "Deployment"]);
  });

  it("is that of its own document", () => expect(placeAt(TEXT, 1, 0).kind).toBe("ConfigMap"));
});

describe("the schemas", () => {
  const schemas = new Schemas({
    components: {
      schemas: {
        Pod: {
          "x-kubernetes-group-version-kind": [{ group: "", version: "v1", kind: "Pod" }],
          properties: { spec: { allOf: [{ $ref: "#/components/schemas/Spec" }], description: "what is wished" } },
        },
        Spec: { type: "object", properties: { containers: { type: "array", items: { $ref: "#/components/schemas/Container" } } } },
        Container: { type: "object", properties: { image: { type: "string" } } },
      },
    },
  });

  it("are followed through references and lists", () => {
    const pod = schemas.ofKind("Pod");
    expect(pod && schemas.at(pod, ["spec"])?.description).toBe("what is wished");
    expect(pod && schemas.at(pod, ["spec", "containers", "image"])?.type).toBe("string");
    expect(pod && schemas.at(pod, ["spec", "nothing"])).toBeNull();
    expect(pod?.properties?.["spec"] && schemas.typeOf(schemas.at(pod, ["spec"])?.properties?.["containers"] ?? {})).toBe("[]object");
  });

  it("are documented where Kubernetes documents them", () => {
    expect(reference("networking.k8s.io/v1", "Ingress")).toMatch(/#ingress-v1-networking-k8s-io$/);
    expect(reference("v1", "Pod")).toMatch(/#pod-v1-core$/);
  });
});
