import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isSimulated } from '../http/request-url.ts';
import type { SimUser, World } from '../world/types.ts';
import { loggedUrl } from './logged-url.ts';
import type { LoggedRequest, OpenEntry, RequestLog } from './request-log.ts';

export interface RequestLogHooksOptions {
  readonly world: World;
  readonly log: RequestLog;
  readonly identify: (request: FastifyRequest) => SimUser | undefined;
  /** Told of every request when its answer has ended. */
  readonly onEntry?: ((entry: LoggedRequest) => void) | undefined;
}

/** A member of a batch has no connection that could break. Its agent is that of Fastify's own injected requests. */
const isWithinBatch = (request: FastifyRequest): boolean =>
  request.headers['user-agent'] === 'lightMyRequest';

/** Enters every Entra and Graph request in the log when it arrives, and its status when answered. */
export function installRequestLog(
  app: FastifyInstance,
  options: RequestLogHooksOptions,
): { readonly noteFault: (request: FastifyRequest, kind: string) => void } {
  const { world, log, identify } = options;
  const open = new WeakMap<FastifyRequest, OpenEntry>();
  const underWay = new Map<string, number>();

  app.addHook('onRequest', (request, reply, done) => {
    if (isSimulated(request.url)) {
      const user = identify(request);
      const counted = user !== undefined && request.url.startsWith('/v1.0/');
      const concurrent = counted ? (underWay.get(user.id) ?? 0) + 1 : 0;
      const entry = log.open({
        at: new Date(world.clock.now()).toISOString(),
        method: request.method,
        ...loggedUrl(request.url),
        user: user?.userPrincipalName ?? null,
        concurrent,
        status: null,
        complete: false,
        faults: [],
      });
      open.set(request, entry);
      if (counted) underWay.set(user.id, concurrent);
      // 'close' comes once in every case: answered, broken off by us, given up by the client.
      reply.raw.once('close', () => {
        if (reply.raw.headersSent) entry.status = reply.raw.statusCode;
        entry.complete = reply.raw.writableFinished || isWithinBatch(request);
        if (counted) underWay.set(user.id, (underWay.get(user.id) ?? 1) - 1);
        options.onEntry?.(entry);
      });
    }
    done();
  });

  // Forms name their user in the body, which is not read before.
  app.addHook('preValidation', (request, _reply, done) => {
    const entry = open.get(request);
    if (entry !== undefined) entry.user ??= identify(request)?.userPrincipalName ?? null;
    done();
  });

  // The status is known to a client that has its answer; 'close' may come a moment later.
  app.addHook('onSend', (request, reply, payload, done) => {
    const entry = open.get(request);
    if (entry !== undefined) entry.status = reply.statusCode;
    done(null, payload);
  });

  return {
    noteFault: (request, kind) => {
      const entry = open.get(request);
      if (entry !== undefined) entry.faults = [...entry.faults, kind];
    },
  };
}
