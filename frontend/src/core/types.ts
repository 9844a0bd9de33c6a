/** What the server sends, and what the page keeps of it. */

export type Language = "fr" | "en";

export type ObjectState =
  | "ready"
  | "starting"
  | "pending"
  | "terminating"
  | "failed"
  | "unknown"
  | "done"
  | "idle";

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly state: string;
  readonly ready: boolean;
  readonly restarts: number;
}

export interface Capacity {
  readonly cpuMilli: number;
  readonly memory: number;
  readonly pods: number;
}

/** One object of the cluster, as it is drawn. */
export interface GraphNode {
  readonly id: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly namespace?: string;
  readonly name: string;
  /** Below the address of the cluster's API. */
  readonly path: string;
  readonly state: ObjectState;
  /** A few words in the reader's language. */
  readonly line: string;
  /** Virtual milliseconds until which a countdown runs. */
  readonly until?: number;
  readonly owner?: string;
  readonly node?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly wants?: number;
  readonly sees?: number;
  readonly ready?: number;
  readonly restarts?: number;
  readonly containers?: readonly Container[];
  readonly revisionLabel?: string;
  readonly capacity?: Capacity;
  readonly requested?: Capacity;
  readonly flags: readonly string[];
  readonly created: number;
}

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: string;
}

export interface StoryLine {
  readonly revision: number;
  readonly at: number;
  readonly actor: string;
  readonly text: string;
  readonly objects: readonly string[];
  readonly tone: "you" | "control" | "schedule" | "run" | "warning";
}

export interface Mark {
  readonly revision: number;
  readonly at: number;
  readonly kind: string;
  readonly text: string;
  readonly objects: readonly string[];
}

/** The cluster's clock as the server last said it. */
export interface Clock {
  readonly now: number;
  readonly speed: number;
  readonly nextDue: number | null;
}

export interface LessonStep {
  readonly id: string;
  readonly title: string;
  readonly html: string;
  readonly hints: number;
  readonly prediction: { readonly question: string; readonly choices: readonly { readonly id: string; readonly text: string }[] } | null;
}

export interface LessonView {
  readonly id: string;
  readonly title: string;
  readonly chapter: string;
  readonly minutes: number;
  readonly index: number;
  readonly count: number;
  readonly intro: string;
  readonly steps: readonly LessonStep[];
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly next: { readonly id: string; readonly title: string } | null;
}

export interface LessonStepState {
  readonly state: "todo" | "current" | "done";
  readonly verdict: string;
  readonly hints: readonly string[];
  /** The check is true, and must stay so for a while. */
  readonly holding?: boolean;
  /** The hint of a mistake that was seen. */
  readonly mistake?: string | null;
  readonly predicted?: string | null;
  /** What of the predicted things came true. */
  readonly came?: readonly string[];
  readonly outcome?: string | null;
  readonly after?: string | null;
  /** The revisions between which the step was done. */
  readonly from?: number;
  readonly to?: number;
}

export interface LessonState {
  readonly step: string;
  readonly steps: Readonly<Record<string, LessonStepState>>;
  readonly done: boolean;
  /** Whether the learner did something that can be undone. */
  readonly undo?: boolean;
  /** Whether the solution of the current step may be shown. */
  readonly solution?: boolean;
}

export interface LessonSolution {
  readonly step: string;
  readonly objects: readonly {
    readonly kind: string;
    readonly name: string;
    readonly deleted: boolean;
    readonly lines: readonly { readonly sign: " " | "+" | "-"; readonly text: string }[];
  }[];
}

export interface Boot {
  readonly session: string;
  readonly lang: Language;
  readonly lesson: LessonView | null;
  readonly api: string;
  readonly rest: string;
  readonly ws: string;
}

export interface Snapshot {
  readonly type: "snapshot";
  readonly epoch: string;
  readonly revision: number;
  readonly clock: Clock;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly story: readonly StoryLine[];
  readonly marks: readonly Mark[];
  readonly faults?: readonly Fault[];
  readonly lesson?: LessonState;
}

export interface Delta {
  readonly type: "delta";
  readonly from: number;
  readonly to: number;
  readonly clock: Clock;
  readonly put: { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] };
  readonly gone: { readonly nodes: readonly string[]; readonly edges: readonly string[] };
  readonly story: readonly StoryLine[];
  readonly marks: readonly Mark[];
  readonly events: boolean;
  readonly faults?: readonly Fault[];
  readonly lesson?: LessonState;
}

export type ServerMessage =
  | Snapshot
  | Delta
  | { readonly type: "clock"; readonly clock: Clock; readonly lesson?: LessonState }
  | { readonly type: "bye"; readonly reason: string };

/** One fault of an edited text. */
export interface Problem {
  readonly document: number;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
  readonly explanation: string;
  readonly code: string;
}

export interface Applied {
  readonly document: number;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly result: "created" | "configured" | "unchanged";
}

/** Something that is broken on purpose, until it is mended. */
export interface Fault {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly node?: string;
  readonly from?: string;
  readonly to?: string;
}

/** What is real of a subject, in a sentence. */
export interface Fidelity {
  readonly subject: string;
  readonly title: string;
  readonly level: "real" | "simplified" | "absent";
  readonly text: string;
}

/** A client that sends requests, and what became of them. */
export interface Flow {
  readonly id: string;
  readonly to: string;
  readonly perSecond: number;
  /** Where in the cluster the client stands; null for one outside. */
  readonly namespace: string | null;
  readonly since: number;
  readonly served: number;
  readonly failed: number;
  /** HTTP status or kind of failure → how many. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly pods: Readonly<Record<string, number>>;
  readonly seconds: readonly { readonly at: number; readonly served: number; readonly failed: number; readonly latencyMillis: number }[];
}

/** What an edit would do over the next minute. */
export interface Foreseen {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
  readonly story: readonly StoryLine[];
  /** Each with [milliseconds, ready, wished] wherever one of the counts changes. */
  readonly workloads: readonly {
    readonly name: string;
    readonly series: readonly (readonly [number, number, number])[];
    readonly unavailableMillis: number;
  }[];
  readonly millis: number;
}
