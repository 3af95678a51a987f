/**
 * A line to a TCP server that can hang as lines do where packets are dropped: what stands open then carries nothing more
 * and is never told, while what is opened afterwards works.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

export interface HangingLine extends AsyncDisposable {
  /** The same address, over this line. */
  readonly url: string;
  /** Connections that were opened so far. */
  readonly opened: number;
  hang(): void;
}

export async function startHangingLine(url: string): Promise<HangingLine> {
  const target = new URL(url);
  const mute = new WeakSet<Socket>();
  const sockets = new Set<Socket>();
  let opened = 0;
  const join = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (bytes) => {
      if (!mute.has(from)) to.write(bytes);
    });
    from.on('error', () => from.destroy());
    from.on('close', () => {
      sockets.delete(from);
      if (!mute.has(from)) to.destroy();
    });
  };
  const server = createServer((near) => {
    opened += 1;
    const far = connect({ host: target.hostname, port: Number(target.port) });
    join(near, far);
    join(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  const over = new URL(url);
  over.host = `127.0.0.1:${address.port}`;
  return {
    url: over.href,
    get opened() {
      return opened;
    },
    hang: () => {
      for (const socket of sockets) mute.add(socket);
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
