/**
 * Stands between server and simulated Microsoft, changes nothing, and remembers every secret that passes: what
 * tokens, codes and client states really were, so that a test can look for their real values elsewhere.
 */
import { createServer, request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';

export interface RecordingProxy extends AsyncDisposable {
  readonly url: string;
  /** Secret → what it is. */
  readonly secrets: ReadonlyMap<string, string>;
  /** The simulator's address; nothing is forwarded before it is set. */
  forwardTo(url: string): void;
}

const inAnswers = /"(access_token|refresh_token|id_token)"\s*:\s*"([^"]+)"/g;
const inBodies = /"(clientState)"\s*:\s*"([^"]+)"/g;
const inForms = /(?:^|&)(code|code_verifier|client_secret|refresh_token)=([^&]+)/g;

export async function startRecordingProxy(): Promise<RecordingProxy> {
  const secrets = new Map<string, string>();
  let target: string | undefined;
  const remember = (text: string, pattern: RegExp): void => {
    for (const [, name = '', value = ''] of text.matchAll(pattern))
      secrets.set(decodeURIComponent(value), name);
  };

  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (target === undefined) throw new Error('The simulator is not there yet.');
    const body = await textOf(request);
    remember(body, inBodies);
    remember(body, inForms);
    const reply = await ask(new URL(request.url ?? '/', target), request, body);
    const location = reply.headers.location ?? '';
    remember(location.replace(/^[^?]*\?/, ''), inForms);
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    const pieces: Uint8Array[] = [];
    for await (const piece of reply) {
      const buffer = bytesOf(piece);
      pieces.push(buffer);
      response.write(buffer);
    }
    if ((request.url ?? '').includes('/token')) remember(Buffer.concat(pieces).toString(), inAnswers);
    response.end();
  };

  const server = createServer((request, response) => {
    // A connection that the simulator broke off is broken off here too.
    forward(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    secrets,
    forwardTo: (url) => {
      target = url;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(bytesOf(piece));
  return Buffer.concat(pieces).toString();
}

function ask(url: URL, request: IncomingMessage, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const onward = send(url, { method: request.method, headers: request.headers }, resolve);
    onward.on('error', reject);
    onward.end(body);
  });
}

function bytesOf(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) return piece;
  throw new TypeError('A stream without encoding gives bytes.');
}
