/**
 * Graph as renewals see it, in a process of its own: the simulator's reading of batches and its limits on requests
 * about subscriptions, over a book that only knows when each was last renewed. A hundred thousand subscriptions
 * would take the whole simulator minutes to make. Time is what the parent says.
 */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';

import { readBatch } from '../../packages/graph-simulator/src/batch/read-batch.ts';
import type { BatchMember } from '../../packages/graph-simulator/src/batch/read-batch.ts';
import { runBatch } from '../../packages/graph-simulator/src/batch/run-batch.ts';
import type { MemberAnswer } from '../../packages/graph-simulator/src/batch/run-batch.ts';
import {
  RequestLimits,
  ThrottledError,
} from '../../packages/graph-simulator/src/subscriptions/request-limits.ts';
import { SimClock } from '../../packages/graph-simulator/src/clock.ts';

const [start] = process.argv.slice(2).map(Number);
if (start === undefined) throw new Error('renewal-graph.ts <ms since the epoch>');

const clock = new SimClock({ startsAt: start, stands: true });
const limits = new RequestLimits(clock);
const PATCH_PAUSE_MS = 10 * 60_000;
const renewedAt = new Map<string, number>();
const counts = { batches: 0, single: 0, members: 0, throttled: 0, tooSoon: 0, renewed: 0 };

function patch(id: string): { status: number; headers: Record<string, string>; body: unknown } {
  counts.members += 1;
  try {
    limits.take('app', 'tenant', 'write');
  } catch (error) {
    if (!(error instanceof ThrottledError)) throw error;
    counts.throttled += 1;
    return {
      status: 429,
      headers: { 'Retry-After': String(error.retryAfter) },
      body: { error: { code: 'TooManyRequests' } },
    };
  }
  const last = renewedAt.get(id);
  if (last !== undefined && clock.now() - last < PATCH_PAUSE_MS) counts.tooSoon += 1;
  renewedAt.set(id, clock.now());
  counts.renewed = renewedAt.size;
  const expirationDateTime = new Date(clock.now() + 3 * 86_400_000).toISOString();
  return { status: 200, headers: {}, body: { id, resource: 'r', expirationDateTime } };
}

const idOf = (url: string): string => decodeURIComponent(url.split('/').at(-1) ?? '');

async function batch(text: string): Promise<{ responses: MemberAnswer[] }> {
  counts.batches += 1;
  const send = (member: BatchMember): Promise<MemberAnswer> =>
    Promise.resolve({ id: member.id, ...patch(idOf(member.url)) });
  const failed = ({ id }: BatchMember): MemberAnswer => ({ id, status: 424, headers: {} });
  return { responses: await runBatch(readBatch(JSON.parse(text)), send, failed) };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const server = createServer((request, response) => {
  const answer = async (): Promise<void> => {
    const text = await textOf(request);
    const url = request.url ?? '';
    if (url.endsWith('/$batch')) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(await batch(text)));
      return;
    }
    counts.single += 1;
    const { status, headers, body } = patch(idOf(url));
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  answer().catch(() => response.writeHead(500).end());
});

process.on('message', (now) => {
  if (typeof now === 'number') clock.advance(now - clock.now());
  process.send?.(counts);
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  process.send?.({ url: `http://127.0.0.1:${address.port}/v1.0` });
});
