/** A world behind its Graph door, without sockets; the header `x-user` stands for a token. */
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { SimClock } from '../../src/clock.ts';
import { graphPlugin, type GraphPluginOptions } from '../../src/graph/plugin.ts';
import type { GraphCaller } from '../../src/world/types.ts';
import { createWorld, type SimWorld } from '../../src/world/world.ts';
import { expectGraphResponse } from './expect-graph-response.ts';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Json;
  /** The items of a collection. */
  readonly value: readonly Json[];
}

export interface AskOptions {
  readonly user?: string;
  readonly scopes?: string;
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** For paths that Microsoft's description does not hold. */
  readonly undescribed?: boolean;
}

export interface GraphApp {
  readonly app: FastifyInstance;
  readonly world: SimWorld;
  readonly clock: SimClock;
  /** Asks, and compares the answer with Microsoft's description. A whole link is asked by its path. */
  ask(url: string, options?: AskOptions): Promise<Answer>;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`Not a text: ${JSON.stringify(value)}`);
  return value;
}

export function headerAuthentication(world: SimWorld): (request: FastifyRequest) => GraphCaller | undefined {
  return (request) => {
    const bearer = request.headers.authorization?.replace(/^Bearer /, '');
    const name = request.headers['x-user'] ?? bearer;
    const user = typeof name === 'string' ? world.findUser(name) : undefined;
    const scopes = request.headers['x-scopes'] ?? 'Calendars.ReadWrite User.Read';
    return user === undefined
      ? undefined
      : { user, appId: 'test', scopes: new Set(String(scopes).split(' ')) };
  };
}

export function createGraphApp(options: Omit<GraphPluginOptions, 'world' | 'authenticate'> = {}): GraphApp {
  const clock = new SimClock();
  const world = createWorld(clock);
  const app = Fastify();
  void app.register(graphPlugin, { ...options, world, authenticate: headerAuthentication(world) });
  return {
    app,
    world,
    clock,
    ask: async (url, options = {}) => {
      const method = options.method ?? 'GET';
      const path = url.replace(/^https?:\/\/[^/]+/, '');
      const response = await app.inject({
        method,
        url: path,
        headers: {
          'x-user': options.user ?? 'adele@contoso.example',
          ...(options.scopes === undefined ? {} : { 'x-scopes': options.scopes }),
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...options.headers,
        },
        ...(options.body === undefined ? {} : { payload: JSON.stringify(options.body) }),
      });
      const parsed: unknown = response.body === '' ? {} : response.json();
      if (!isJson(parsed)) throw new TypeError('An answer that is no object.');
      if (options.undescribed !== true)
        expectGraphResponse(path, method, response.statusCode, response.body === '' ? undefined : parsed);
      const value: unknown = parsed['value'];
      return {
        status: response.statusCode,
        headers: response.headers,
        body: parsed,
        value: Array.isArray(value) ? value.filter(isJson) : [],
      };
    },
  };
}

/** Code of an error answer. */
export function errorCode(answer: Answer): unknown {
  return isJson(answer.body['error']) ? answer.body['error']['code'] : undefined;
}
