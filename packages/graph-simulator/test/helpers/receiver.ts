import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireRecord } from './sign-in.ts';

export interface Posted {
  readonly method: string;
  readonly path: string;
  readonly contentType: string | undefined;
  /** Of a handshake, its decoded token. */
  readonly body: string;
  /** What stood in the body of the request. */
  readonly sent: string;
}

export interface Receiver extends AsyncDisposable {
  /** For example `http://127.0.0.1:40123/hook`. */
  readonly url: string;
  /** Handshakes that came in, their decoded tokens. */
  readonly handshakes: Posted[];
  /** Everything else, in order of arrival. */
  readonly posts: Posted[];
  /** Items of all notification POSTs so far. */
  items(): Readonly<Record<string, unknown>>[];
  /** Waits until so many items are there; fails after `limitMs` of real time. */
  waitForItems(count: number, limitMs?: number): Promise<Readonly<Record<string, unknown>>[]>;
}

export interface ReceiverOptions {
  readonly onHandshake?: (token: string, response: ServerResponse, path: string) => void;
  readonly onPost?: (posted: Posted, response: ServerResponse, index: number) => void;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const echo = (token: string, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/plain' }).end(token);
};
const accept = (_posted: Posted, response: ServerResponse): void => {
  response.writeHead(202).end();
};

/** A webhook endpoint that behaves well unless told otherwise. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { onHandshake = echo, onPost = accept } = options;
  const handshakes: Posted[] = [];
  const posts: Posted[] = [];

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://receiver');
    const body = await readBody(request);
    const token = url.searchParams.get('validationToken');
    const posted = {
      method: request.method ?? '',
      path: request.url ?? '/',
      contentType: request.headers['content-type'],
      body: token ?? body,
      sent: body,
    };
    if (token === null) {
      posts.push(posted);
      onPost(posted, response, posts.length - 1);
    } else {
      handshakes.push(posted);
      onHandshake(token, response, url.pathname);
    }
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const items = () =>
    posts.flatMap((posted) => {
      const { value } = requireRecord(JSON.parse(posted.body));
      return Array.isArray(value) ? value.map(requireRecord) : [];
    });
  return {
    url: `http://127.0.0.1:${port}/hook`,
    handshakes,
    posts,
    items,
    waitForItems: async (count, limitMs = 3_000) => {
      for (let waited = 0; waited < limitMs && items().length < count; waited += 5) await sleep(5);
      if (items().length < count) throw new Error(`Only ${items().length} of ${count} notifications came.`);
      return items();
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
