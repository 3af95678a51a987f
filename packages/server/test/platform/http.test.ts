import { once } from 'node:events';
import { connect } from 'node:net';

import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';

import { createHttp } from '../../src/platform/http.ts';
import type { HttpOptions } from '../../src/platform/http.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { ProblemError } from '../../src/platform/problem.ts';

const OURS = 'http://localhost:3000';

async function server(options: Partial<HttpOptions> = {}) {
  const app = await createHttp({
    logger: createLogger({ level: 'silent' }),
    origins: { allowed: [OURS], exempt: ['/hook'] },
    ...options,
  });
  const Body = Type.Object({ name: Type.String({ minLength: 1 }) }, { additionalProperties: false });
  const Query = Type.Object({
    limit: Type.Integer({ minimum: 1, maximum: 10, default: 5 }),
    start: Type.Optional(Type.String({ format: 'date-time' })),
    color: Type.Optional(Type.Enum(['red', 'blue'])),
  });
  app.post('/things', { schema: { body: Body } }, (request) => ({ name: request.body.name }));
  app.get('/things', { schema: { querystring: Query } }, (request) => ({ limit: request.query.limit }));
  app.get('/things/:id', () => ({ ok: true }));
  app.post('/hook', () => ({ ok: true }));
  app.get('/broken', () => {
    throw new Error('the password is hunter2');
  });
  app.get('/away', () => {
    const cause = new Error('connect ECONNREFUSED');
    throw new ProblemError('temporary', 'Microsoft is busy.', { cause });
  });
  app.get('/known', () => {
    throw new ProblemError('webhook_exists', 'It is there.', { headers: { location: '/x' } });
  });
  return app;
}

