/** A real HTTP server that answers as it is told and remembers what it was asked. Port 0, disposable. */
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

import { GraphClient } from '../../src/index.ts';
import type { GraphClientOptions } from '../../src/index.ts';

export interface Asked {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  /** Takes over the answer: for resets and silence. */
  readonly act?: (response: ServerResponse, request: IncomingMessage) => void;
}

export type Respond = (asked: Asked, index: number) => Reply;

export interface GraphServer extends AsyncDisposable {
  readonly origin: string;
  readonly asked: Asked[];
  /** A client of this server, quick to give up, that does not sleep; `slept` says how long it would have. */
  client(options?: Partial<GraphClientOptions>): GraphClient;
  readonly slept: number[];
}

export async function graphServer(respond: Respond): Promise<GraphServer> {
  const asked: Asked[] = [];
  const slept: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      asked.push(one);
      const reply = respond(one, asked.length - 1);
      if (reply.act !== undefined) {
        reply.act(response, request);
        return;
      }
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
      response.end(reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    asked,
    slept,
    client: (options = {}) =>
      new GraphClient({
        baseUrl: `${origin}/v1.0`,
        timeoutMs: 2_000,
        random: () => 0.5,
        sleep: (ms) => {
          slept.push(ms);
          return Promise.resolve();
        },
        ...options,
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
