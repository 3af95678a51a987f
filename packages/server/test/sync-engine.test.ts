import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startEngine } from './support/engine.ts';
import type { Engine, EngineCalendar } from './support/engine.ts';
import { differences } from './support/mirror-and-mailbox.ts';

let engine: Engine;
let adele: EngineCalendar;
let day = 0;

beforeAll(async () => {
  engine = await startEngine();
  adele = await engine.connect('adele@contoso.example');
  await adele.settle();
});
afterAll(() => engine[Symbol.asyncDispose]());
afterEach(() => engine.simulator.control.clearFaults());

const same = (calendar: EngineCalendar): Promise<string[]> =>
  differences(engine.db, engine.simulator, calendar);

/** A day of its own for each test, well inside the window, at a time that no clock change touches. */
function freshDay(): string {
  day += 1;
  return new Date(Date.UTC(2027, 0, 4) + day * 7 * 86_400_000).toISOString().slice(0, 10);
}

const timed = (subject: string, date: string, extra: object = {}): object => ({
  subject,
  start: { dateTime: `${date}T09:00:00`, timeZone: 'UTC' },
  end: { dateTime: `${date}T10:00:00`, timeZone: 'UTC' },
  ...extra,
});
const daily = (subject: string, date: string, count: number, extra: object = {}): object =>
  timed(subject, date, {
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: date, numberOfOccurrences: count, recurrenceTimeZone: 'UTC' },
    },
    ...extra,
  });

async function create(body: object): Promise<string> {
  const created = await adele.graph('POST', `/calendars/${adele.calendarId}/events`, body);
  return String(created['id']);
}

async function instances(master: string, date: string): Promise<string[]> {
  const end = new Date(Date.parse(date) + 60 * 86_400_000).toISOString();
  const listed = await adele.graph(
    'GET',
    `/events/${master}/instances?startDateTime=${date}T00:00:00Z&endDateTime=${end}&$top=100`,
  );
  const value: unknown[] = Array.isArray(listed['value']) ? listed['value'] : [];
  return value
    .flatMap((each) =>
      typeof each === 'object' && each !== null && 'id' in each && 'start' in each
        ? [{ id: String(each.id), start: JSON.stringify(each.start) }]
        : [],
    )
    .toSorted((a, b) => a.start.localeCompare(b.start))
    .map((each) => each.id);
}

async function syncOnce(): Promise<void> {
  await adele.notify();
  await adele.settle();
}

/** Kinds of the changes that one action of the test wrote. */
async function changesOf(act: () => Promise<unknown>): Promise<string[]> {
  const before = await lastSeq();
  await act();
  await syncOnce();
  const rows = await engine.db
    .selectFrom('calendar_change')
    .select(['kind', 'cause'])
    .where('seq', '>', before)
    .orderBy('seq')
    .execute();
  expect(new Set(rows.map((row) => row.cause)).size).toBeLessThanOrEqual(1);
  return rows.map((row) => row.kind);
}

