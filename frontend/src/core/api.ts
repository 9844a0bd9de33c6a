import type { Applied, Boot, Clock, Fidelity, Flow, Foreseen, GraphEdge, GraphNode, Language, LessonSolution, LessonView, Problem, StoryLine } from "./types";

/** A refusal, in a sentence of the reader's language or the API's own. */
export class Refused extends Error {}

export type Outcome = { readonly applied: readonly Applied[] } | { readonly problems: readonly Problem[] };

/** One Event of the cluster. */
export interface KubeEvent {
  readonly metadata: { readonly uid: string; readonly name: string };
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly uid?: string };
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count?: number;
  readonly lastTimestamp?: string;
  readonly eventTime?: string;
}

/** All requests of the page. Every one that changes the cluster goes through the Kubernetes API or `apply`. */
export class Api {
  constructor(
    private readonly boot: Boot,
    private readonly language: () => Language,
  ) {}

  async yaml(path: string): Promise<string> {
    const answer = await this.call(`${this.boot.api}/${path}`, { headers: { Accept: "application/yaml" } });
    return answer.text();
  }

  async apply(text: string): Promise<Outcome> {
    const answer = await fetch(`${this.boot.rest}/apply?lang=${this.language()}`, {
      method: "POST",
      headers: { "Content-Type": "application/yaml" },
      body: text,
    });
    if (answer.ok || answer.status === 422 || answer.status === 413) return (await answer.json()) as Outcome;
    throw new Refused(await sentence(answer));
  }

  /** What applying this would do, tried on a copy of the cluster. */
  async preview(text: string): Promise<Foreseen | { readonly problems: readonly Problem[] }> {
    const answer = await fetch(`${this.boot.rest}/preview?lang=${this.language()}`, {
      method: "POST",
      headers: { "Content-Type": "application/yaml" },
      body: text,
    });
    if (answer.ok || answer.status === 422 || answer.status === 413) return (await answer.json()) as Foreseen | { problems: Problem[] };
    throw new Refused(await sentence(answer));
  }

  /** Deletes; `killed` leaves the Pod one second instead of its own grace period. */
  async remove(path: string, killed: boolean): Promise<void> {
    await this.call(`${this.boot.api}/${path}`, {
      method: "DELETE",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(killed ? { gracePeriodSeconds: 1 } : {}),
    });
  }

  /** Changes fields of an object; a null takes one away. */
  async patch(path: string, change: object): Promise<void> {
    await this.call(`${this.boot.api}/${path}`, {
      method: "PATCH",
      headers: { "Content-Type": "application/merge-patch+json" },
      body: JSON.stringify(change),
    });
  }

  async breakIt(fault: Readonly<Record<string, string>>): Promise<void> {
    await this.call(`${this.boot.rest}/faults?lang=${this.language()}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fault),
    });
  }

  async mend(fault: string): Promise<void> {
    await this.call(`${this.boot.rest}/faults/${encodeURIComponent(fault)}?lang=${this.language()}`, { method: "DELETE" });
  }

  /** Has one more machine join the cluster. */
  async addNode(): Promise<void> {
    await this.call(`${this.boot.rest}/nodes?lang=${this.language()}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  }

  async scale(path: string, replicas: number): Promise<void> {
    await this.call(`${this.boot.api}/${path}/scale`, {
      method: "PATCH",
      headers: { "Content-Type": "application/merge-patch+json" },
      body: JSON.stringify({ spec: { replicas } }),
    });
  }

  async events(): Promise<readonly KubeEvent[]> {
    const answer = await this.call(`${this.boot.api}/api/v1/events?limit=500`, {});
    return ((await answer.json()) as { items: KubeEvent[] }).items;
  }

  async story(uid: string): Promise<readonly StoryLine[]> {
    const answer = await this.call(`${this.boot.rest}/story?uid=${encodeURIComponent(uid)}&lang=${this.language()}`, {});
    return ((await answer.json()) as { lines: StoryLine[] }).lines;
  }

  /** The schemas of one group and version, as the cluster serves them to kubectl too. */
  async openApi(apiVersion: string): Promise<unknown> {
    const group = apiVersion.includes("/") ? `apis/${apiVersion}` : `api/${apiVersion}`;
    const answer = await this.call(`${this.boot.api}/openapi/v3/${group}`, {});
    return answer.json();
  }

  /** The drawing as it was at a revision. */
  async graphAt(revision: number): Promise<{ readonly at: number; readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] }> {
    const answer = await this.call(`${this.boot.rest}/graph?revision=${revision}&lang=${this.language()}`, {});
    return (await answer.json()) as { at: number; nodes: GraphNode[]; edges: GraphEdge[] };
  }

