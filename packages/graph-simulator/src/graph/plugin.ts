/**
 * The door to the mailboxes: everything of Graph's calendars under `/v1.0`. One
 * catch-all route, because Graph's paths ignore case and its ids are longer than
 * a router's parameters may be. What belongs to others (subscriptions) is
 * registered beside it under its exact path and wins.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DeltaFault } from '../faults/fault-actions.ts';
import type { SimWorld } from '../world/world.ts';
import type { GraphCaller } from '../world/types.ts';
import { requestOrigin } from '../http/request-origin.ts';
import { GraphError, graphErrorBody } from './graph-error.ts';
import { EditError, type EditErrorCode } from '../mailbox/edit-error.ts';
import { DeltaRounds } from './delta-rounds.ts';
import { readGraphRequest } from './graph-request.ts';
import { answerGraph } from './routes.ts';

export interface GraphPluginOptions {
  readonly world: SimWorld;
  /** Undefined when the request carries no valid access token. */
  readonly authenticate: (request: FastifyRequest) => GraphCaller | undefined;
  /** `scheme://host[:port]` of absolute links; by default that of the request. */
  readonly origin?: (request: FastifyRequest) => string;
  /** What the delta round behind a request has to suffer; nothing by default. */
  readonly deltaFaultsOf?: (request: FastifyRequest) => readonly DeltaFault[];
  /** The rounds under way; its own when absent. */
  readonly rounds?: DeltaRounds;
}

const JSON_TYPE =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

const UNREADABLE =
  'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.';

const STATUS_OF_EDIT: Record<EditErrorCode, number> = {
  ErrorItemNotFound: 404,
  ErrorAccessDenied: 403,
  ErrorPropertyValidationFailure: 400,
  ErrorInvalidRequest: 400,
  TimeZoneNotSupportedException: 400,
};

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

// oxlint-disable-next-line typescript/require-await -- Fastify wants a promise from a plugin without callback
export async function graphPlugin(app: FastifyInstance, options: GraphPluginOptions): Promise<void> {
  const { world, authenticate } = options;
  const rounds = options.rounds ?? new DeltaRounds();
  const originOf = options.origin ?? requestOrigin;
  const requestIds = new WeakMap<FastifyRequest, string>();

  const idOf = (request: FastifyRequest): string => {
    let id = requestIds.get(request);
    if (id === undefined) {
      id = world.chance.guid('request');
      requestIds.set(request, id);
    }
    return id;
  };
  const clientIdOf = (request: FastifyRequest): string => {
    const given = request.headers['client-request-id'];
    return typeof given === 'string' && given !== '' ? given : idOf(request);
  };
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: GraphError): FastifyReply =>
    reply
      .code(error.status)
      .headers(error.headers)
      .header('content-type', JSON_TYPE)
      .send(
        JSON.stringify(
          graphErrorBody(error.code, error.message, world.clock.now(), idOf(request), clientIdOf(request)),
        ),
      );

  app.addHook('onRequest', async (request, reply) => {
    if (!reply.hasHeader('request-id')) reply.header('request-id', idOf(request));
    if (!reply.hasHeader('client-request-id')) reply.header('client-request-id', clientIdOf(request));
  });

  // Clients name a content type on requests without a body, too; Graph does not mind.
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      const parsed: unknown = body === '' ? undefined : JSON.parse(String(body));
      done(null, parsed);
    } catch {
      done(new GraphError(400, 'BadRequest', UNREADABLE), undefined);
    }
  });

  app.setErrorHandler((error, request, reply) => {
    if (error instanceof GraphError) return refuse(request, reply, error);
    if (error instanceof EditError)
      return refuse(request, reply, new GraphError(STATUS_OF_EDIT[error.code], error.code, error.message));
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
    if (typeof status === 'number' && status >= 400 && status < 500)
      return refuse(request, reply, new GraphError(status, 'BadRequest', UNREADABLE));
    request.log.error(error);
    return refuse(
      request,
      reply,
      new GraphError(500, 'generalException', 'The simulator met an unexpected condition.'),
    );
  });

  app.all('/v1.0/*', (request, reply) => {
    const caller = authenticate(request);
    if (caller === undefined) {
      reply.header('www-authenticate', 'Bearer realm=""');
      throw new GraphError(
        401,
        'InvalidAuthenticationToken',
        request.headers.authorization === undefined
          ? 'Access token is empty.'
          : 'Access token validation failure.',
      );
    }
    world.settle();
    const answer = answerGraph(
      readGraphRequest(
        {
          method: request.method,
          url: request.url,
          origin: originOf(request),
          prefer: single(request.headers['prefer']),
          ifMatch: request.headers['if-match'],
          body: request.body,
          deltaFaults: options.deltaFaultsOf?.(request) ?? [],
        },
        world,
        caller,
        rounds,
      ),
    );
    reply.code(answer.status);
    for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value);
    if (answer.body === undefined) return reply.send();
    return reply.header('content-type', JSON_TYPE).send(JSON.stringify(answer.body));
  });
}
