/**
 * Carries faults out on every Entra and Graph route: before the handler, so that a
 * refused request has no effect; a reset after it, so that only the answer is lost.
 */
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { entraErrorBody } from '../entra/entra-error.ts';
import { decodedUrl, isSimulated } from '../http/request-url.ts';
import { requestOrigin } from '../http/request-origin.ts';
import { sendGraphError } from '../http/send-graph-error.ts';
import type { SeededRandom } from '../world/seeded.ts';
import type { SimUser } from '../world/types.ts';
import type { SimWorld } from '../world/world.ts';
import type { FaultEngine } from './fault-engine.ts';
import { isAnswerFault, isDeltaFault, isRefusal } from './fault-actions.ts';
import type { AnswerFault, DeltaFault, RefusalFault } from './fault-actions.ts';
import { cut, PROXY_PAGE, withNulls } from './spoil-answer.ts';
import { tokenDeath } from './token-deaths.ts';

export interface FaultHooksOptions {
  readonly world: SimWorld;
  readonly engine: FaultEngine;
  readonly identify: (request: FastifyRequest) => SimUser | undefined;
  /** Told what the delta round behind a request has to suffer. */
  readonly disturb: (request: FastifyRequest, faults: readonly DeltaFault[]) => void;
  /** Told the kind of every fault that a request meets. */
  readonly note: (request: FastifyRequest, kind: string) => void;
  /** Path and query at which the round of a link, given as path and query, begins anew, where it is known. */
  readonly restartPath: (url: string) => string | undefined;
  /** Ends pauses when the simulator stops. */
  readonly closing: AbortSignal;
}

type StatusFault = Extract<RefusalFault, { type: 'status' }>;
type TokenLostFault = Extract<RefusalFault, { type: 'tokenLost' }>;

/** Long enough for the first part of a broken answer to reach the wire. */
const FLUSH_MS = 30;

const DEFAULTS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  401: ['InvalidAuthenticationToken', 'Access token validation failure.'],
  403: ['ErrorAccessDenied', 'Access is denied. Check credentials and try again.'],
  404: ['ErrorItemNotFound', 'The specified object was not found in the store.'],
  410: ['SyncStateNotFound', 'The sync state generation is not found; generation=605;'],
  429: ['TooManyRequests', 'Please retry again later.'],
  503: ['ServiceUnavailable', 'The service is temporarily unavailable.'],
  504: ['UnknownError', ''],
};

export function installFaultHooks(app: FastifyInstance, options: FaultHooksOptions): void {
  const { engine, identify, closing } = options;
  const spoiled = new WeakMap<FastifyRequest, AnswerFault[]>();

  app.addHook('preValidation', async (request, reply) => {
    if (!isSimulated(request.url)) return;
    const user = identify(request);
    const path = decodedUrl(request.url);
    const faults = engine.forRequest({ method: request.method, path, user });
    for (const { type } of faults) options.note(request, type);
    options.disturb(request, faults.filter(isDeltaFault));
    spoiled.set(request, faults.filter(isAnswerFault));
    for (const fault of faults) {
      if (fault.type === 'delay')
        await sleep(fault.ms, undefined, { signal: closing, ref: false }).catch(() => undefined);
      else if (fault.type === 'killDeltaTokens') {
        if (user !== undefined) options.world.killDeltaTokens(user.id);
      }
      // A hook that has sent its answer ends the request.
      else if (isRefusal(fault)) await refuse(request, reply, fault, options);
    }
  });

  app.addHook('onSend', async (request, reply, payload) => {
    let spoilt = payload;
    for (const fault of spoiled.get(request) ?? [])
      spoilt = spoil(request, reply, spoilt, fault, engine.chance);
    return spoilt;
  });
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  fault: RefusalFault,
  options: FaultHooksOptions,
): FastifyReply {
  switch (fault.type) {
    case 'status':
      return sendStatus(request, reply, fault, options.world);
    case 'tokenLost':
      return sendTokenDeath(request, reply, fault, options);
    case 'proxyPage':
      return reply
        .code(fault.status ?? 502)
        .type('text/html; charset=utf-8')
        .send(PROXY_PAGE);
  }
}

function sendTokenDeath(
  request: FastifyRequest,
  reply: FastifyReply,
  { shape }: TokenLostFault,
  { restartPath, world }: FaultHooksOptions,
): FastifyReply {
  const { location, ...error } = tokenDeath(shape);
  const anew = location ? restartPath(request.url) : undefined;
  if (anew !== undefined) reply.header('location', `${requestOrigin(request)}${anew}`);
  return sendGraphError(request, reply, error, world);
}

function spoil(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  fault: AnswerFault,
  chance: SeededRandom,
): unknown {
  // A member of a batch has no connection of its own to lose.
  if ((fault.type === 'loseAnswer' || fault.type === 'reset') && !(request.raw.socket instanceof Socket)) {
    reply.code(504).removeHeader('content-length');
    return JSON.stringify({ error: { code: 'UnknownError', message: 'The answer was lost by a fault.' } });
  }
  switch (fault.type) {
    case 'loseAnswer':
      request.raw.socket.destroy();
      return payload;
    case 'reset':
      return breakOff(request, reply, payload, fault.afterBytes);
    case 'truncate': {
      if (typeof payload !== 'string') return payload;
      reply.removeHeader('content-length');
      return cut(payload, fault.afterBytes);
    }
    case 'nulls': {
      if (typeof payload !== 'string' || reply.statusCode !== 200 || !isJson(reply)) return payload;
      reply.removeHeader('content-length');
      return withNulls(payload, chance, fault.fields);
    }
  }
}

/** Another fault may have put the page of a proxy in its place. */
function isJson(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type')).startsWith('application/json');
}

function sendStatus(
  request: FastifyRequest,
  reply: FastifyReply,
  fault: StatusFault,
  world: SimWorld,
): FastifyReply {
  if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
  const isGraph = request.url.startsWith('/v1.0/');
  const [code, message] = DEFAULTS[fault.status] ?? ['generalException', 'An error has occurred.'];
  if (isGraph)
    return sendGraphError(
      request,
      reply,
      { status: fault.status, code: fault.code ?? code, message: fault.message ?? message },
      world,
    );
  const body = entraErrorBody(
    {
      error: fault.code ?? 'temporarily_unavailable',
      code: 90033,
      message: fault.message ?? 'A transient error has occurred. Please try again.',
    },
    { at: world.clock.now(), chance: world.chance, origin: requestOrigin(request) },
  );
  return reply.code(fault.status).type('application/json; charset=utf-8').send(body);
}

/** Announces the whole length, sends a part, and breaks the connection. */
function breakOff(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  afterBytes: number | undefined,
): unknown {
  const bytes =
    typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.from(payload) : Buffer.alloc(0);
  const part = Math.min(afterBytes ?? Math.floor(bytes.length / 2), bytes.length - 1);
  if (part <= 0) {
    request.raw.socket.destroy();
    return payload;
  }
  reply.header('content-length', bytes.length);
  return Readable.from(
    (async function* () {
      yield bytes.subarray(0, part);
      await sleep(FLUSH_MS);
      throw new Error('Broken off by a fault rule.');
    })(),
    { objectMode: false },
  );
}
