/** Refuses what is too much for a mailbox, before it has any effect and before it is read. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { graphErrorBody } from '../graph/graph-error.ts';
import { decodedUrl } from '../http/request-url.ts';
import type { GraphCaller } from '../world/types.ts';
import type { SimWorld } from '../world/world.ts';
import type { MailboxLimits, MailboxRefusal } from './mailbox-limits.ts';

export interface ThrottleHooksOptions {
  readonly world: SimWorld;
  readonly limits: MailboxLimits;
  readonly authenticate: (request: FastifyRequest) => GraphCaller | undefined;
}

/** Calendars and what is in them; people, subscriptions and batches have limits of their own. */
const MAILBOX_PATH =
  /^\/v1\.0\/(?:me|users\/(?<user>[^/]+))\/(?:calendars?|calendargroups?|calendarview|events|outlook|mailboxsettings)(?:[/(?]|$)/i;

export function installThrottle(app: FastifyInstance, options: ThrottleHooksOptions): void {
  const { world, limits } = options;
  const admitted = new WeakMap<FastifyRequest, () => void>();
  const done = (request: FastifyRequest): void => {
    admitted.get(request)?.();
    admitted.delete(request);
  };

  app.addHook('onRequest', async (request, reply) => {
    const path = MAILBOX_PATH.exec(decodedUrl(request.url));
    const caller = path === null ? undefined : options.authenticate(request);
    if (path === null || caller === undefined || world.switches.current.mailboxLimits === 'off')
      return undefined;
    const named = path.groups?.['user'];
    const owner = named === undefined ? caller.user : world.findUser(named);
    if (owner === undefined) return undefined;
    // Another world after a reset: nothing was asked of its mailboxes yet.
    const mailbox = `${world.runId}/${owner.id}`;
    const refusal = limits.begin(caller.appId, mailbox, world.clock.now());
    // A hook that has sent its answer ends the request.
    if (refusal !== undefined) return refuse(request, reply, refusal, world);
    admitted.set(request, () => limits.end(caller.appId, mailbox));
    reply.raw.once('close', () => done(request));
    return undefined;
  });

  // A client that has its answer may ask again at once, and 'close' may come a moment later.
  app.addHook('onSend', async (request, _reply, payload) => {
    done(request);
    return payload;
  });
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: MailboxRefusal,
  world: SimWorld,
): FastifyReply {
  const { retryAfter, concurrencyRefusal } = world.switches.current;
  const waitMs = refusal.kind === 'rate' ? refusal.waitMs : 2_128;
  const header = retryAfterText(waitMs, retryAfter);
  if (header !== undefined) reply.header('retry-after', header);
  const asked = request.headers['client-request-id'];
  const id = world.chance.guid('request');
  const clientId = typeof asked === 'string' && asked !== '' ? asked : id;
  reply
    .header('request-id', id)
    .header('client-request-id', clientId)
    .type('application/json; charset=utf-8');
  if (refusal.kind === 'concurrency')
    return reply.code(concurrencyRefusal === '503' ? 503 : 429).send(
      JSON.stringify({
        error: {
          code: 'ApplicationThrottled',
          message: 'Application is over its MailboxConcurrency limit.',
        },
      }),
    );
  const { error } = graphErrorBody(
    'TooManyRequests',
    'Please retry again later.',
    world.clock.now(),
    id,
    clientId,
  );
  const innerError = { ...error.innerError, code: '429', message: 'Please retry after', status: '429' };
  return reply.code(429).send(JSON.stringify({ error: { ...error, innerError } }));
}

function retryAfterText(waitMs: number, form: 'fraction' | 'seconds' | 'one' | 'absent'): string | undefined {
  switch (form) {
    case 'fraction':
      return (waitMs / 1_000).toFixed(3);
    case 'seconds':
      return String(Math.ceil(waitMs / 1_000));
    case 'one':
      return '1';
    case 'absent':
      return undefined;
  }
}