async function lastSeq(): Promise<number> {
  const row = await engine.db
    .selectFrom('calendar_change')
    .select((eb) => eb.fn.max<number | null>('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? 0;
}

const rowOf = (id: string) =>
  engine.db
    .selectFrom('calendar_event')
    .selectAll()
    .where('connection_id', '=', adele.connectionId)
    .where('external_id', '=', id)
    .executeTakeFirst();

const changeOf = (id: string) =>
  engine.db
    .selectFrom('calendar_change')
    .select(['kind', 'before', 'after'])
    .where('external_id', '=', id)
    .orderBy('seq', 'desc')
    .executeTakeFirst();

async function graphRequestsOf(act: () => Promise<unknown>): Promise<string[]> {
  await engine.simulator.control.clearRequests();
  await act();
  const { requests } = await engine.simulator.control.requests();
  return requests
    .filter((request) => request.path.startsWith('/v1.0/'))
    .map((request) => `${request.method} ${request.path}`);
}

describe('a first baseline', () => {
  it('makes the mirror equal to the mailbox', async () => {
    expect(await same(adele)).toEqual([]);
    const connection = await engine.db
      .selectFrom('calendar_connection')
      .select(['status', 'wanted_full', 'wanted_seq', 'done_seq', 'lease_holder'])
      .where('id', '=', adele.connectionId)
      .executeTakeFirstOrThrow();
    expect(connection).toMatchObject({ status: 'active', wanted_full: false, lease_holder: null });
    expect(connection.done_seq).toBe(connection.wanted_seq);
  });

  it('writes one change, not one for each event', async () => {
    const rows = await engine.db
      .selectFrom('calendar_change')
      .select(['kind', 'cause'])
      .where('connection_id', '=', adele.connectionId)
      .orderBy('seq')
      .limit(2)
      .execute();
    expect(rows[0]).toEqual({ kind: 'calendar.synced', cause: 'connect' });
    expect(rows[1]?.kind).not.toBe('calendar.synced');
  });

  it('keeps its deltaLink sealed', async () => {
    const row = await engine.db
      .selectFrom('calendar_connection')
      .select('sync_token')
      .where('id', '=', adele.connectionId)
      .executeTakeFirstOrThrow();
    expect(row.sync_token).toMatch(/^v1\./);
    expect(row.sync_token).not.toContain('deltatoken');
  });

  it('leaves nothing of the round behind', async () => {
    const rounds = await sql<{ count: number }>`
      select (select count(*) from sync_round) + (select count(*) from sync_round_page)
        + (select count(*) from pending_stub) as count`.execute(engine.db);
    expect(rounds.rows[0]?.count).toBe(0);
  });

  it('mirrors every calendar of every demo person', async () => {
    const { accounts } = await engine.simulator.control.accounts();
    for (const account of accounts) {
      for (const calendar of account.calendars) {
        const connected = await engine.connect(account.userPrincipalName, calendar.name);
        await connected.settle();
        expect(await same(connected), `${account.userPrincipalName} ${calendar.name}`).toEqual([]);
      }
    }
  }, 90_000);
});

describe('a delta round', () => {
  it('brings a created, an edited and a deleted event, each as one change', async () => {
    const date = freshDay();
    let id = '';
    expect(await changesOf(async () => (id = await create(timed('Interview', date))))).toEqual([
      'event.created',
    ]);
    expect(
      await changesOf(() => adele.graph('PATCH', `/events/${id}`, { subject: 'Second interview' })),
    ).toEqual(['event.updated']);
    expect(await same(adele)).toEqual([]);
    expect(await changesOf(() => adele.graph('DELETE', `/events/${id}`))).toEqual(['event.deleted']);
    expect(await same(adele)).toEqual([]);
  });

  it('of one changed single event costs one Graph request', async () => {
    await create(timed('Short call', freshDay()));
    const requests = await graphRequestsOf(() => syncOnce());
    expect(requests).toHaveLength(1);
    expect(requests[0]).toContain('/calendarView/delta');
  });

  it('rewrites no row that did not change', async () => {
    await syncOnce();
    const before = await sql<{
      sum: string;
    }>`select sum(xmin::text::bigint) as sum from calendar_event`.execute(engine.db);
    await create(timed('One more', freshDay()));
    const id = await create(timed('And gone', freshDay()));
    await adele.graph('DELETE', `/events/${id}`);
    await syncOnce();
    const untouched = await sql<{ sum: string }>`
      select sum(xmin::text::bigint) as sum from calendar_event where title is distinct from 'One more'`.execute(
      engine.db,
    );
    expect(untouched.rows).toEqual(before.rows);
  });

  it('announces a new series once, and brings all its occurrences', async () => {
    const date = freshDay();
    let master = '';
    expect(await changesOf(async () => (master = await create(daily('Training', date, 5))))).toEqual([
      'series.created',
    ]);
    const rows = await engine.db
      .selectFrom('calendar_event')
      .select('type')
      .where('series_master_id', '=', master)
      .execute();
    expect(rows.map((row) => row.type)).toEqual(Array.from({ length: 5 }, () => 'occurrence'));
    expect(await rowOf(master)).toMatchObject({
      recurrence_rule: 'FREQ=DAILY;COUNT=5',
      recurrence_time_zone: 'UTC',
    });
    expect(await same(adele)).toEqual([]);
  });

  it('removes a deleted occurrence, for which Graph sends no tombstone, after asking the series once', async () => {
    const date = freshDay();
    const master = await create(daily('Course', date, 5));
    await syncOnce();
    const [, second] = await instances(master, date);
    const requests = await graphRequestsOf(async () => {
      await adele.graph('DELETE', `/events/${second}`);
      await syncOnce();
    });
    expect(requests.filter((request) => request.includes('/instances'))).toHaveLength(1);
    expect(await rowOf(second ?? '')).toBeUndefined();
    expect(await changeOf(second ?? '')).toMatchObject({
      kind: 'event.deleted',
      before: { title: 'Course' },
    });
    expect(await same(adele)).toEqual([]);
  });

  it('does not ask a series of which every occurrence came back', async () => {
    const master = await create(daily('Lecture', freshDay(), 5));
    await syncOnce();
    const requests = await graphRequestsOf(async () => {
      await adele.graph('PATCH', `/events/${master}`, { subject: 'Lecture, new room' });
      await syncOnce();
    });
    expect(requests.filter((request) => request.includes('/instances'))).toEqual([]);
    expect(await same(adele)).toEqual([]);
  });

  it('turns a moved occurrence into an exception with everything of its own', async () => {
    const date = freshDay();
    const master = await create(daily('Workshop', date, 4));
    await syncOnce();
    const [first] = await instances(master, date);
    await adele.graph('PATCH', `/events/${first}`, {
      subject: 'Workshop, opening',
      start: { dateTime: `${date}T14:00:00`, timeZone: 'UTC' },
      end: { dateTime: `${date}T16:00:00`, timeZone: 'UTC' },
    });
    await syncOnce();
    expect(await rowOf(first ?? '')).toMatchObject({ type: 'exception', title: 'Workshop, opening' });
    const moved = await changeOf(first ?? '');
    expect(moved).toMatchObject({
      kind: 'event.updated',
      before: { title: 'Workshop', showAs: 'busy' },
      after: { title: 'Workshop, opening', showAs: 'busy' },
    });
    expect(await same(adele)).toEqual([]);
  });

  it('follows an exception out of the window', async () => {
    const date = freshDay();
    const master = await create(daily('Sprint', date, 4));
    await syncOnce();
    const [first] = await instances(master, date);
    await adele.graph('PATCH', `/events/${first}`, {
      start: { dateTime: '2029-06-01T09:00:00', timeZone: 'UTC' },
      end: { dateTime: '2029-06-01T10:00:00', timeZone: 'UTC' },
    });
    await syncOnce();
    expect(await rowOf(first ?? '')).toBeUndefined();
    expect(await same(adele)).toEqual([]);
  });

  it('removes a deleted series with all its occurrences, as one change', async () => {
    const date = freshDay();
    const master = await create(daily('Rehearsal', date, 6));
    await syncOnce();
    expect(await changesOf(() => adele.graph('DELETE', `/events/${master}`))).toEqual(['series.deleted']);
    expect(await same(adele)).toEqual([]);
  });

  it('keeps all-day events on their dates', async () => {
    const date = freshDay();
    const next = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
    const id = await create({
      subject: 'Public holiday',
      isAllDay: true,
      start: { dateTime: `${date}T00:00:00`, timeZone: 'Tokyo Standard Time' },
      end: { dateTime: `${next}T00:00:00`, timeZone: 'Tokyo Standard Time' },
    });
    await syncOnce();
    expect(await rowOf(id)).toMatchObject({ is_all_day: true, start_date: date, end_date: next });
    expect(await same(adele)).toEqual([]);
  });

  it('follows a series from timed to all-day', async () => {
    const date = freshDay();
    const master = await create(daily('Fair', date, 3));
    await syncOnce();
    const next = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
    await adele.graph('PATCH', `/events/${master}`, {
      isAllDay: true,
      start: { dateTime: `${date}T00:00:00`, timeZone: 'UTC' },
      end: { dateTime: `${next}T00:00:00`, timeZone: 'UTC' },
    });
    await syncOnce();
    expect(await same(adele)).toEqual([]);
  });

  it('leaves the mirror alone for an edit outside the window', async () => {
    const id = await create(timed('In three years', '2029-11-01'));
    await syncOnce();
    expect(await rowOf(id)).toBeUndefined();
    expect(await same(adele)).toEqual([]);
  });
});

describe('history', () => {
  it('of a series stays as it was when Graph names the series removed only because it has left the window', async () => {
    const start = new Date(Math.floor(Date.now() / 86_400_000 - 60) * 86_400_000).toISOString().slice(0, 10);
    const next = new Date(Date.parse(start) + 86_400_000).toISOString().slice(0, 10);
    const calendar = await engine.connect('megan@contoso.example');
    const created = await calendar.graph('POST', `/calendars/${calendar.calendarId}/events`, {
      subject: 'Sabbatical',
      isAllDay: true,
      start: { dateTime: `${start}T00:00:00`, timeZone: 'Tokyo Standard Time' },
      end: { dateTime: `${next}T00:00:00`, timeZone: 'Tokyo Standard Time' },
      recurrence: {
        pattern: {
          type: 'weekly',
          interval: 1,
          daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
        },
        range: {
          type: 'numbered',
          startDate: start,
          numberOfOccurrences: 3,
          recurrenceTimeZone: 'Tokyo Standard Time',
        },
      },
    });
    await calendar.settle();
    const rows = engine.db
      .selectFrom('calendar_event')
      .select(['external_id', 'start_date', 'end_date', 'time_zone', 'is_all_day'])
      .where('connection_id', '=', calendar.connectionId)
      .where('series_master_id', '=', String(created['id']))
      .orderBy('start_date');
    const before = await rows.execute();
    expect(before.map((row) => row.start_date)[0]).toBe(start);
    // The window has moved on: to this row, they are history now.
    await engine.db
      .updateTable('calendar_connection')
      .set({ window_start: new Date(Date.now() - 10 * 86_400_000) })
      .where('id', '=', calendar.connectionId)
      .execute();
    await calendar.graph('DELETE', `/events/${before[2]?.external_id ?? ''}`);
    await calendar.notify();
    await calendar.settle();
    const after = await rows.execute();
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
  });
});

describe('a notification that came before delta knew', () => {
  it('is followed up after 2, 15 and 60 seconds, and what is found then is booked to it', async () => {
    await syncOnce();
    const waits: number[] = [];
    for (const wait of [2_000, 15_000]) {
      const row = await engine.db
        .selectFrom('calendar_connection')
        .select(['next_round_at', 'last_round_at', 'followup_step'])
        .where('id', '=', adele.connectionId)
        .executeTakeFirstOrThrow();
      waits.push((row.next_round_at?.getTime() ?? 0) - (row.last_round_at?.getTime() ?? 0));
      await engine.advance(wait);
      if (wait === 15_000) await create(timed('Late news', freshDay()));
      await engine.sync.syncMicrosoftEvents(adele.connectionId, new AbortController().signal);
    }
    expect(waits).toEqual([2_000, 15_000]);
    const run = await engine.db
      .selectFrom('sync_run')
      .select(['id', 'trigger'])
      .where('connection_id', '=', adele.connectionId)
      .orderBy('started_at', 'desc')
      .executeTakeFirstOrThrow();
    expect(run.trigger).toBe('followup');
    const change = await engine.db
      .selectFrom('calendar_change')
      .select(['kind', 'cause'])
      .where('run_id', '=', run.id)
      .execute();
    expect(change).toEqual([{ kind: 'event.created', cause: 'notification' }]);
    const settled = await engine.db
      .selectFrom('calendar_connection')
      .select('followup_step')
      .where('id', '=', adele.connectionId)
      .executeTakeFirstOrThrow();
    expect(settled.followup_step).toBe(0);
  });
});

describe('a round in trouble', () => {
  it('does not believe a single 404 of a calendar that is still listed', async () => {
    await engine.simulator.control.setFaults({
      rules: [
        {
          match: { pathPattern: 'calendarView/delta', times: 1 },
          action: { type: 'status', status: 404, code: 'ErrorItemNotFound' },
        },
      ],
    });
    await adele.notify();
    await engine.sync.syncMicrosoftEvents(adele.connectionId, new AbortController().signal);
    const connection = await engine.db
      .selectFrom('calendar_connection')
      .select(['status', 'last_error_code'])
      .where('id', '=', adele.connectionId)
      .executeTakeFirstOrThrow();
    expect(connection).toEqual({ status: 'active', last_error_code: 'not_found' });
    await engine.advance(10_000);
    await adele.settle();
    expect(await same(adele)).toEqual([]);
  });

  it('waits as long as Graph says, and then goes on with the page it had reached', async () => {
    await create(timed('During a storm', freshDay()));
    await engine.simulator.control.setFaults({
      rules: [
        {
          match: { pathPattern: 'calendarView/delta', times: 1 },
          action: { type: 'status', status: 429, retryAfter: 30 },
        },
      ],
    });
    await adele.notify();
    await engine.sync.syncMicrosoftEvents(adele.connectionId, new AbortController().signal);
    const requests = await graphRequestsOf(() =>
      engine.sync.syncMicrosoftEvents(adele.connectionId, new AbortController().signal),
    );
    expect(requests).toEqual([]);
    await engine.advance(31_000);
    await adele.settle();
    expect(await same(adele)).toEqual([]);
  });

  it.each([
    ['a 500', { type: 'status', status: 500 }],
    ['a broken connection in the middle of a page', { type: 'reset', afterBytes: 200 }],
    ['a 503', { type: 'status', status: 503 }],
  ] as const)('heals by itself after %s', async (_name, action) => {
    await create(timed('Resilient', freshDay()));
    await engine.simulator.control.setFaults({
      rules: [{ match: { pathPattern: 'calendarView/delta', times: 8 }, action }],
    });
    await adele.notify();
    for (let turn = 0; turn < 5; turn += 1) {
      await engine.sync.syncMicrosoftEvents(adele.connectionId, new AbortController().signal);
      await engine.advance(40_000);
    }
    await engine.simulator.control.clearFaults();
    await adele.settle();
    expect(await same(adele)).toEqual([]);
    const connection = await engine.db
      .selectFrom('calendar_connection')
      .select(['status', 'failures', 'last_error_code'])
      .where('id', '=', adele.connectionId)
      .executeTakeFirstOrThrow();
    expect(connection).toEqual({ status: 'active', failures: 0, last_error_code: null });
  });

  it('starts a baseline when its deltaLink is dead, and removes what vanished meanwhile', async () => {
    const id = await create(timed('Vanishes', freshDay()));
    await syncOnce();
    await adele.graph('DELETE', `/events/${id}`);
    await engine.simulator.control.killDeltaTokens({ user: adele.user });
    await syncOnce();
    expect(await rowOf(id)).toBeUndefined();
    expect(await same(adele)).toEqual([]);
    const runs = await engine.db
      .selectFrom('sync_run')
      .select(['kind', 'trigger', 'outcome'])
      .where('connection_id', '=', adele.connectionId)
      .orderBy('started_at', 'desc')
      .limit(2)
      .execute();
    expect(runs).toEqual([
      { kind: 'baseline', trigger: 'token_lost', outcome: 'synced' },
      { kind: 'delta', trigger: 'notification', outcome: 'token_lost' },
    ]);
  });

  it('distrusts a round that would empty the calendar, and believes the second full reading', async () => {
    const calendar = await engine.connect('alex@contoso.example');
    const ids: string[] = [];
    const date = freshDay();
    await calendar.settle();
    const before = await engine.db
      .selectFrom('calendar_event')
      .select('external_id')
      .where('connection_id', '=', calendar.connectionId)
      .where((eb) => eb.or([eb('type', '=', 'singleInstance'), eb('type', '=', 'seriesMaster')]))
      .execute();
    for (let index = 0; index < 12; index += 1) {
      const created = await calendar.graph(
        'POST',
        `/calendars/${calendar.calendarId}/events`,
        timed(`Stays ${index}`, date),
      );
      ids.push(String(created['id']));
    }
    await calendar.notify();
    await calendar.settle();
    for (const row of before) await calendar.graph('DELETE', `/events/${row.external_id}`);
    for (const id of ids.slice(1)) await calendar.graph('DELETE', `/events/${id}`);
    await calendar.notify();
    await calendar.settle();
    const kept = await engine.db
      .selectFrom('calendar_event')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('connection_id', '=', calendar.connectionId)
      .executeTakeFirstOrThrow();
    expect(kept.count).toBeGreaterThan(12);
    await engine.advance(61_000);
    await calendar.settle();
    expect(await same(calendar)).toEqual([]);
  });
});

describe('many workers', () => {
  it('give one connection one round at a time', async () => {
    const calendar = await engine.connect('megan@contoso.example');
    const workers = Array.from({ length: 6 }, () => engine.worker());
    await engine.simulator.control.clearRequests();
    await Promise.all(
      workers.map((worker) =>
        worker.syncMicrosoftEvents(calendar.connectionId, new AbortController().signal),
      ),
    );
    await calendar.settle();
    const { requests } = await engine.simulator.control.requests({ path: 'calendarView/delta' });
    const links = requests.map((request) => `${request.path} ${request.link ?? ''}`);
    expect(new Set(links).size).toBe(links.length);
    expect(await same(calendar)).toEqual([]);
  });
});
