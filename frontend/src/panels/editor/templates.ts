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
  statefulset: `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: postgres:16
          env:
            - name: POSTGRES_PASSWORD
              value: change-me
          volumeMounts:
            - name: data
              mountPath: /var/lib/postgresql/data
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes:
          - ReadWriteOnce
        resources:
          requests:
            storage: 1Gi
`,
  daemonset: `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
        - name: agent
          image: busybox:1.36
          command: ["sleep", "infinity"]
`,
  job: `apiVersion: batch/v1
kind: Job
metadata:
  name: once
spec:
  completions: 1
  backoffLimit: 4
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: once
          image: busybox:1.36
          command: ["sh", "-c", "echo working; sleep 5"]
`,
  cronjob: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  schedule: "0 2 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: nightly
              image: busybox:1.36
              command: ["sh", "-c", "echo good night; sleep 5"]
`,
  ingress: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  rules:
    - host: web.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port:
                  number: 80
`,
  networkpolicy: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: only-web-reaches-db
spec:
  podSelector:
    matchLabels:
      app: db
  policyTypes:
    - Ingress
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: web
`,
  horizontalpodautoscaler: `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
  minReplicas: 2
  maxReplicas: 10
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 60
`,
  poddisruptionbudget: `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  minAvailable: 2
  selector:
    matchLabels:
      app: web
`,
  persistentvolumeclaim: `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  accessModes:
    - ReadWriteOnce
  resources:
    requests:
      storage: 1Gi
`,
  persistentvolume: `apiVersion: v1
kind: PersistentVolume
metadata:
  name: disk-1
spec:
  capacity:
    storage: 5Gi
  accessModes:
    - ReadWriteOnce
  hostPath:
    path: /mnt/disk-1
`,
  serviceaccount: `apiVersion: v1
kind: ServiceAccount
metadata:
  name: robot
`,
  role: `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: reads-pods
rules:
  - apiGroups: [""]
    resources: ["pods"]
    verbs: ["get", "list", "watch"]
`,
  rolebinding: `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: robot-reads-pods
subjects:
  - kind: ServiceAccount
    name: robot
    namespace: default
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: reads-pods
`,
  resourcequota: `apiVersion: v1
kind: ResourceQuota
metadata:
  name: small
spec:
  hard:
    pods: "10"
    requests.cpu: "2"
    requests.memory: 4Gi
`,
  limitrange: `apiVersion: v1
kind: LimitRange
metadata:
  name: usual
spec:
  limits:
    - type: Container
      defaultRequest:
        cpu: 100m
        memory: 128Mi
      default:
        cpu: 500m
        memory: 256Mi
`,
  priorityclass: `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata:
  name: important
value: 1000
`,
  customresourcedefinition: `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: fish.aquarium.example.com
spec:
  group: aquarium.example.com
  scope: Namespaced
  names:
    plural: fish
    singular: fish
    kind: Fish
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                colour:
                  type: string
`,
} as const;

/** The names of kinds are Kubernetes' own and the same in every language. */
export function kindOf(template: TemplateName): string {
  return /^kind: (\S+)/m.exec(TEMPLATES[template])?.[1] ?? template;
}

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
