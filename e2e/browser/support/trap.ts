/** An address that nobody should ever ask: every request to it is counted, by its path. */
import { once } from 'node:events';
import { createServer } from 'node:http';

export interface Trap extends AsyncDisposable {
  readonly url: string;
  /** Paths without the first slash, in the order they were asked. */
  readonly caught: readonly string[];
}

/** `pages` are answered as documents instead of counted, by path. */
export async function startTrap(
  pages: (trap: string) => ReadonlyMap<string, string> = () => new Map(),
): Promise<Trap> {
  const caught: string[] = [];
  let documents: ReadonlyMap<string, string> = new Map();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://trap.invalid');
    const document = documents.get(pathname);
    if (document !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(document);
      return;
    }
    caught.push(decodeURIComponent(pathname.slice(1)));
    response.writeHead(204, { 'access-control-allow-origin': '*' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  const url = `http://127.0.0.1:${address.port}`;
  documents = pages(url);
  return {
    url,
    caught,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
