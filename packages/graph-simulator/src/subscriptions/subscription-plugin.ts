/** The routes under `/v1.0/subscriptions`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphError } from '../graph/graph-error.ts';
import { takeJsonBodies } from '../http/json-bodies.ts';
import { requestOrigin } from '../http/request-origin.ts';
import { sendGraphError } from '../http/send-graph-error.ts';
import type { GraphCaller, World } from '../world/types.ts';
import { applySelect, selectedNames } from '../graph/select.ts';
import { ThrottledError } from './request-limits.ts';
import type { SubscriptionRequest } from './request-limits.ts';
import { readCreateRequest, readUpdateRequest } from './read-request.ts';
import { presentSubscription } from './subscription.ts';
import type { Subscription } from './subscription.ts';
import type { SubscriptionService } from './subscription-service.ts';

export interface SubscriptionPluginOptions {
  readonly world: World;
  readonly service: SubscriptionService;
  readonly authenticate: (request: FastifyRequest) => GraphCaller | undefined;
}

interface ById {
  Params: { id: string };
  Querystring: { $select?: string };
}

interface Listed {
  Querystring: { $skiptoken?: string };
}

const COLLECTION = '/v1.0/subscriptions';
const UNREADABLE =
  'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.';

// oxlint-disable-next-line typescript/require-await -- Fastify wants a promise from a plugin without callback
export async function subscriptionPlugin(
  app: FastifyInstance,
  options: SubscriptionPluginOptions,
): Promise<void> {
  const { world, service } = options;
  const now = (): number => world.clock.now();

  const requireCaller = (request: FastifyRequest, kind: SubscriptionRequest): GraphCaller => {
    const caller = options.authenticate(request);
    if (caller !== undefined) {
      service.limits.take(caller.appId, caller.user.tenantId, kind);
      return caller;
    }
    const empty = request.headers.authorization === undefined;
    throw new GraphError(
      401,
      'InvalidAuthenticationToken',
      empty ? 'Access token is empty.' : 'Access token validation failure.',
    );
  };

  const present = (request: FastifyRequest, subscription: Subscription, revealClientState: boolean) => ({
    '@odata.context': `${requestOrigin(request)}/v1.0/$metadata#subscriptions/$entity`,
    ...presentSubscription(subscription, revealClientState),
  });

  app.setErrorHandler((error, request, reply: FastifyReply) => {
    if (!(error instanceof GraphError)) {
      const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
      return sendGraphError(request, reply, unreadableBody(status), world);
    }
    if (error instanceof ThrottledError) reply.header('retry-after', String(error.retryAfter));
    if (error.status === 401) reply.header('www-authenticate', 'Bearer realm=""');
    return sendGraphError(request, reply, error, world);
  });

  // DELETE and reauthorize come without a body, often announced as JSON.
  takeJsonBodies(app);

  app.post(COLLECTION, async (request, reply) => {
    const caller = requireCaller(request, 'write');
    const asked = readCreateRequest(request.body, now(), world.switches.current);
    const prefer = [request.headers['prefer'] ?? []].flat().join(',');
    const immutableIds = /IdType\s*=\s*"ImmutableId"/i.test(prefer);
    const subscription = await service.create(caller, asked, immutableIds);
    return reply.code(201).send(present(request, subscription, true));
  });

  app.get<Listed>(COLLECTION, (request) => {
    const all = service.store.list(requireCaller(request, 'list'));
    const size = world.switches.current.subscriptionPageSize;
    const from = Number(request.query.$skiptoken ?? 0) || 0;
    const context = `${requestOrigin(request)}/v1.0/$metadata#subscriptions`;
    return {
      '@odata.context': context,
      value: all.slice(from, from + size).map((subscription) => presentSubscription(subscription, false)),
      ...(from + size < all.length
        ? { '@odata.nextLink': `${requestOrigin(request)}${COLLECTION}?$skiptoken=${from + size}` }
        : {}),
    };
  });

  app.get<ById>(`${COLLECTION}/:id`, (request) => {
    const subscription = service.require(requireCaller(request, 'get'), request.params.id);
    const whole = present(request, subscription, false);
    return applySelect(
      whole,
      selectedNames(request.query.$select, Object.keys(whole), 'microsoft.graph.subscription'),
    );
  });

  app.patch<ById>(`${COLLECTION}/:id`, async (request) => {
    const caller = requireCaller(request, 'write');
    service.require(caller, request.params.id);
    const asked = readUpdateRequest(request.body, now(), world.switches.current);
    return present(request, await service.update(caller, request.params.id, asked), true);
  });

  app.delete<ById>(`${COLLECTION}/:id`, (request, reply) => {
    service.remove(requireCaller(request, 'write'), request.params.id);
    return reply.code(204).send();
  });

  app.post<ById>(`${COLLECTION}/:id/reauthorize`, (request, reply) => {
    service.reauthorize(requireCaller(request, 'reauthorize'), request.params.id);
    return reply.code(204).send();
  });
}

function unreadableBody(status: number): Pick<GraphError, 'status' | 'code' | 'message'> {
  return status >= 400 && status < 500
    ? {
        status,
        code: 'BadRequest',
        message: UNREADABLE,
      }
    : {
        status: 500,
        code: 'generalException',
        message: 'The simulator met an unexpected condition.',
      };
}