describe('the HTTP edge', () => {
  it('gives every answer a request id, and every error a problem with the same id', async () => {
    await using app = await server();
    const good = await app.inject('/things/1');
    expect(good.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    const bad = await app.inject('/nowhere');
    expect(bad.statusCode).toBe(404);
    expect(bad.headers['content-type']).toContain('application/problem+json');
    expect(bad.json()).toMatchObject({
      type: '/problems/not_found',
      status: 404,
      requestId: bad.headers['x-request-id'],
    });
  });

  it('answers a method the address does not take with 405 and Allow', async () => {
    await using app = await server();
    const answer = await app.inject({ method: 'DELETE', url: '/things?x=1', headers: { origin: OURS } });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
    const one = await app.inject({ method: 'POST', url: '/things/7', headers: { origin: OURS } });
    expect([one.statusCode, one.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('names the field that is missing, unknown or wrong', async () => {
    await using app = await server();
    const post = (payload: object) => app.inject({ method: 'POST', url: '/things', payload });
    expect((await post({})).json()).toMatchObject({ status: 422, errors: [{ field: 'name' }] });
    expect((await post({ name: '' })).json()).toMatchObject({ status: 422, errors: [{ field: 'name' }] });
    expect((await post({ name: 'a', more: 1 })).json()).toMatchObject({ errors: [{ field: 'more' }] });
    const query = await app.inject('/things?limit=11&start=tomorrow');
    expect(query.statusCode).toBe(422);
    expect(
      query
        .json<{ errors: { field: string }[] }>()
        .errors.map((error) => error.field)
        .toSorted(),
    ).toEqual(['limit', 'start']);
  });

  it('converts and completes the query', async () => {
    await using app = await server();
    expect((await app.inject('/things?limit=7')).json()).toEqual({ limit: 7 });
    expect((await app.inject('/things')).json()).toEqual({ limit: 5 });
  });

  it('refuses bodies that are too large, of another type, or no JSON', async () => {
    await using app = await server({ bodyLimit: 100 });
    const send = async (payload: string, type: string) => {
      const answer = await app.inject({
        method: 'POST',
        url: '/things',
        payload,
        headers: { 'content-type': type },
      });
      return [answer.statusCode, answer.json<{ code: string }>().code];
    };
    expect(await send(JSON.stringify({ name: 'x'.repeat(200) }), 'application/json')).toEqual([
      413,
      'payload_too_large',
    ]);
    expect(await send('<a/>', 'application/xml')).toEqual([415, 'unsupported_media_type']);
    expect(await send('{"name":', 'application/json')).toEqual([400, 'bad_request']);
    expect(await send('', 'application/json')).toEqual([400, 'bad_request']);
  });

  it('tells nothing of an error nobody foresaw, and logs it', async () => {
    const lines: string[] = [];
    const logger = createLogger({
      level: 'error',
      destination: { write: (line: string) => lines.push(line) },
    });
    await using app = await server({ logger });
    const answer = await app.inject('/broken');
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('hunter2');
    expect(lines.join('')).toContain(answer.json<{ requestId: string }>().requestId);
  });

  it('logs what was foreseen in a line with its reasons, and no stack', async () => {
    const lines: string[] = [];
    const logger = createLogger({
      level: 'warn',
      destination: { write: (line: string) => lines.push(line) },
    });
    await using app = await server({ logger });
    expect((await app.inject('/away')).statusCode).toBe(503);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      problem: 'temporary',
      route: '/away',
      reasons: ['Microsoft is busy.', 'connect ECONNREFUSED'],
    });
    expect(lines[0]).not.toMatch(/stack|\bat .*\.ts/);
  });

  it('names the values that a field may have', async () => {
    await using app = await server();
    const { errors } = (await app.inject('/things?color=green')).json<{ errors: unknown }>();
    expect(errors).toEqual([{ field: 'color', message: 'must be one of red, blue' }]);
  });

  it('answers a known problem with its status and headers', async () => {
    await using app = await server();
    const answer = await app.inject('/known');
    expect([answer.statusCode, answer.headers.location]).toEqual([409, '/x']);
    expect(answer.json()).toMatchObject({ code: 'webhook_exists', detail: 'It is there.' });
  });

  it('limits the requests of one address and says how long to wait', async () => {
    await using app = await server({ rateLimit: { max: 2, windowMs: 60_000 } });
    await app.inject('/things/1');
    await app.inject('/things/1');
    const third = await app.inject('/things/1');
    expect(third.statusCode).toBe(429);
    expect(third.json()).toMatchObject({ code: 'too_many_requests' });
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('believes X-Forwarded-For only of proxies it was told to trust', async () => {
    const addressSeen = async (trustProxy: HttpOptions['trustProxy']) => {
      await using app = await server(trustProxy === undefined ? {} : { trustProxy });
      app.get('/ip', (request) => ({ ip: request.ip }));
      const answer = await app.inject({ url: '/ip', headers: { 'x-forwarded-for': '9.9.9.9, 8.8.8.8' } });
      return answer.json<{ ip: string }>().ip;
    };
    expect(await addressSeen(undefined)).toBe('127.0.0.1');
    expect(await addressSeen(1)).toBe('8.8.8.8');
    expect(await addressSeen(true)).toBe('9.9.9.9');
    expect(await addressSeen(['10.0.0.0/8'])).toBe('127.0.0.1');
  });

  it('takes writes from its own pages and from programs, not from other sites', async () => {
    await using app = await server();
    const write = async (url: string, headers: Record<string, string>) => {
      const answer = await app.inject({ method: 'POST', url, payload: { name: 'a' }, headers });
      return answer.statusCode;
    };
    expect(await write('/things', { origin: OURS })).toBe(200);
    expect(await write('/things', {})).toBe(200);
    expect(await write('/things', { 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await write('/things', { origin: 'https://evil.example' })).toBe(403);
    expect(await write('/things', { origin: 'null' })).toBe(403);
    expect(await write('/things', { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await write('/hook', { origin: 'https://evil.example' })).toBe(200);
  });

  it('lets only the configured frontend read answers from another origin', async () => {
    const frontend = 'https://app.example';
    await using app = await server({
      corsOrigin: frontend,
      origins: { allowed: [OURS, frontend], exempt: [] },
    });
    const preflight = await app.inject({
      method: 'OPTIONS',
      url: '/things',
      headers: { origin: frontend, 'access-control-request-method': 'POST' },
    });
    expect([preflight.statusCode, preflight.headers['access-control-allow-origin']]).toEqual([204, frontend]);
    const stranger = await app.inject({ url: '/things/1', headers: { origin: 'https://evil.example' } });
    expect(stranger.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('counts by route, not by path', async () => {
    const metrics = createMetrics();
    await using app = await server({ metrics });
    await app.inject('/things/1');
    await app.inject('/things/2');
    const text = await metrics.registry.metrics();
    expect(text).toContain(
      'calmirror_http_request_seconds_count{method="GET",route="/things/:id",status="200"} 2',
    );
  });

  it('answers what is no HTTP with a problem and closes', async () => {
    await using app = await server();
    await app.listen({ port: 0, host: '127.0.0.1' });
    const address = app.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const socket = connect(address.port, '127.0.0.1');
    socket.end('NONSENSE\r\n\r\n');
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('/problems/bad_request');
  });
});
