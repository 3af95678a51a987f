/**
 * The HTTP edge: a Fastify that checks, limits and answers errors the same way everywhere.
 * Knows no route. Every answer carries x-request-id; every error is a problem (problem.ts).
 */
import type { Socket } from 'node:net';

import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import underPressure from '@fastify/under-pressure';
import { fastify, LogController } from 'fastify';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';

import { learnMethods } from './allowed-methods.ts';
import { corsFor } from './cors.ts';
import { dropForwardedPorts } from './forwarded-for.ts';
import { newId } from './ids.ts';
import { logFailure } from './log-failure.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { originCheck } from './origin-check.ts';
import type { OriginCheckOptions } from './origin-check.ts';
import { problemOf, ProblemError } from './problem.ts';
import { compileValidator } from './validation.ts';

/** Our Fastify: schemas are TypeBox, handlers see their types. */
export type HttpServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface HttpOptions {
  readonly logger: Logger;
  /** Whose X-Forwarded-* is believed: nobody, everybody, the n nearest proxies, or these addresses. */
  readonly trustProxy?: boolean | number | readonly string[];
  /** Bytes. */
  readonly bodyLimit?: number;
  /** Requests per address and time; a route may set its own in its config. false: none. */
  readonly rateLimit?: { readonly max: number; readonly windowMs: number } | false;
  /** The one foreign origin that may read answers (FRONTEND_URL), if it is another than ours. */
  readonly corsOrigin?: string;
  readonly origins?: OriginCheckOptions;
  /** We are reached over https: browsers are told to stay there. */
  readonly https?: boolean;
  readonly metrics?: Metrics;
  /** Asked for an address that no route took; undefined: the answer is a problem. */
  readonly notFound?: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | undefined;
}

const BODY_LIMIT = 256 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const EVENT_LOOP_DELAY_MS = 2000;
const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

export async function createHttp(options: HttpOptions): Promise<HttpServer> {
  const loggerInstance: FastifyBaseLogger = options.logger;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: proxies(options.trustProxy),
    bodyLimit: options.bodyLimit ?? BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    genReqId: newId,
    requestIdHeader: false,
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => {
      void sendProblem(error, request, reply);
    },
    clientErrorHandler,
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setValidatorCompiler(compileValidator);
  const methodsOf = learnMethods(app);
  app.addHook('onRequest', dropForwardedPorts);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  observe(app, options);
  if (options.corsOrigin !== undefined) app.addHook('onRequest', corsFor(options.corsOrigin));
  if (options.origins !== undefined) app.addHook('onRequest', originCheck(options.origins));

  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        // The pages are ours alone; event bodies are shown in a frame that is sandboxed by its own policy.
        'img-src': ["'self'", 'data:'],
        'upgrade-insecure-requests': options.https === true ? [] : null,
      },
    },
    strictTransportSecurity: options.https === true,
  });
  if (options.rateLimit !== undefined && options.rateLimit !== false) {
    await app.register(rateLimit, {
      max: options.rateLimit.max,
      timeWindow: options.rateLimit.windowMs,
      errorResponseBuilder: (_request, context) =>
        new ProblemError(
          'too_many_requests',
          `Too many requests: wait ${Math.ceil(context.ttl / 1000)} seconds.`,
          {
            headers: { 'retry-after': String(Math.ceil(context.ttl / 1000)) },
          },
        ),
    });
  }
  await app.register(underPressure, {
    maxEventLoopDelay: EVENT_LOOP_DELAY_MS,
    pressureHandler: (request) => {
      // An overloaded process is alive, and must not be killed for it.
      if (request.url.startsWith('/health/')) return;
      throw new ProblemError('service_unavailable', 'Calmirror is very busy: try again in a few seconds.', {
        headers: { 'retry-after': '5' },
      });
    },
  });

  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const elsewhere = options.notFound?.(request, reply);
    if (elsewhere !== undefined) return elsewhere;
    const methods = methodsOf(request.url.split('?', 1)[0] ?? '');
    return sendProblem(
      // A route may take the address and find nothing there.
      methods.length === 0 || methods.includes(request.method)
        ? new ProblemError('not_found', 'Nothing is at this address: /api/docs lists what there is.')
        : new ProblemError('method_not_allowed', `This address takes ${methods.join(', ')}.`, {
            headers: { allow: methods.join(', ') },
          }),
      request,
      reply,
    );
  });
  return app;
}

/** No new requests; answers under way end, and what has not ended after `graceMs` is cut off. */
export async function closeHttp(app: HttpServer, graceMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.id);
  logFailure(request, error, problem);
  return reply
    .header('x-request-id', request.id)
    .headers({ ...problem.headers })
    .code(problem.status)
    .type(PROBLEM_JSON)
    .send(JSON.stringify(problem.body));
}

function observe(app: HttpServer, { logger, metrics }: HttpOptions): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? '(none)';
    const seconds = reply.elapsedTime / 1000;
    metrics?.httpRequests.observe({ method: request.method, route, status: reply.statusCode }, seconds);
    logger.debug(
      {
        requestId: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    );
    done();
  });
}

/** What is no HTTP at all never becomes a request: it is answered on the socket. */
function clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const refusal =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new ProblemError('headers_too_large', 'The request headers are too large.')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new ProblemError('request_timeout', 'The request took too long to arrive.')
        : new ProblemError('bad_request', 'This is not a well-formed HTTP request.');
  const id = newId();
  const { status, body } = problemOf(refusal, id);
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status} ${body.title}\r\nContent-Type: ${PROBLEM_JSON}\r\nX-Request-Id: ${id}\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}

function proxies(
  trust: HttpOptions['trustProxy'],
): boolean | string[] | ((address: string, hop: number) => boolean) {
  if (trust === undefined) return false;
  if (typeof trust === 'number') return (_address, hop) => hop < trust;
  return typeof trust === 'boolean' ? trust : [...trust];
}
