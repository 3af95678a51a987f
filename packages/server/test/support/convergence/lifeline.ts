/**
 * Everything a process is tied to the world by: its sockets to PostgreSQL and its requests to Graph. Cut, the
 * world sees what it sees of a SIGKILL: connections that end, in the middle of whatever they were about.
 * It can be set to cut itself at the n-th thing that goes out or comes in.
 */
import { Socket } from 'node:net';

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** What happens around the n-th request of a worker, counted from when it was told to begin. */
export interface RequestHooks {
  before(request: number): Promise<void>;
  /** The answer is there; who asked does not have it yet. */
  after(request: number): Promise<void>;
}

export class Lifeline {
  readonly #sockets = new Set<Socket>();
  readonly #ended = new AbortController();
  #left: number | null = null;
  #requests = 0;
  #hooks: RequestHooks | undefined;

  get isCut(): boolean {
    return this.#ended.signal.aborted;
  }

  /** What was not yet aborted by a cut: for work that a stopping process would be told to leave. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** @param steps that many more things may go out or come in; null: any number */
  cutAfter(steps: number | null): void {
    this.#left = steps;
  }

  /** Requests are counted anew. */
  watch(hooks: RequestHooks | undefined): void {
    this.#requests = 0;
    this.#hooks = hooks;
  }

  cut(): void {
    if (this.isCut) return;
    this.#ended.abort(new Error('The process was killed.'));
    for (const socket of this.#sockets) socket.destroy();
  }

  /** False: cut, now or before; nothing goes any further. */
  step(): boolean {
    if (this.isCut) return false;
    if (this.#left === null) return true;
    this.#left -= 1;
    if (this.#left > 0) return true;
    this.cut();
    return false;
  }

  /** For the pool of connections to PostgreSQL. */
  readonly socket = (): Socket => {
    const socket = new CountedSocket(this);
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    if (this.isCut) socket.destroy();
    return socket;
  };

  /** In place of the global one. */
  readonly fetch: Fetch = async (url, init = {}) => {
    const signals = [this.#ended.signal, ...(init.signal == null ? [] : [init.signal])];
    this.#requests += 1;
    const request = this.#requests;
    await this.#hooks?.before(request);
    if (!this.step()) throw new TypeError('fetch failed');
    const response = await fetch(url, { ...init, signal: AbortSignal.any(signals) });
    const body = await response.arrayBuffer();
    await this.#hooks?.after(request);
    if (!this.step()) throw new TypeError('fetch failed');
    const { status, headers } = response;
    return new Response(status === 204 || status === 304 ? null : body, { status, headers });
  };
}

class CountedSocket extends Socket {
  readonly #line: Lifeline;

  constructor(line: Lifeline) {
    super();
    this.#line = line;
  }

  override _write(chunk: unknown, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.#line.step()) super._write(chunk, encoding, callback);
    else callback(new Error('The process was killed.'));
  }

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (chunk !== null && !this.#line.step()) return false;
    return super.push(chunk, encoding);
  }
}
