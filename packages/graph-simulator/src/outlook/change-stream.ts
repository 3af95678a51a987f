/** Tells open pages that a mailbox has changed, as server-sent events without content. */
import type { FastifyReply } from 'fastify';
import type { SimWorld } from '../world/world.ts';

/** Until the browser goes away. */
export function streamChanges(reply: FastifyReply, world: SimWorld, userId: string): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  raw.write('retry: 1000\n\n');
  const stop = world.onMailboxChange((change) => {
    if (change.userId === userId) raw.write('event: change\ndata: {}\n\n');
  });
  raw.once('close', stop);
}
