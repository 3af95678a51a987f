import { describe, expect, it } from 'vitest';

import { failureOf } from './support/failure.ts';
import { graphServer } from './support/graph-server.ts';

const now = () => Date.UTC(2026, 10, 22, 12, 0, 0);
const granted = (id: string) => ({ id, resource: 'r', expirationDateTime: '2026-11-24T00:00:00.1234567Z' });

describe('a batch of renewals', () => {
  it('asks for each by itself, after the one before it, with the headers that an envelope does not hand on', async () => {
    await using server = await graphServer(() => ({
      json: {
        responses: [
          { id: '2', status: 200, body: granted('b') },
          { id: '1', status: 200, body: granted('a') },
        ],
      },
    }));
    const answers = await server.client({ now }).renewSubscriptions('t', ['a', 'b/='], 90);
    expect(answers).toEqual([
      { kind: 'granted', subscription: granted('a') },
      { kind: 'granted', subscription: granted('b') },
    ]);
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]).toMatchObject({ method: 'POST', url: '/v1.0/$batch' });
    expect(server.asked[0]?.headers['authorization']).toBe('Bearer t');
    const headers = { 'content-type': 'application/json', prefer: 'IdType="ImmutableId"' };
    const body = { expirationDateTime: '2026-11-22T13:30:00.000Z' };
    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({
      requests: [
        { id: '1', method: 'PATCH', url: '/subscriptions/a', headers, body },
        { id: '2', method: 'PATCH', url: '/subscriptions/b%2F%3D', headers, body, dependsOn: ['1'] },
      ],
    });
  });

  it('tells of each what became of it: its own error, or that it was not asked', async () => {
    const throttled = {
      status: 429,
      headers: { 'Retry-After': '2.128' },
      body: { error: { code: 'TooManyRequests', message: '' } },
    };
    await using server = await graphServer(() => ({
      json: {
        responses: [
          { id: '1', status: 200, body: granted('a') },
          { id: '2', ...throttled },
          { id: '3', status: 424, body: { error: { code: '' } } },
          { id: '4', status: 404, headers: null, body: 'bm90IGpzb24=' },
          { id: '5', status: 200, body: { id: 'e' } },
        ],
      },
    }));
    const answers = await server.client({ now }).renewSubscriptions('t', ['a', 'b', 'c', 'd', 'e', 'f'], 90);
    expect(answers).toMatchObject([
      { kind: 'granted' },
      { kind: 'failed', error: { code: 'throttled', status: 429, retryAfterMs: 2_128 } },
      { kind: 'skipped' },
      { kind: 'failed', error: { code: 'not_found' } },
      { kind: 'failed', error: { code: 'malformed_response' } },
      { kind: 'failed', error: { code: 'malformed_response' } },
    ]);
  });

  it('is one error where the batch itself was refused or unreadable', async () => {
    const replies = [
      { status: 503, headers: { 'retry-after': '7' }, json: {} },
      { status: 401, json: { error: { code: 'InvalidAuthenticationToken' } } },
      { json: { value: [] } },
    ];
    await using server = await graphServer((_, index) => replies[index] ?? {});
    const graph = server.client();
    const renew = () => failureOf(graph.renewSubscriptions('t', ['a'], 90));
    expect(await renew()).toMatchObject({ code: 'service_unavailable', retryAfterMs: 7_000 });
    expect(await renew()).toMatchObject({ code: 'unauthorized' });
    expect(await renew()).toMatchObject({ code: 'malformed_response' });
  });

  it('holds one to twenty', async () => {
    await using server = await graphServer(() => ({ json: {} }));
    const graph = server.client();
    for (const count of [0, 21]) {
      const ids = Array.from({ length: count }, (_, n) => `s${n}`);
      await expect(graph.renewSubscriptions('t', ids, 90)).rejects.toThrow(RangeError);
    }
    expect(server.asked).toEqual([]);
  });
});
