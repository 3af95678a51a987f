import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startApi } from './support/api-server.ts';
import type { ApiUnderTest } from './support/api-server.ts';
import type { Browser } from './support/browser.ts';

describe('requests that nobody honest sends', () => {
  let api: ApiUnderTest;
  let person: Browser;

  beforeAll(async () => {
    api = await startApi();
    person = api.browser();
    await person.signUp('person@example.com');
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

  it('with a body nested a hundred thousand deep are refused like any other wrong body', async () => {
    const raw = `{"email": ${nested(100_000)}, "password": "x"}`;
    const headers = { 'content-type': 'application/json' };
    const { status, body } = await api.browser().post('/api/auth/sign-in/email', { raw, headers });
    expect([status, body['code']]).toEqual([422, 'validation_failed']);
    const select = await person.post('/api/oauth/microsoft/select', {
      raw: `{"sessionId": "x", "calendarIds": ${nested(100_000)}}`,
      headers,
    });
    expect(select.body['code']).toBe('validation_failed');
    const webhook = await api.browser().post('/api/webhooks/microsoft/events', {
      raw: `{"value": ${nested(100_000)}}`,
      headers,
    });
    expect(webhook.status).toBe(202);
  });

  it.each([
    ['start=0000-01-01T00:00:00Z&end=0000-01-02T00:00:00Z'],
    ['start=9999-12-30T00:00:00Z&end=9999-12-31T23:59:59Z'],
    ['start=0001-01-01T00:00:00%2B12:00&end=0001-01-02T00:00:00%2B12:00'],
    [
      `cursor=${Buffer.from('0000-01-01T00:00:00.000000Z 00000000-0000-0000-0000-000000000000 1').toString('base64url')}`,
    ],
    [
      `cursor=${Buffer.from('2026-02-30T00:00:00.000000Z 00000000-0000-0000-0000-000000000000 1').toString('base64url')}`,
    ],
    [
      `cursor=${Buffer.from('275760-09-13T00:00:00.000000Z 00000000-0000-0000-0000-000000000000 1').toString('base64url')}`,
    ],
    [
      `cursor=${Buffer.from('294277-01-01T00:00:00.000000Z 00000000-0000-0000-0000-000000000000 1').toString('base64url')}`,
    ],
    [
      `cursor=${Buffer.from('2026-01-01T24:00:00.000000Z 00000000-0000-0000-0000-000000000000 999999999999999').toString('base64url')}`,
    ],
    ['category=%ED%A0%80'],
    ['q=%25_%5C%27'],
    ['limit=1000&limit=1'],
    ['constructor=1'],
    ['__proto__=1'],
  ])('events?%s ends in no error of ours', async (query) => {
    const { status } = await person.get(`/api/events?${query}`);
    expect(status).toBeLessThan(500);
  });

  it.each([
    ['/api/changes?since=9007199254740991'],
    ['/api/changes?since=9999999999999999'],
    ['/api/audit-log?cursor=9007199254740991'],
    ['/api/events/00000000-0000-0000-0000-000000000000.999999999999999'],
    [
      '/api/calendars/00000000-0000-0000-0000-000000000000/runs?cursor=999999999999999.00000000-0000-0000-0000-000000000000',
    ],
    ['/api/oauth/session/00000000-0000-0000-0000-000000000000'],
    ['/api/oauth/microsoft/callback?state=%00&code=%00'],
    ['/api/oauth/microsoft/callback?state=a&state=b'],
    ['/api/oauth/microsoft/login?loginHint=%0d%0aSet-Cookie:%20a=b'],
    ['/api/events/%00'],
    ['/api/calendars/%ED%A0%80'],
  ])('GET %s ends in no error of ours', async (path) => {
    const { status } = await person.get(path);
    expect(status).toBeLessThan(500);
  });
});

describe('a stranger who asks without end', () => {
  it('meets the limit of the address also where he is refused anyway', async () => {
    await using api = await startApi({ requestsAMinute: 5 });
    const stranger = api.browser();
    const codes: unknown[] = [];
    for (let count = 0; count < 8; count += 1)
      codes.push((await stranger.get('/api/calendars')).body['code']);
    expect(codes[0]).toBe('not_signed_in');
    expect(codes.slice(5)).toEqual(Array.from({ length: 3 }, () => 'too_many_requests'));
  });
});
