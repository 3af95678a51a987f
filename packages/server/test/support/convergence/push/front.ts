/**
 * The address that Microsoft was given: what stands in front of our processes, hands them what comes, and can
 * misbehave. Remembers of every item that a process took whether it was committed, and when.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Door } from './push-script.ts';

export type Route = (request: IncomingMessage, response: ServerResponse) => void;

export interface BehindFront {
  readonly route: Route;
  /** Ends with the process. */
  readonly signal: AbortSignal;
}

export class Front implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #behind: BehindFront[] = [];
  readonly #tooLateMs: number;
  #prefix = '';
  #turn = 0;
  door: Door = 'open';

  private constructor(server: Server, port: number, tooLateMs: number) {
    this.#server = server;
    this.#tooLateMs = tooLateMs;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @param tooLateMs real time after which nobody waits for an answer any more */
  static async open(tooLateMs: number): Promise<Front> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address: AddressInfo | string | null = server.address();
    if (address === null || typeof address === 'string') throw new Error('The front has no port.');
    const front = new Front(server, address.port, tooLateMs);
    server.on('request', (request, response) => void front.#take(request, response));
    return front;
  }

  /** API_URL of now. */
  get apiUrl(): string {
    return `${this.url}${this.#prefix}`;
  }

  /** Only what comes under this path is ours from now on. */
  moveTo(prefix: string): void {
    this.#prefix = prefix;
  }

  add(process: BehindFront): void {
    this.#behind.push(process);
    process.signal.addEventListener('abort', () => this.remove(process), { once: true });
  }

  remove(process: BehindFront): void {
    const at = this.#behind.indexOf(process);
    if (at >= 0) this.#behind.splice(at, 1);
  }

  /** A process that has committed what came, and is slow to say so. */
  async linger(): Promise<void> {
    if (this.door === 'slow') await sleep(this.#tooLateMs);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request;
    const url = request.url ?? '/';
    if (!url.startsWith(`${this.#prefix}/`)) {
      response.writeHead(404).end();
      return;
    }
    if (this.door === 'refusing') {
      response.writeHead(503).end();
      return;
    }
    if (this.door === 'proxy-page') {
      response.writeHead(302, { location: '/sign-in', 'content-type': 'text/html' }).end('<p>Sign in.</p>');
      return;
    }
    this.#turn += 1;
    const process = this.#behind[this.#turn % Math.max(1, this.#behind.length)];
    if (process === undefined || this.door === 'silent') {
      socket.destroy();
      return;
    }
    if (this.door === 'slow' && url.includes('validationToken=')) await sleep(this.#tooLateMs);
    const cut = (): void => destroy(socket);
    process.signal.addEventListener('abort', cut, { once: true });
    response.once('close', () => process.signal.removeEventListener('abort', cut));
    request.url = url.slice(this.#prefix.length);
    process.route(request, response);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function destroy(socket: Socket): void {
  if (!socket.destroyed) socket.destroy();
}
