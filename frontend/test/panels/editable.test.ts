import { describe, expect, it } from "vitest";
import { editable, TEMPLATES } from "../../src/panels/editor/templates";

describe("what the editor shows of a live object", () => {
  it("leaves out the status and what the server keeps for itself", () => {
    const live = `apiVersion: v1
kind: Pod
metadata:
  creationTimestamp: "2026-01-01T00:00:00Z"
  labels:
    app: web
  managedFields:
  - apiVersion: v1
    fieldsV1:
      f:status: {}
    manager: page
  name: web
  resourceVersion: "42"
  uid: abc
spec:
  containers:
  - name: web
    status: not the status
status:
  conditions:
  - type: Ready
  phase: Running
`;
    expect(editable(live)).toBe(`apiVersion: v1
kind: Pod
metadata:
  labels:
    app: web
  name: web
spec:
  containers:
  - name: web
    status: not the status
`);
  });

  it("offers templates that name their kind", () => {
    for (const [name, text] of Object.entries(TEMPLATES)) expect(/^kind: (.+)$/m.exec(text)?.[1]?.toLowerCase()).toBe(name);
  });
});
