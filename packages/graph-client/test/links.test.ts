import { describe, expect, it } from 'vitest';

import { failureOf } from './support/failure.ts';
import { graphServer } from './support/graph-server.ts';

const query = { startDate: '2026-01-01T00:00:00Z', endDate: '2026-03-01T00:00:00Z', pageSize: 50 };

describe('links that leave the configured Graph', () => {
  it('are not followed, and no token is sent to them', async () => {
    await using evil = await graphServer(() => ({ json: { value: [] } }));
    await using server = await graphServer(() => ({
      json: { value: [], '@odata.nextLink': `${evil.origin}/v1.0/x` },
    }));
    const error = await failureOf(server.client().listCalendars('secret-token'));
    expect(error).toMatchObject({ code: 'foreign_link', retry: 'resync' });
    expect(evil.asked).toEqual([]);
  });

  it.each([
    ['another port', (origin: string) => origin.replace(/:\d+$/, ':1')],
    ['a user in front of the host', (origin: string) => origin.replace('//', '//user@')],
    ['a host that only begins alike', (origin: string) => origin.replace(/:\d+$/, '.evil.example')],
    ['another scheme', (origin: string) => origin.replace('http:', 'https:')],
    ['no URL at all', () => 'd?$deltatoken=1'],
  ])('are told by %s', async (_, change) => {
    await using server = await graphServer(() => ({ json: { value: [] } }));
    const link = `${change(server.origin)}/v1.0/d?$deltatoken=secret`;
    const error = await failureOf(server.client().getDeltaEvents('t', 'c', link, query));
    expect(error.code).toBe('foreign_link');
    expect(error.message).not.toContain('deltatoken');
    expect(server.asked).toEqual([]);
  });

  it('include redirects, which are reported and not followed', async () => {
    await using evil = await graphServer(() => ({ json: { id: 'x' } }));
    await using server = await graphServer(() => ({
      status: 302,
      headers: { location: `${evil.origin}/me` },
    }));
    const error = await failureOf(server.client().getMe('t'));
    expect(error).toMatchObject({ code: 'unexpected_redirect', status: 302, retry: 'never' });
    expect(evil.asked).toEqual([]);
  });
});