  /** A new cluster that goes on from a revision; answers the address of its page. */
  async fork(revision: number): Promise<string> {
    const answer = await this.call(`${this.boot.rest}/fork?lang=${this.language()}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ revision }),
    });
    return ((await answer.json()) as { page: string }).page;
  }

  async fidelity(): Promise<readonly Fidelity[]> {
    const answer = await this.call(`/api/fidelity?lang=${this.language()}`, {});
    return (await answer.json()) as Fidelity[];
  }

  async traffic(): Promise<readonly Flow[]> {
    const answer = await this.call(`${this.boot.rest}/traffic`, {});
    return (await answer.json()) as Flow[];
  }

  async startTraffic(to: string, perSecond: number): Promise<void> {
    await this.call(`${this.boot.rest}/traffic?lang=${this.language()}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ to, perSecond }),
    });
  }

  async stopTraffic(id: string): Promise<void> {
    await this.call(`${this.boot.rest}/traffic/${id}`, { method: "DELETE" });
  }

  async speed(speed: number): Promise<Clock> {
    return this.clock("pace", "PUT", { speed });
  }

  async step(): Promise<Clock> {
    return this.clock("pace/step", "POST", {});
  }

  async advance(by: string): Promise<Clock> {
    return this.clock("pace/advance", "POST", { by });
  }

  async hint(step: string): Promise<void> {
    await this.call(`${this.boot.rest}/lesson/hint`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ step }),
    });
  }

  async predict(step: string, choice: string): Promise<void> {
    await this.call(`${this.boot.rest}/lesson/predict`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ step, choice }),
    });
  }

  async lesson(): Promise<LessonView> {
    const answer = await this.call(`${this.boot.rest}/lesson?lang=${this.language()}`, {});
    return (await answer.json()) as LessonView;
  }

  async resetLesson(): Promise<void> {
    await this.call(`${this.boot.rest}/lesson/reset`, { method: "POST" });
  }

  /** Begins one step anew, with the cluster as it was then. */
  async resetStep(step: string): Promise<void> {
    await this.call(`${this.boot.rest}/lesson/reset-step`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ step }),
    });
  }

  /** Goes back to before the learner's last action. */
  async undoInLesson(): Promise<void> {
    await this.call(`${this.boot.rest}/lesson/undo`, { method: "POST" });
  }

  /** What the solution of the current step would change. */
  async solution(): Promise<LessonSolution> {
    const answer = await this.call(`${this.boot.rest}/lesson/solution`, {});
    return (await answer.json()) as LessonSolution;
  }

  private async clock(path: string, method: string, body: object): Promise<Clock> {
    const answer = await this.call(`${this.boot.rest}/${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Clock;
  }

  private async call(address: string, options: RequestInit): Promise<Response> {
    const answer = await fetch(address, {
      ...options,
      headers: { "X-Kubarium-Actor": "page", "Accept-Language": this.language(), ...options.headers },
    });
    if (!answer.ok) throw new Refused(await sentence(answer));
    return answer;
  }
}

/** The sentence of a refusal: our own error, or the message of a Kubernetes Status. */
async function sentence(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    const body = JSON.parse(text) as { message?: string; error?: { message?: string } };
    return body.error?.message ?? body.message ?? `HTTP ${answer.status}`;
  } catch {
    return text.length > 0 && text.length < 300 ? text : `HTTP ${answer.status}`;
  }
}
