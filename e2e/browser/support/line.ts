/**
 * A line between a browser and the server that can be cut: as a network does it. `break` ends every connection and
 * refuses new ones; `silence` lets them stand and carries nothing, which no end point is told of.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

export interface Line extends AsyncDisposable {
  readonly url: string;
  /** The server's address; nothing is carried before it is set. */
  leadTo(url: string): void;
  cut(how: 'break' | 'silence'): void;
  /** Carries again. What stood silent is broken: its bytes are lost. */
  restore(): void;
}

export async function startLine(): Promise<Line> {
  let target: { host: string; port: number } | undefined;
  let state: 'whole' | 'break' | 'silence' = 'whole';
  const sockets = new Set<Socket>();

  const join = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (bytes) => {
      if (state === 'whole') to.write(bytes);
    });
    from.on('close', () => {
      sockets.delete(from);
      if (state !== 'silence') to.destroy();
    });
    from.on('error', () => from.destroy());
  };
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };

  const server = createServer((near) => {
    if (target === undefined || state === 'break') {
      near.destroy();
      return;
    }
    const far = connect(target);
    join(near, far);
    join(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    leadTo: (url) => {
      const { hostname, port } = new URL(url);
      target = { host: hostname, port: Number(port) };
    },
    cut: (how) => {
      state = how;
      if (how === 'break') breakAll();
    },
    restore: () => {
      breakAll();
      state = 'whole';
    },
    [Symbol.asyncDispose]: async () => {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
