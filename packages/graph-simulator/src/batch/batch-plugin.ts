/**
 * `POST /v1.0/$batch`: every member goes through the same doors as a request of its own, with the
 * batch's token, so that faults, limits and the log see it alone.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphError, graphErrorBody } from '../graph/graph-error.ts';
import { takeJsonBodies } from '../http/json-bodies.ts';
import { sendGraphError } from '../http/send-graph-error.ts';
import type { GraphCaller, World } from '../world/types.ts';
import { readBatch } from './read-batch.ts';
import type { BatchMember } from './read-batch.ts';
import { runBatch } from './run-batch.ts';
import type { MemberAnswer } from './run-batch.ts';

export interface BatchPluginOptions {
  readonly world: World;
  readonly authenticate: (request: FastifyRequest) => GraphCaller | undefined;
}

/** Shown for each member; what belongs to a connection is not. */
const SHOWN_HEADERS = [
  'cache-control',
  'content-type',
  'location',
  'odata-version',
  'preference-applied',
  'request-id',
  'client-request-id',
  'retry-after',
];

// oxlint-disable-next-line typescript/require-await -- Fastify wants a promise from a plugin without callback
export async function batchPlugin(app: FastifyInstance, options: BatchPluginOptions): Promise<void> {
  const { world } = options;
  takeJsonBodies(app);
  app.setErrorHandler((error, request, reply) => {
    const known =
      error instanceof GraphError
        ? error
        : new GraphError(400, 'BadRequest', 'Invalid batch payload format.');
    return sendGraphError(request, reply, known, world);
  });

  app.post('/v1.0/$batch', async (request: FastifyRequest, reply: FastifyReply) => {
    if (options.authenticate(request) === undefined)
      throw new GraphError(
        401,
        'InvalidAuthenticationToken',
        request.headers.authorization === undefined
          ? 'Access token is empty.'
          : 'Access token validation failure.',
      );
    const members = readBatch(request.body);
    const asked = await runBatch(
      members,
      (member) => send(app, request, member),
      (member) => dependencyFailed(member, world),
    );
    const responses = world.switches.current.batchOrder === 'reversed' ? asked.toReversed() : asked;
    return reply.type('application/json').send(JSON.stringify({ responses }));
  });
}

async function send(app: FastifyInstance, outer: FastifyRequest, member: BatchMember): Promise<MemberAnswer> {
  const { authorization, host } = outer.headers;
  const response = await app.inject({
    method: methodOf(member),
    url: `/v1.0${member.url}`,
    headers: {
      ...member.headers,
      host: host ?? 'localhost',
      ...(authorization === undefined ? {} : { authorization }),
    },
    ...(member.body === undefined || member.body === null ? {} : { payload: textOf(member.body) }),
  });
  const headers = Object.fromEntries(
    SHOWN_HEADERS.flatMap((name) => {
      const value = response.headers[name];
      return value === undefined ? [] : [[titled(name), String(value)]];
    }),
  );
  const answer = { id: member.id, status: response.statusCode, headers };
  return response.body === '' ? answer : { ...answer, body: readBody(response.body) };
}

function methodOf({ method }: BatchMember): 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' {
  switch (method) {
    case 'POST':
    case 'PATCH':
    case 'PUT':
    case 'DELETE':
      return method;
    default:
      return 'GET';
  }
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

/** What is no JSON travels as base64. */
function readBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return Buffer.from(text).toString('base64');
  }
}

/** `retry-after` → `Retry-After`; `request-id` stays as Graph writes it. */
function titled(name: string): string {
  return name.endsWith('request-id')
    ? name
    : name.replaceAll(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

/** Source: a failed dependency gives 424. */
function dependencyFailed(member: BatchMember, world: World): MemberAnswer {
  const id = world.chance.guid('request');
  const at = world.clock.now();
  return {
    id: member.id,
    status: 424,
    headers: { 'Content-Type': 'application/json' },
    body: graphErrorBody('FailedDependency', 'A request that this one depends on failed.', at, id, id),
  };
}
