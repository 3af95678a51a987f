import { describe, expect, it } from 'vitest';

import { parseRetryAfter } from '../src/http/retry-after.ts';
import { failureOf } from './support/failure.ts';
import { graphServer } from './support/graph-server.ts';
import type { Reply } from './support/graph-server.ts';

const reset: Reply = { act: (response) => response.socket?.resetAndDestroy() };
const cutShort: Reply = {
  act: (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"id"');
    setImmediate(() => response.socket?.resetAndDestroy());
  },
};
const me: Reply = { json: { id: 'u' } };

describe('retries', () => {
  it.each([
    ['429', { status: 429 }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['a reset connection', reset],
    ['a body that breaks off', cutShort],
  ])('repeat a read after %s', async (_, reply) => {
    await using server = await graphServer((__, index) => (index === 0 ? reply : me));
    expect(await server.client().getMe('t')).toEqual({ id: 'u' });
    expect(server.asked).toHaveLength(2);
  });

  it.each([400, 401, 403, 404, 500, 501, 502])('do not repeat a read after %i', async (status) => {
    await using server = await graphServer(() => ({ status }));
    expect((await failureOf(server.client().getMe('t'))).status).toBe(status);
    expect(server.asked).toHaveLength(1);
  });

  it('end after the given number of attempts', async () => {
    await using server = await graphServer(() => ({ status: 503 }));
    const error = await failureOf(server.client({ maxAttempts: 4 }).getMe('t'));
    expect(error).toMatchObject({ code: 'service_unavailable', retry: 'later', status: 503 });
    expect(server.asked).toHaveLength(4);
  });

  it('wait twice as long each time, with full jitter', async () => {
    await using server = await graphServer(() => ({ status: 503 }));
    await failureOf(server.client({ maxAttempts: 6, random: () => 0.5 }).getMe('t'));
    expect(server.slept).toEqual([100, 200, 400, 800, 1_000]);
    await failureOf(server.client({ maxAttempts: 3, random: () => 0 }).getMe('t'));
    expect(server.slept.slice(5)).toEqual([0, 0]);
  });

  it('take Retry-After as a floor', async () => {
    await using server = await graphServer((_, index) =>
      index === 0 ? { status: 429, headers: { 'retry-after': '1.5' } } : me,
    );
    await server.client().getMe('t');
    expect(server.slept).toEqual([1_500]);
  });

  it('do not wait for more than two seconds: the caller is told how long', async () => {
    await using server = await graphServer(() => ({ status: 429, headers: { 'retry-after': '2.128' } }));
    const error = await failureOf(server.client().getMe('t'));
    expect(error).toMatchObject({ code: 'throttled', retry: 'later', retryAfterMs: 2_128 });
    expect(server.slept).toEqual([]);
    expect(server.asked).toHaveLength(1);
  });

  it('never repeat the making or the renewal of a subscription', async () => {
    await using server = await graphServer(() => reset);
    const graph = server.client();
    const made = failureOf(graph.subscribeToCalendar('t', 'c', 'https://x.example/', 's', 60));
    expect(await made).toMatchObject({ code: 'network', retry: 'later', status: undefined });
    await failureOf(graph.renewSubscription('t', 's', 60));
    expect(server.asked.map(({ method }) => method)).toEqual(['POST', 'PATCH']);
  });

  it('give each attempt an id of its own', async () => {
    await using server = await graphServer((_, index) => (index === 0 ? { status: 503 } : me));
    await server.client().getMe('t');
    const ids = server.asked.map(({ headers }) => headers['client-request-id']);
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe('time', () => {
  it('runs out for an answer that does not come', async () => {
    await using server = await graphServer(() => ({ act: () => undefined }));
    const error = await failureOf(server.client({ timeoutMs: 40, maxAttempts: 1 }).getMe('t'));
    expect(error).toMatchObject({ code: 'timeout', retry: 'later' });
  });

  it('runs out for a body that stops in the middle', async () => {
    const stall: Reply = {
      act: (response) => {
        response.writeHead(200);
        response.write('{');
      },
    };
    await using server = await graphServer(() => stall);
    const error = await failureOf(server.client({ timeoutMs: 60, maxAttempts: 1 }).getMe('t'));
    expect(error.code).toBe('timeout');
  });

  it('ends at once when the caller aborts, with the reason of the caller', async () => {
    await using server = await graphServer(() => ({ act: () => undefined }));
    const controller = new AbortController();
    const call = server.client().getMe('t', { signal: controller.signal });
    const reason = new Error('lease lost');
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await expect(server.client().getMe('t', { signal: controller.signal })).rejects.toBe(reason);
  });

  it('ends a wait between attempts when the caller aborts', async () => {
    await using server = await graphServer(() => ({ status: 503, headers: { 'retry-after': '2' } }));
    const controller = new AbortController();
    const reason = new Error('stop');
    const real = server.client({ sleep: undefined });
    const call = real.getMe('t', {
      signal: controller.signal,
      onRequest: () => setImmediate(() => controller.abort(reason)),
    });
    await expect(call).rejects.toBe(reason);
  });
});

describe('answers that cannot be read', () => {
  it('are refused beyond the size that was allowed', async () => {
    await using server = await graphServer(() => ({ json: { id: 'x'.repeat(2_000) } }));
    const error = await failureOf(server.client({ maxBodyBytes: 1_000 }).getMe('t'));
    expect(error).toMatchObject({ code: 'response_too_large', retry: 'never' });
    expect(server.asked).toHaveLength(1);
  });

  it('are no JSON, and are not quoted', async () => {
    await using server = await graphServer(() => ({ text: '<html>private subject</html>' }));
    const error = await failureOf(server.client().getMe('t'));
    expect(error).toMatchObject({ code: 'broken_response', retry: 'later', status: 200 });
    expect(`${error.message} ${String(error.cause)}`).not.toContain('private');
  });

  it('are empty where an object is due', async () => {
    await using server = await graphServer(() => ({ status: 200, text: '' }));
    expect((await failureOf(server.client().getMe('t'))).code).toBe('malformed_response');
  });

  it('do not break a character that two chunks share', async () => {
    const bytes = Buffer.from(JSON.stringify({ id: 'u', displayName: 'Zoë 🗓' }));
    await using server = await graphServer(() => ({
      act: (response) => {
        response.writeHead(200);
        response.write(bytes.subarray(0, bytes.length - 4));
        setTimeout(() => response.end(bytes.subarray(bytes.length - 4)), 15);
      },
    }));
    expect((await server.client().getMe('t')).displayName).toBe('Zoë 🗓');
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 22, 12, 0, 0);
  it.each([
    ['10', 10_000],
    ['0', 0],
    ['2.128', 2_128],
    ['0.0001', 1],
    [' 3 ', 3_000],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
    ['Sunday, 22-Nov-26 12:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['999999999999', 86_400_000],
    ['', undefined],
    ['soon', undefined],
    ['5 minutes', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    [null, undefined],
  ])('%s is %s milliseconds', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
