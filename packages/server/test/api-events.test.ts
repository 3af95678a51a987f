import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { appendChanges } from '../src/mirror/change-log.ts';
import { writeEvents } from '../src/mirror/event-store.ts';
import type { EventRow } from '../src/mirror/event-row.ts';
import { newId } from '../src/platform/ids.ts';
import { startApi } from './support/api-server.ts';
import type { ApiUnderTest } from './support/api-server.ts';
import { listOf } from './support/browser.ts';
import type { Browser, BrowserAnswer } from './support/browser.ts';
import { eventRow, occurrenceRow } from './support/events.ts';
import { insertCalendar } from './support/owned-calendar.ts';
import type { OwnedCalendar } from './support/owned-calendar.ts';

const march = 'start=2026-03-01T00:00:00Z&end=2026-04-01T00:00:00Z';

describe('reading events and changes over HTTP', () => {
  let api: ApiUnderTest;
  let person: Browser;
  let calendar: OwnedCalendar;

  beforeAll(async () => {
    api = await startApi();
    person = api.browser();
    calendar = await insertCalendar(api.database.db, await person.signUp('person@example.com'), {
      last_round_at: new Date('2026-01-01T00:00:00Z'),
      known_as_of: new Date('2026-01-01T00:00:00Z'),
    });
    await write([
      eventRow({
        external_id: 'plain',
        title: 'Budget',
        start_at: '2026-03-03T09:00:00Z',
        end_at: '2026-03-03T10:00:00Z',
        body: '<p>Numbers</p>',
        body_type: 'html',
        location: 'Room 7',
        locations: [{ displayName: 'Room 7', locationType: 'conferenceRoom', address: { city: 'Kyiv' } }],
        organizer: { name: 'Adele', address: 'adele@contoso.example' },
        attendees: [
          { name: null, address: 'x@y.example', type: 'required', response: 'none', respondedAt: null },
          {},
        ],
        outlook_categories: ['Red, or blue'],
      }),
      eventRow({
        external_id: 'holiday',
        is_all_day: true,
        start_date: '2026-03-05',
        end_date: '2026-03-06',
        start_at: '2026-03-05T00:00:00Z',
        end_at: '2026-03-06T00:00:00Z',
      }),
      eventRow({
        external_id: 'master',
        type: 'seriesMaster',
        title: 'Stand-up',
        recurrence_rule: 'FREQ=DAILY',
        recurrence_start: '2026-02-01T09:00:00',
        recurrence_time_zone: 'UTC',
        recurrence_fidelity: 'fitted',
        recurrence_exceptions: ['2026-02-02T09:00:00'],
        recurrence_additions: ['2026-02-01T17:00:00'],
        start_at: '2026-02-01T09:00:00Z',
        end_at: '2026-02-01T09:15:00Z',
        body: 'Agenda',
        body_type: 'text',
      }),
      occurrenceRow('occurrence', 'master', '2026-03-07T09:00:00Z', '2026-03-07T09:15:00Z'),
    ]);
  });
  afterAll(() => api[Symbol.asyncDispose]());

  async function write(rows: readonly EventRow[]): Promise<void> {
    const own = rows.map((row) => ({ ...row, connection_id: calendar.connectionId }));
    await api.database.db.transaction().execute((tx) => writeEvents(tx, own));
  }

  function fieldsOf(answer: BrowserAnswer): unknown[] {
    expect([answer.status, answer.body['code']]).toEqual([422, 'validation_failed']);
    return listOf(answer, 'errors').map(({ field }) => field);
  }

  it('gives full events in the order of their start: instants with their zone, dates of all-day events', async () => {
    const items = listOf(await person.get(`/api/events?${march}`));
    expect(items.map(({ externalId }) => externalId)).toEqual(['plain', 'holiday', 'occurrence']);
    expect(items[0]).toMatchObject({
      calendarId: calendar.connectionId,
      start: { dateTime: '2026-03-03T09:00:00.000Z', timeZone: 'Europe/Berlin' },
      isAllDay: false,
      outlookCategories: ['Red, or blue'],
      locations: [{ displayName: 'Room 7', locationUri: null, address: { city: 'Kyiv' } }],
      attendees: [
        { address: 'x@y.example', type: 'required' },
        { name: null, address: null },
      ],
    });
    expect(items[0]).not.toHaveProperty('body');
    expect(items[1]).toMatchObject({
      start: { date: '2026-03-05' },
      end: { date: '2026-03-06' },
      isAllDay: true,
    });
    expect(items[2]).toMatchObject({ title: 'Stand-up', type: 'occurrence', seriesMasterId: 'master' });
  });

  it('gives one event with its body, and an occurrence that leads to its series', async () => {
    const [plain, , occurrence] = listOf(await person.get(`/api/events?${march}`));
    const whole = await person.get(`/api/events/${String(plain?.['id'])}`);
    expect(whole.body['body']).toEqual({ contentType: 'html', content: '<p>Numbers</p>', truncated: false });
    const series = await person.get(`/api/events/${String(occurrence?.['seriesEventId'])}`);
    expect(series.body).toMatchObject({
      type: 'seriesMaster',
      recurrenceRule: 'FREQ=DAILY',
      recurrenceStart: '2026-02-01T09:00:00',
      recurrenceTimeZone: 'UTC',
      recurrenceFidelity: 'fitted',
      recurrenceExceptions: ['2026-02-02T09:00:00'],
      recurrenceAdditions: ['2026-02-01T17:00:00'],
      externalId: 'master',
    });
    const listed = listOf(await person.get(`/api/events?${march}&include=body`));
    expect(listed[2]?.['body']).toEqual({ contentType: 'text', content: 'Agenda', truncated: false });
  });

  it('pages by cursor, and a cursor made up is refused', async () => {
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const page = await person.get(
        `/api/calendars/${calendar.connectionId}/events?${march}&limit=2${cursor}`,
      );
      seen.push(...listOf(page).map(({ externalId }) => externalId));
      const next = page.body['nextCursor'];
      cursor = typeof next === 'string' ? `&cursor=${next}` : '';
    } while (cursor !== '');
    expect(seen).toEqual(['plain', 'holiday', 'occurrence']);
    expect(fieldsOf(await person.get(`/api/events?${march}&cursor=abc`))).toEqual(['cursor']);
    const forged = Buffer.from('2026-99-01T00:00:00.000000Z x 1').toString('base64url');
    expect(fieldsOf(await person.get(`/api/events?${march}&cursor=${forged}`))).toEqual(['cursor']);
  });

  it('names the field of a query that cannot be used', async () => {
    const bad: readonly [string, string][] = [
      ['start=2026-03-01', 'start'],
      ['start=2026-03-01T00:00:00', 'start'],
      ['start=2026-03-01T00:00:00+02:00', 'start'],
      ['start=2026-02-30T00:00:00Z', 'start'],
      ['end=soon', 'end'],
      ['start=2026-03-02T00:00:00Z&end=2026-03-01T00:00:00Z', 'end'],
      ['start=2020-01-01T00:00:00Z&end=2026-01-01T00:00:00Z', 'end'],
      ['limit=0', 'limit'],
      ['limit=1001', 'limit'],
      ['limit=many', 'limit'],
      ['limit=1.5', 'limit'],
      ['limit=007', 'limit'],
      ['limit=', 'limit'],
      ['teams=1', 'teams'],
      ['importance=URGENT', 'importance'],
      ['showAs=asleep', 'showAs'],
      ['teams=perhaps', 'teams'],
      ['view=grid', 'view'],
      ['calendarId=1', 'calendarId'],
      ['category=', 'category'],
      ['q=', 'q'],
      ['colour=red', 'colour'],
    ];
    for (const [query, field] of bad) {
      expect([query, ...fieldsOf(await person.get(`/api/events?${query}`))]).toEqual([query, field]);
    }
  });

  it('takes a repeated parameter for a mistake', async () => {
    expect(fieldsOf(await person.get(`/api/events?${march}&q=a&q=b`))).toEqual(['q']);
  });

  it('answers 404 for ids that are none, unknown, or of a calendar that is not there', async () => {
    const ids = [
      'x',
      '1.1',
      `${calendar.connectionId}.0`,
      `${calendar.connectionId}.999999`,
      `${newId()}.1`,
      '%00',
    ];
    for (const id of ids) {
      const { status, body } = await person.get(`/api/events/${id}`);
      expect([id, status, body['code']]).toEqual([id, 404, 'not_found']);
    }
    for (const id of ['x', newId()])
      expect((await person.get(`/api/calendars/${id}/events`)).status).toBe(404);
    expect((await person.get(`/api/events?calendarId=${newId()}`)).status).toBe(404);
  });

  it('filters by text without taking it for a pattern, and never shows NUL to the database', async () => {
    expect(listOf(await person.get(`/api/events?${march}&q=ROOM`))).toHaveLength(1);
    expect(listOf(await person.get(`/api/events?${march}&q=%25`))).toHaveLength(0);
    expect(fieldsOf(await person.get(`/api/events?${march}&q=a%00`))).toEqual(['q']);
    const json = { email: 'nul@example.com', password: 'correct horse battery', name: '\0' };
    expect(fieldsOf(await person.post('/api/auth/sign-up/email', { json }))).toEqual(['name']);
  });

  it('lists the categories of a person’s events by name, and counts every date of a series', async () => {
    const { db } = api.database;
    const planner = api.browser();
    const { connectionId } = await insertCalendar(db, await planner.signUp('planner@example.com'));
    const rows = [
      eventRow({ external_id: 'a', outlook_categories: ['travel', 'Customers'] }),
      eventRow({ external_id: 'b', outlook_categories: ['Customers'], type: 'exception' }),
      eventRow({ external_id: 'c' }),
      eventRow({ external_id: 'weekly', type: 'seriesMaster', outlook_categories: ['Customers'] }),
      ...[1, 2, 3].map((day) => ({
        ...occurrenceRow(`o${day}`, 'weekly', `2026-03-0${day}T09:00:00Z`, `2026-03-0${day}T10:00:00Z`),
        outlook_categories: null,
      })),
      eventRow({ external_id: 'empty', type: 'seriesMaster', outlook_categories: ['No date left'] }),
    ].map((row) => ({ ...row, connection_id: connectionId }));
    await db.transaction().execute((tx) => writeEvents(tx, rows));
    const { body } = await planner.get('/api/categories');
    expect(body['items']).toEqual([
      { name: 'Customers', count: 5 },
      { name: 'travel', count: 1 },
    ]);
    const start = '2026-01-01T00:00:00Z';
    const found = await planner.get(`/api/events?start=${start}&end=2027-01-01T00:00:00Z&category=Customers`);
    expect(listOf(found)).toHaveLength(5);
    expect((await person.get('/api/categories')).body['items']).toEqual([{ name: 'Red, or blue', count: 1 }]);
  });

  it('lists changes in order, and a reader who keeps nextCursor misses nothing and sees nothing twice', async () => {
    const { db } = api.database;
    const at = new Date('2026-03-01T00:00:00Z');
    const log = (kind: 'event.created' | 'event.deleted', connectionId = calendar.connectionId) =>
      db.transaction().execute((tx) => {
        const summary = {
          type: 'singleInstance',
          title: 'Budget',
          start: { dateTime: at.toISOString(), timeZone: null },
          end: { date: '2026-03-02' },
          isAllDay: false,
          status: 'confirmed',
          showAs: null,
          location: null,
        };
        const created = kind === 'event.created';
        return appendChanges(
          tx,
          [
            {
              kind,
              externalId: 'plain',
              eventRow: 1,
              before: created ? null : summary,
              after: created ? summary : null,
            },
          ],
          {
            connectionId,
            cause: 'notification',
            runId: newId(),
            hops: { notifiedAt: at.toISOString(), roundStartedAt: at.toISOString(), fetchedAt: null },
            at,
          },
        );
      });
    await log('event.created');
    const first = await person.get('/api/changes');
    expect(listOf(first)).toHaveLength(1);
    expect(listOf(first)[0]).toMatchObject({ kind: 'event.created', cause: 'notification', before: null });
    const since = String(first.body['nextCursor']);
    const nothing = await person.get(`/api/changes?since=${since}`);
    expect([listOf(nothing), nothing.body['nextCursor']]).toEqual([[], since]);

    const stranger = api.browser();
    const theirs = await insertCalendar(db, await stranger.signUp('stranger@example.com'));
    await log('event.created', theirs.connectionId);
    await log('event.deleted');
    const later = await person.get(`/api/changes?since=${since}&limit=1`);
    expect(listOf(later).map(({ kind }) => kind)).toEqual(['event.deleted']);
    expect(listOf(await stranger.get('/api/changes'))).toHaveLength(1);
    for (const query of ['since=-1', 'since=x', 'since=1.5', 'since=99999999999999999', 'limit=0']) {
      expect(fieldsOf(await person.get(`/api/changes?${query}`))).toEqual([query.split('=')[0]]);
    }
  });

  it('says how fresh the list is, which is how fresh its stalest calendar is', async () => {
    const before = await person.get(`/api/events?${march}`);
    expect(before.body['freshness']).toMatchObject({ mode: 'polling', asOf: '2026-01-01T00:00:00.000Z' });
    const { body } = await api.browser().get('/health/live');
    expect(body).toEqual({ status: 'ok' });
    const lonely = api.browser();
    await lonely.signUp('lonely@example.com');
    expect((await lonely.get('/api/events')).body).toEqual({ items: [], nextCursor: null, freshness: null });
  });

  it('gives no events where maxStaleness cannot be promised, and says whether to ask again', async () => {
    const { db } = api.database;
    const asking = api.browser();
    const userId = await asking.signUp('scheduler@example.com');
    const own = await insertCalendar(db, userId, {
      known_as_of: new Date(Date.now() - 120_000),
    });
    const ask = (query: string) => asking.get(`/api/events?${query}`);
    const refusal = ({ status, headers, body }: BrowserAnswer) => [
      status,
      body['code'],
      headers.get('retry-after'),
    ];
    expect((await ask('maxStaleness=600')).status).toBe(200);
    expect(refusal(await ask('maxStaleness=60'))).toEqual([503, 'too_stale', '10']);
    const one = `/api/calendars/${own.connectionId}/events`;
    expect((await asking.get(`${one}?maxStaleness=60`)).body['items']).toBeUndefined();

    await insertCalendar(db, userId, { status: 'reauth_required', known_as_of: null }, own);
    expect(refusal(await ask('maxStaleness=600'))).toEqual([503, 'too_stale', null]);
    expect((await asking.get(`${one}?maxStaleness=600`)).status).toBe(200);

    const lonely = api.browser();
    await lonely.signUp('nobody@example.com');
    expect(refusal(await lonely.get('/api/events?maxStaleness=600'))).toEqual([503, 'too_stale', null]);
    for (const query of ['maxStaleness=0', 'maxStaleness=soon', 'maxStaleness=1.5', 'maxStaleness=2592001']) {
      expect(fieldsOf(await ask(query))).toEqual(['maxStaleness']);
    }
  });
});
