/** What a new object begins with. */
export const TEMPLATES = {
  deployment: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports:
            - containerPort: 80
`,
  pod: `apiVersion: v1
kind: Pod
metadata:
  name: hello
  labels:
    app: hello
spec:
  containers:
    - name: hello
      image: nginx:1.27
      ports:
        - containerPort: 80
`,
  replicaset: `apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: frontend
spec:
  replicas: 3
  selector:
    matchLabels:
      tier: frontend
  template:
    metadata:
      labels:
        tier: frontend
    spec:
      containers:
        - name: web
          image: nginx:1.27
`,
  service: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 80
`,
  configmap: `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  greeting: hello
`,
  secret: `apiVersion: v1
kind: Secret
metadata:
  name: credentials
stringData:
  password: change-me
`,
  namespace: `apiVersion: v1
kind: Namespace
metadata:
  name: team-a
`,
} as const;

export type TemplateName = keyof typeof TEMPLATES;

/** Cuts a live object down to what one edits: without its status and without what the server keeps for itself. */
export function editable(yaml: string): string {
  const kept: string[] = [];
  let skipBelow = -1;
  let inMetadata = false;
  for (const line of yaml.split("\n")) {
    const indent = line.length - line.trimStart().length;
    if (skipBelow >= 0) {
      const item = indent === skipBelow && line.trimStart().startsWith("- ");
      if (line.trim() === "" || indent > skipBelow || item) continue;
      skipBelow = -1;
    }
    if (indent === 0 && line.trim() !== "") inMetadata = line.startsWith("metadata:");
    if (line.startsWith("status:")) {
      skipBelow = 0;
      continue;
    }
    if (inMetadata && indent === 2 && /^ {2}(managedFields|uid|resourceVersion|creationTimestamp|generation|deletionTimestamp|deletionGracePeriodSeconds):/.test(line)) {
      skipBelow = 2;
      continue;
    }
    kept.push(line);
  }
  return `${kept.join("\n").trimEnd()}\n`;
}
