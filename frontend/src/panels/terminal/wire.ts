/** What the terminal of the session says. */
export type Said =
  | { readonly type: "out"; readonly out: string; readonly err: string }
  | { readonly type: "end"; readonly code: number; readonly namespace?: string; readonly edit?: string; readonly shell?: string }
  | { readonly type: "completions"; readonly from: number; readonly words: readonly string[] }
  | { readonly type: "bye"; readonly reason: string };

export interface Wire {
  send(message: object): void;
  close(): void;
}

function address(path: string): string {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${path}`;
}

/** The line to the session's terminal, opened when the first message is sent and again after it was cut. */
export class TerminalWire implements Wire {
  private socket: WebSocket | null = null;

  constructor(
    private readonly path: string,
    private readonly hear: (said: Said) => void,
    private readonly cut: () => void,
  ) {}

  send(message: object): void {
    const text = JSON.stringify(message);
    const socket = this.socket ?? this.open();
    if (socket.readyState === WebSocket.OPEN) socket.send(text);
    else socket.addEventListener("open", () => socket.send(text));
  }

  private open(): WebSocket {
    const socket = new WebSocket(address(this.path));
    this.socket = socket;
    socket.onmessage = (message: MessageEvent<string>) => this.hear(JSON.parse(message.data) as Said);
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.cut();
    };
    return socket;
  }

  close(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}

const INPUT = 0;
const OUTPUT = 1;
const ERRORS = 2;

/** A shell in a container, over the streams that `kubectl exec` uses: the first byte of a message says which. */
export class ShellWire {
  private readonly socket: WebSocket;
  private readonly decoder = new TextDecoder();

  constructor(path: string, hear: (text: string, isError: boolean) => void, ended: () => void) {
    this.socket = new WebSocket(address(path), "v4.channel.k8s.io");
    this.socket.binaryType = "arraybuffer";
    this.socket.onmessage = (message: MessageEvent<ArrayBuffer>) => {
      const bytes = new Uint8Array(message.data);
      const channel = bytes[0];
      if (bytes.length > 1 && (channel === OUTPUT || channel === ERRORS)) hear(this.decoder.decode(bytes.subarray(1)), channel === ERRORS);
    };
    this.socket.onclose = ended;
  }

  type(text: string): void {
    const bytes = new TextEncoder().encode(text);
    const message = new Uint8Array(bytes.length + 1);
    message[0] = INPUT;
    message.set(bytes, 1);
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(message);
    else this.socket.addEventListener("open", () => this.socket.send(message));
  }

  close(): void {
    this.socket.close();
  }
}
