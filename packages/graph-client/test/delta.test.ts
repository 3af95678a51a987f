import { describe, expect, it } from 'vitest';

import { failureOf } from './support/failure.ts';
import { graphServer } from './support/graph-server.ts';

const query = { startDate: '2026-01-01T00:00:00Z', endDate: '2026-03-01T00:00:00Z', pageSize: 50 };

describe('getDeltaEvents', () => {
  it('asks one page a call: the window first, then the link as it is, and the preferences on each', async () => {
    await using server = await graphServer(({ url }) =>
      url.includes('skiptoken')
        ? { json: { value: [], '@odata.deltaLink': `${server.origin}/v1.0/d?$deltatoken=two` } }
        : { json: { value: [], '@odata.nextLink': `${server.origin}/v1.0/d?$skiptoken=one` } },
    );
    const graph = server.client();
    const first = await graph.getDeltaEvents('t', 'c=', null, query);
    const last = await graph.getDeltaEvents('t', 'c=', first.nextLink ?? null, { ...query, pageSize: 500 });
    expect(first).toEqual({
      events: [],
      removed: [],
      items: [],
      malformed: [],
      nextLink: `${server.origin}/v1.0/d?$skiptoken=one`,
    });
    expect(last.deltaLink).toBe(`${server.origin}/v1.0/d?$deltatoken=two`);
    expect(server.asked.map(({ url }) => url)).toEqual([
      '/v1.0/me/calendars/c%3D/calendarView/delta?startDateTime=2026-01-01T00%3A00%3A00.000Z&endDateTime=2026-03-01T00%3A00%3A00.000Z',
      '/v1.0/d?$skiptoken=one',
    ]);
    expect(server.asked.map(({ headers }) => headers['prefer'])).toEqual([
      'IdType="ImmutableId", odata.maxpagesize=50',
      'IdType="ImmutableId", odata.maxpagesize=500',
    ]);
  });

  it('keeps the order of mentions, so that the last one of an id can win', async () => {
    await using server = await graphServer(() => ({
      json: {
        value: [
          { id: 'a', subject: 'one' },
          { id: 'a', '@removed': { reason: 'deleted' } },
          { id: 'b', '@removed': { reason: 'changed' } },
          { id: 'b', subject: 'two' },
        ],
        '@odata.deltaLink': `${server.origin}/v1.0/d`,
      },
    }));
    const page = await server.client().getDeltaEvents('t', 'c', null, query);
    expect(page.events.map(({ subject }) => subject)).toEqual(['one', 'two']);
    expect(page.removed).toEqual([
      { id: 'a', reason: 'deleted' },
      { id: 'b', reason: 'changed' },
    ]);
    expect(page.items.map((item) => item.kind)).toEqual(['event', 'removed', 'removed', 'event']);
  });

  it('keeps a malformed event aside with its reason and its id, and reads the rest of the page', async () => {
    const bad = { id: 'bad', subject: { not: 'a string' } };
    await using server = await graphServer(() => ({
      json: {
        value: [
          { id: 'a' },
          bad,
          { subject: 'no id' },
          { '@removed': {} },
          'junk',
          null,
          { id: 'z', later: true },
        ],
        '@odata.deltaLink': `${server.origin}/v1.0/d`,
      },
    }));
    const page = await server.client().getDeltaEvents('t', 'c', null, query);
    expect(page.events).toEqual([{ id: 'a' }, { id: 'z', later: true }]);
    expect(page.malformed).toHaveLength(5);
    expect(page.malformed[0]).toEqual({ id: 'bad', raw: bad, reason: '/subject must be string' });
    expect(page.malformed.slice(1).map((item) => 'id' in item)).toEqual([false, false, false, false]);
    expect(page.malformed.map(({ reason }) => reason).join()).not.toContain('not');
  });

  it('does not take a page without any link for the end of a round', async () => {
    await using server = await graphServer(() => ({ json: { value: [] } }));
    const error = await failureOf(server.client().getDeltaEvents('t', 'c', null, query));
    expect(error).toMatchObject({ code: 'malformed_response', retry: 'later' });
  });

  it('goes on where a page has both links', async () => {
    await using server = await graphServer(() => ({
      json: {
        value: [],
        '@odata.nextLink': `${server.origin}/v1.0/d?next`,
        '@odata.deltaLink': `${server.origin}/v1.0/d?delta`,
      },
    }));
    const page = await server.client().getDeltaEvents('t', 'c', null, query);
    expect([page.nextLink, page.deltaLink]).toEqual([`${server.origin}/v1.0/d?next`, undefined]);
  });

  it.each([
    ['410', 410, {}],
    ['410 in PascalCase', 410, { error: { code: 'SyncStateNotFound' } }],
    [
      '400 InvalidDeltaToken',
      400,
      { error: { code: 'InvalidDeltaToken', message: "The value 'secret' is invalid" } },
    ],
    [
      '404 in a nested innererror',
      404,
      { error: { code: 'NotFound', innererror: { code: 'SYNCSTATENOTFOUND' } } },
    ],
    [
      '401 resyncRequired',
      401,
      { error: { code: 'resyncRequired', innerError: { code: 'resyncChangesApplyDifferences' } } },
    ],
    [
      '403 syncStateInvalid',
      403,
      { error: { code: 'x', innerError: { innerError: { code: 'syncStateInvalid' } } } },
    ],
  ])('knows a dead token as %s', async (_, status, json) => {
    await using server = await graphServer(() => ({ status, json }));
    const error = await failureOf(server.client().getDeltaEvents('t', 'c', `${server.origin}/v1.0/d`, query));
    expect(error).toMatchObject({ code: 'delta_token_lost', retry: 'resync', status });
    expect(error.message).not.toContain('secret');
  });
});

describe('getViewPage', () => {
  it('asks one page a call by $top, then the link as it is, and the last page has none', async () => {
    await using server = await graphServer(({ url }) =>
      url.includes('skip')
        ? { json: { value: [{ id: 'b', subject: 5 }] } }
        : { json: { value: [{ id: 'a' }], '@odata.nextLink': `${server.origin}/v1.0/v?$skip=1` } },
    );
    const graph = server.client();
    const first = await graph.getViewPage('t', 'c=', null, query);
    const last = await graph.getViewPage('t', 'c=', first.nextLink ?? null, query);
    expect(first).toMatchObject({ events: [{ id: 'a' }], nextLink: `${server.origin}/v1.0/v?$skip=1` });
    expect(last).toMatchObject({ events: [], malformed: [{ id: 'b' }] });
    expect('nextLink' in last).toBe(false);
    expect(server.asked.map(({ url }) => url)).toEqual([
      '/v1.0/me/calendars/c%3D/calendarView?startDateTime=2026-01-01T00%3A00%3A00.000Z&endDateTime=2026-03-01T00%3A00%3A00.000Z&$top=50',
      '/v1.0/v?$skip=1',
    ]);
    expect(server.asked.map(({ headers }) => headers['prefer'])).toEqual([
      'IdType="ImmutableId"',
      'IdType="ImmutableId"',
    ]);
  });
});
