import { describe, expect, it } from 'vitest';

import { GraphClient } from '../src/index.ts';
import { failureOf } from './support/failure.ts';
import { graphServer } from './support/graph-server.ts';
import type { Reply } from './support/graph-server.ts';

const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const window = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00+01:00'] as const;

function page(ids: readonly string[], nextLink?: string): Reply {
  return {
    json: {
      value: ids.map((id) => ({ id })),
      ...(nextLink === undefined ? {} : { '@odata.nextLink': nextLink }),
    },
  };
}

describe('GraphClient over HTTP', () => {
  it('lists the events of a window page by page, by the links that Graph gave, unchanged', async () => {
    await using server = await graphServer(({ url }) =>
      url.includes('skip=2') ? page(['c']) : page(['a', 'b'], `${server.origin}/v1.0/odd?$skip=2&x=%2B+%7E`),
    );
    const events = await server.client().listEvents('token', 'cal/1+=', ...window);
    expect(events.map((event) => event.id)).toEqual(['a', 'b', 'c']);
    expect(server.asked.map((asked) => asked.url)).toEqual([
      '/v1.0/me/calendars/cal%2F1%2B%3D/calendarView?startDateTime=2026-01-01T00%3A00%3A00.000Z&endDateTime=2026-01-31T23%3A00%3A00.000Z&$top=250',
      '/v1.0/odd?$skip=2&x=%2B+%7E',
    ]);
  });

  it('asks for immutable ids on every read, gives each request its own id, and asks for no time zone', async () => {
    await using server = await graphServer(({ url }) =>
      /instances|calendarView|calendars\?/.test(url) ? page([]) : { json: { id: 'x' } },
    );
    const graph = server.client({ userAgent: 'calmirror-test' });
    await graph.listEvents('t', 'c', ...window);
    await graph.getEvent('t', 'c', 'e');
    await graph.listInstances('t', 'c', 'm', ...window);
    await graph.listCalendars('t');
    await graph.getCalendar('t', 'c');
    await graph.getMe('t');
    expect(server.asked).toHaveLength(6);
    for (const { headers } of server.asked) {
      expect(headers['prefer']).toBe('IdType="ImmutableId"');
      expect(headers.authorization).toBe('Bearer t');
      expect(headers['user-agent']).toBe('calmirror-test');
      expect(headers['client-request-id']).toMatch(guid);
    }
    expect(new Set(server.asked.map(({ headers }) => headers['client-request-id'])).size).toBe(6);
  });

  it('reads another mailbox by its object id', async () => {
    await using server = await graphServer(({ url }) =>
      url.includes('?') ? page([]) : { json: { id: 'x' } },
    );
    const graph = server.client();
    await graph.getEvent('t', 'c', 'e', { mailbox: 'u-1' });
    await graph.listCalendars('t', { mailbox: 'u-1' });
    await graph.getEvent('t', 'c', 'e', { mailbox: 'me' });
    expect(server.asked.map(({ url }) => url)).toEqual([
      '/v1.0/users/u-1/calendars/c/events/e',
      '/v1.0/users/u-1/calendars?$top=100',
      '/v1.0/me/calendars/c/events/e',
    ]);
  });

  it('asks for the cancelled dates of a series by name, since they come in no other way', async () => {
    const cancelledOccurrences = ['OID.m.2026-04-30'];
    await using server = await graphServer(() => ({ json: { id: 'm', cancelledOccurrences } }));
    const event = await server.client().getEvent('t', 'c', 'm', { select: ['id', 'cancelledOccurrences'] });
    expect(event.cancelledOccurrences).toEqual(cancelledOccurrences);
    expect(server.asked[0]?.url).toBe('/v1.0/me/calendars/c/events/m?$select=id,cancelledOccurrences');
  });

  it('refuses a start that is no date before anything is sent', async () => {
    await using server = await graphServer(() => page([]));
    await expect(server.client().listEvents('t', 'c', 'tomorrow', window[1])).rejects.toThrow(RangeError);
    expect(server.asked).toEqual([]);
  });

  it('reads a start without an offset as UTC, wherever the process runs', async () => {
    await using server = await graphServer(() => page([]));
    await server.client().listEvents('t', 'c', '2026-07-01T08:00:00', new Date('2026-07-02T00:00:00Z'));
    expect(server.asked[0]?.url).toContain('startDateTime=2026-07-01T08%3A00%3A00.000Z');
  });

  it('ends a list whose nextLink comes back to a page seen before', async () => {
    await using server = await graphServer(() => page(['a'], `${server.origin}/v1.0/again`));
    const error = await failureOf(server.client().listCalendars('t'));
    expect(error).toMatchObject({ code: 'page_loop', retry: 'later' });
    expect(server.asked).toHaveLength(2);
  });

  it('fails a list with an unreadable event, because a hole would read as a deletion', async () => {
    await using server = await graphServer(() => ({ json: { value: [{ id: 'a' }, { id: 'b', start: 7 }] } }));
    const error = await failureOf(server.client().listInstances('t', 'c', 'm', ...window));
    expect(error.code).toBe('malformed_response');
    expect(error.message).toContain('/start must be object');
  });

  it('gives the readable events of a list to a caller who takes the unreadable ones', async () => {
    await using server = await graphServer(() => ({ json: { value: [{ id: 'a' }, { id: 'b', start: 7 }] } }));
    const malformed: unknown[] = [];
    const events = await server
      .client()
      .listInstances('t', 'c', 'm', ...window, { onMalformed: (item) => void malformed.push(item) });
    expect(events).toEqual([{ id: 'a' }]);
    expect(malformed).toEqual([{ id: 'b', raw: { id: 'b', start: 7 }, reason: '/start must be object' }]);
  });

  it('tells an observer of every attempt, without any link', async () => {
    await using server = await graphServer((_, index) =>
      index === 0 ? { status: 503 } : { headers: { 'request-id': 'r-1' }, json: { id: 'u' } },
    );
    const seen: unknown[] = [];
    const ofCall: unknown[] = [];
    const graph = server.client({ onRequest: (record) => void seen.push(record) });
    await graph.getMe('t', { onRequest: (record) => void ofCall.push(record) });
    expect(seen).toMatchObject([
      { operation: 'getMe', method: 'GET', status: 503, requestId: undefined },
      { operation: 'getMe', method: 'GET', status: 200, requestId: 'r-1' },
    ]);
    expect(ofCall).toEqual(seen);
    expect(JSON.stringify(seen)).not.toContain('http');
  });

  it('takes a base URL with a slash at its end', async () => {
    await using server = await graphServer(() => ({ json: { id: 'u' } }));
    await server.client({ baseUrl: `${server.origin}/v1.0/` }).getMe('t');
    expect(server.asked[0]?.url).toMatch(/^\/v1\.0\/me\?/);
  });

  it('offers the pure conversions as methods too', () => {
    const graph = new GraphClient({ baseUrl: 'https://graph.microsoft.com/v1.0' });
    expect(graph.extractTeamsMeetingInfo({})).toEqual({
      teamsEnabled: false,
      teamsMeetingUrl: null,
      teamsConferenceId: null,
    });
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'noEnd', startDate: '2026-01-01' },
    };
    expect(graph.convertRecurrenceToRRule(recurrence).rrule).toBe('FREQ=DAILY');
  });
});
