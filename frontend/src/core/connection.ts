import { type Store, withDelta, withSnapshot } from "./state";
import type { ServerMessage } from "./types";

const FIRST_RETRY = 500;
const LONGEST_RETRY = 10_000;
const PING_EVERY = 25_000;

/** The live line to the cluster: what was missed while it was cut comes with the next greeting. */
export class Connection {
  private socket: WebSocket | null = null;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly ping: ReturnType<typeof setInterval>;
  private ended = false;

  constructor(
    private readonly address: string,
    private readonly store: Store,
  ) {
    this.open();
    this.ping = setInterval(() => this.send({ type: "ping" }), PING_EVERY);
    addEventListener("online", () => this.retryNow());
  }

  /** Greets anew: after a change of language everything is told again in the other one. */
  hello(afresh: boolean): void {
    const { lang, revision, epoch } = this.store.state;
    this.send({ type: "hello", lang, revision: afresh ? null : revision, epoch: afresh ? null : epoch });
  }

  retryNow(): void {
    if (this.store.state.link === "lost") {
      if (this.timer !== null) clearTimeout(this.timer);
      this.open();
    }
  }

  private open(): void {
    const secure = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${secure}//${location.host}${this.address}`);
    this.socket = socket;
    socket.onopen = () => this.hello(false);
    socket.onmessage = (message: MessageEvent<string>) => {
      this.failures = 0;
      this.hear(JSON.parse(message.data) as ServerMessage);
    };
    socket.onclose = () => {
      if (this.socket === socket && !this.ended) this.lost();
    };
  }

  private lost(): void {
    const wait = Math.min(FIRST_RETRY * 2 ** this.failures++, LONGEST_RETRY);
    this.store.update((state) => ({ ...state, link: "lost", retryAt: performance.now() + wait }));
    this.timer = setTimeout(() => this.open(), wait);
  }

  private hear(message: ServerMessage): void {
    const now = performance.now();
    switch (message.type) {
      case "snapshot":
        this.store.update((state) => withSnapshot(state, message, now));
        break;
      case "delta":
        if (message.from !== this.store.state.revision) {
          this.hello(false);
          return;
        }
        this.store.update((state) => ({ ...withDelta(state, message, now), link: "live", retryAt: null }));
        break;
      case "clock":
        this.store.update((state) => ({
          ...state,
          link: "live",
          retryAt: null,
          clock: message.clock,
          clockAt: now,
          lesson: message.lesson ?? state.lesson,
        }));
        break;
      case "bye":
        this.ended = true;
        this.store.update((state) => ({ ...state, link: "lost", retryAt: null }));
        break;
    }
  }

  private send(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  close(): void {
    this.ended = true;
    clearInterval(this.ping);
    if (this.timer !== null) clearTimeout(this.timer);
    this.socket?.close();
  }
}
