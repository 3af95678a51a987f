/**
 * GET /api/stream: what happens to a person's calendars, as it happens. Presents what mirror/ hands over.
 * A pulse says that nothing was missed: it is sent only when the session was found alive and the log was read
 * just now, so that a page whose stream is silent knows that it does not know.
 */
import { paths, StreamQuery } from '@calmirror/api-contract';
import type { StreamPulse } from '@calmirror/api-contract';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';

import { feedChanges } from '../mirror/change-feed.ts';
import { ChangeFollower } from '../mirror/change-follower.ts';
import { EventStream } from '../platform/event-stream.ts';
import type { ApiServer } from './api-server.ts';
import type { ApiDeps } from './deps.ts';
import type { OpenStreams } from './open-streams.ts';
import { presentChange } from './present/present-change.ts';
import { instant } from './present/times.ts';
import { askerOf } from './who-asks.ts';

const PULSE_EVERY_MS = 4_000;
/** A reader that does not take one page of its backfill in this time comes back with its cursor. */
const PAGE_TAKEN_WITHIN_MS = 20_000;

type Deps = Pick<ApiDeps, 'db' | 'clock' | 'signIn'> & { readonly streams: OpenStreams };

export function changeStream(api: ApiServer, deps: Deps): void {
  const { streams } = deps;
  const follower = new ChangeFollower({
    db: deps.db,
    onError: (error) => api.log.warn({ err: error }, 'the change log could not be read for the streams'),
  });
  api.addHook('preClose', (done) => {
    streams.endAll();
    done();
  });
  api.get(
    paths.stream,
    {
      exposeHeadRoute: false,
      schema: {
        tags: ['changes'],
        summary: 'What the mirror does, as it does it',
        description:
          'Server-sent events. `change`: a CalendarChange, its seq as id. `calendars`: ask /api/calendars again. `pulse`, every 4 seconds: nothing was missed so far. `reset`: the cursor is not known here, ask for everything again and go on from the id of this event. Resumed by Last-Event-ID.',
        querystring: StreamQuery,
        response: { 200: { content: { 'text/event-stream': { schema: Type.String() } } } },
      },
    },
    (request, reply) => {
      const reader = askerOf(request);
      const since = cursorOf(request, request.query.since);
      streams.requireRoom(reader);
      const stream = new EventStream(reply);
      streams.add(stream, reader);
      feed(deps, follower, stream, { request, userId: reader.userId, since }).catch((error: unknown) => {
        request.log.warn({ err: error, requestId: request.id }, 'a stream broke');
        stream.cut();
      });
    },
  );
}

interface Asked {
  readonly request: FastifyRequest;
  readonly userId: string;
  readonly since: number | 'unknown' | undefined;
}

async function feed(
  deps: Deps,
  follower: ChangeFollower,
  stream: EventStream,
  { request, userId, since }: Asked,
): Promise<void> {
  await feedChanges({
    db: deps.db,
    follower,
    userId,
    since,
    signal: stream.closed,
    reader: {
      onChange: (change) => stream.send({ event: 'change', id: change.seq, data: presentChange(change) }),
      onBegin: (seq) => keepAlive(deps, follower, stream, { request, from: seq }),
      onReset: (seq) => stream.send({ event: 'reset', id: seq, data: {} }),
      onCalendars: () => stream.send({ event: 'calendars', data: {} }),
      ready: () => stream.drained(PAGE_TAKEN_WITHIN_MS),
    },
  });
}

/**
 * The first pulse goes out when the place in the log is known, and names it: what a page asks for after it,
 * and what comes by the stream, leave no gap, and a stream that is cut before its first change can be resumed.
 */
function keepAlive(
  { clock, signIn }: Deps,
  follower: ChangeFollower,
  stream: EventStream,
  { request, from }: { readonly request: FastifyRequest; readonly from: number },
): void {
  if (stream.closed.aborted) return;
  const pulse = (id?: number): void => {
    const data: StreamPulse = { at: instant(clock.date()) };
    stream.send({ event: 'pulse', data, ...(id === undefined ? {} : { id }) });
  };
  const look = async (): Promise<void> => {
    await clock.refresh();
    const session = await signIn.sessionOf(request);
    if (session === undefined) stream.end();
    else if (follower.isCurrent()) pulse();
  };
  pulse(from);
  const timer = setInterval(() => {
    look().catch((error: unknown) => request.log.warn({ err: error }, 'a session could not be looked up'));
  }, PULSE_EVERY_MS);
  stream.closed.addEventListener('abort', () => clearInterval(timer), { once: true });
}

/** A browser that opens its stream again sends the last id it saw, and its address as it was at first. */
function cursorOf(request: FastifyRequest, since: number | undefined): number | 'unknown' | undefined {
  const last = request.headers['last-event-id'];
  if (last === undefined || last === '') return since;
  return typeof last === 'string' && /^(0|[1-9]\d{0,15})$/.test(last) && Number.isSafeInteger(Number(last))
    ? Number(last)
    : 'unknown';
}
