import { connect } from 'node:net';

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { newId } from '../src/platform/ids.ts';
import { appendSome } from './support/append-changes.ts';
import { METRICS_TOKEN, startApi } from './support/api-server.ts';
import type { ApiUnderTest } from './support/api-server.ts';
import { listOf } from './support/browser.ts';
import type { Browser } from './support/browser.ts';
import { insertCalendar } from './support/owned-calendar.ts';
import { StreamReader } from './support/stream-reader.ts';
import type { OpenStreamOptions } from './support/stream-reader.ts';

interface Person {
  readonly browser: Browser;
  readonly userId: string;
  readonly connectionId: string;
}

describe('the stream of changes', () => {
  let api: ApiUnderTest;
  let adele: Person;
  let alex: Person;

  beforeAll(async () => {
    api = await startApi();
    adele = await person('adele@example.com');
    alex = await person('alex@example.com');
  });
  afterAll(() => api[Symbol.asyncDispose]());

  async function person(email: string): Promise<Person> {
    const browser = api.browser();
    const userId = await browser.signUp(email);
    const { connectionId } = await insertCalendar(api.database.db, userId);
    return { browser, userId, connectionId };
  }

  function open(who: Person, options: Partial<OpenStreamOptions> = {}): Promise<StreamReader> {
    return StreamReader.open(api.url, { cookie: who.browser.cookie, ...options });
  }

  function append(connectionId: string, count = 1): Promise<number> {
    return appendSome(api.database.db, connectionId, count);
  }

  async function openStreams(): Promise<number> {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const { text } = await api.browser().get('/metrics', { headers });
    return Number(/^calmirror_open_streams (\d+)$/m.exec(text)?.[1]);
  }

  it('brings a change within a second, the same as the list of changes has it', async () => {
    await using stream = await open(adele);
    await stream.until(({ events }) => events.length > 0);
    const began = performance.now();
    const seq = await append(adele.connectionId);
    await stream.until(({ seqs }) => seqs.length > 0);
    expect(performance.now() - began).toBeLessThan(1_000);
    const listed = listOf(await adele.browser.get(`/api/changes?since=${seq - 1}`));
    expect(stream.of('change')).toEqual([{ event: 'change', id: seq, data: listed[0] }]);
    expect(listed[0]).toMatchObject({
      kind: 'event.created',
      after: { title: 'Budget review\nsecond line' },
    });
  });

  it('begins with a pulse of the server’s clock, and goes on with one every few seconds', async () => {
    await using stream = await open(adele);
    await stream.until(({ events }) => events.length > 0);
    expect(stream.events[0]?.event).toBe('pulse');
    await stream.until((it) => it.of('pulse').length > 1, 6_000);
    const end = await append(adele.connectionId);
    await using next = await open(adele);
    await next.until(({ events }) => events.length > 0);
    // The place from which it goes on: what is asked for after it leaves no gap.
    expect(next.events[0]).toMatchObject({ event: 'pulse', id: end });
    for (const { data } of stream.of('pulse')) {
      expect(Math.abs(Date.now() - Date.parse(String(data['at'])))).toBeLessThan(10_000);
    }
    expect(stream.of('pulse')[1]?.id).toBeUndefined();
  });

  it('tells nobody of another person’s changes, neither live nor when asked for all', async () => {
    await append(alex.connectionId, 3);
    await using stream = await open(adele, { query: '?since=0' });
    await using other = await open(alex);
    await other.until(({ events }) => events.length > 0);
    // From here on it is told live; what comes while it catches up is read from the log.
    const first = await append(adele.connectionId);
    await stream.until(({ seqs }) => seqs.at(-1) === first);
    await append(alex.connectionId, 2);
    const own = await append(adele.connectionId);
    await stream.until(({ seqs }) => seqs.at(-1) === own);
    await other.until(({ seqs }) => seqs.length === 2);
    const calendars = [...stream.of('change'), ...other.of('change')].map(({ data }) => data['calendarId']);
    expect(new Set(calendars.slice(0, -2))).toEqual(new Set([adele.connectionId]));
    expect(calendars.slice(-2)).toEqual([alex.connectionId, alex.connectionId]);
  });

  it(
    'is resumed after every cut with nothing missing and nothing twice, whatever is written meanwhile',
    { timeout: 60_000 },
    async () => {
      const start = await append(adele.connectionId);
      const second = await insertCalendar(api.database.db, adele.userId);
      const written: Promise<unknown>[] = [];
      const over = new AbortController();
      const write = async (connectionId: string): Promise<void> => {
        while (!over.signal.aborted) {
          // Also many at once: more than a page of the backfill and than its buffer.
          await append(connectionId, Math.random() < 0.1 ? 150 : 1 + Math.floor(Math.random() * 5));
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
        }
      };
      written.push(write(adele.connectionId), write(second.connectionId), write(alex.connectionId));
      const received: number[] = [];
      for (let cut = 0; cut < 25; cut += 1) {
        await using stream = await open(adele, { lastEventId: received.at(-1) ?? start });
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 200));
        stream.cut();
        await stream.ended;
        expect(stream.of('reset')).toEqual([]);
        received.push(...stream.seqs);
      }
      over.abort();
      await Promise.all(written);
      const { rows } = await sql<{ seq: number }>`
        select seq from calendar_change where seq > ${start} and connection_id <> ${alex.connectionId}
        order by seq`.execute(api.database.db);
      const all = rows.map(({ seq }) => seq);
      await using last = await open(adele, { lastEventId: received.at(-1) ?? start });
      await last.until(({ seqs }) => (seqs.at(-1) ?? received.at(-1)) === all.at(-1));
      received.push(...last.seqs);
      expect(received).toEqual(all);
    },
  );

  it('says reset, with the number to go on from, to a cursor that is not known here', async () => {
    const end = await append(adele.connectionId);
    for (const cursor of [end + 1_000, 'x', '-1', '9'.repeat(20)]) {
      await using stream = await open(adele, { lastEventId: cursor });
      await stream.until((it) => it.of('reset').length > 0);
      expect(stream.of('reset')).toEqual([{ event: 'reset', id: end, data: {} }]);
      expect(stream.seqs).toEqual([]);
    }
    await using known = await open(adele, { query: `?since=${end - 1}` });
    await known.until(({ seqs }) => seqs[0] === end);
    expect(known.of('reset')).toEqual([]);
  });

  it('says reset to a cursor behind what is kept', async () => {
    await using fresh = await startApi();
    const browser = fresh.browser();
    const { connectionId } = await insertCalendar(fresh.database.db, await browser.signUp('a@example.com'));
    await sql`select append_calendar_changes(jsonb_build_array(
      ${sql.join(
        [1, 2, 3].map(
          () => sql`jsonb_build_object('connectionId', ${connectionId}::text,
        'kind', 'calendar.synced', 'cause', 'connect', 'at', '2026-11-22T12:00:00Z')`,
        ),
      )}))`.execute(fresh.database.db);
    await sql`delete from calendar_change where seq < 3`.execute(fresh.database.db);
    const { cookie } = browser;
    await using behind = await StreamReader.open(fresh.url, { cookie, lastEventId: 1 });
    await behind.until((it) => it.of('reset').length > 0);
    expect([behind.of('reset')[0]?.id, behind.seqs]).toEqual([3, []]);
    await using enough = await StreamReader.open(fresh.url, { cookie, lastEventId: 2 });
    await enough.until(({ seqs }) => seqs.length > 0);
    expect([enough.of('reset'), enough.seqs]).toEqual([[], [3]]);
  });

  it('says when the calendars or their runs are not as they were, and only to their owner', async () => {
    const { db } = api.database;
    await using stream = await open(adele);
    await using other = await open(alex);
    await stream.until((it) => it.of('calendars').length === 1);
    await other.until((it) => it.of('calendars').length === 1);
    const runId = newId();
    const at = new Date();
    const steps = [
      () =>
        db
          .insertInto('sync_run')
          .values({
            connection_id: adele.connectionId,
            id: runId,
            state: 'queued',
            trigger: 'manual',
            requested_at: at,
          })
          .execute(),
      () => db.updateTable('sync_run').set({ full_requested: true }).where('id', '=', runId).execute(),
      () =>
        db
          .updateTable('calendar_connection')
          .set({ status: 'reauth_required', status_reason: 'revoked' })
          .where('id', '=', adele.connectionId)
          .execute(),
      () =>
        db
          .updateTable('calendar_connection')
          .set({ status: 'active', status_reason: null, last_round_at: at })
          .where('id', '=', adele.connectionId)
          .execute(),
      () => db.deleteFrom('sync_run').where('id', '=', runId).execute(),
    ];
    for (const [index, step] of steps.entries()) {
      await step();
      await stream.until((it) => it.of('calendars').length === index + 2, 5_000);
    }
    expect(other.of('calendars').length).toBe(1);
    expect(stream.of('calendars').at(-1)).toEqual({ event: 'calendars', id: undefined, data: {} });
  });

  it('ends at once when its person signs out, and within seconds when the session ends elsewhere', async () => {
    const leaving = await person('leaving@example.com');
    const gone = await person('gone@example.com');
    await using signedOut = await open(leaving);
    await using removed = await open(gone);
    await using stays = await open(adele);
    await leaving.browser.post('/api/auth/sign-out');
    await Promise.race([signedOut.ended, rejectAfter(1_000)]);
    await sql`delete from app_session where user_id = ${gone.userId}`.execute(api.database.db);
    await append(gone.connectionId);
    await Promise.race([removed.ended, rejectAfter(6_000)]);
    await append(adele.connectionId);
    await stays.until(({ seqs }) => seqs.length > 0);
    await expect(open(leaving)).rejects.toThrow('401');
  });

  it(
    'is ended for a reader that takes nothing, and goes on for the others',
    { timeout: 60_000 },
    async () => {
      const greedy = await person('greedy@example.com');
      const before = await openStreams();
      const { port, host } = new URL(api.url);
      await using quick = await open(greedy);
      const slow = connect(Number(port), '127.0.0.1');
      slow.on('error', () => undefined);
      slow.pause();
      slow.write(`GET /api/stream HTTP/1.1\r\nHost: ${host}\r\nCookie: ${greedy.browser.cookie}\r\n\r\n`);
      await eventually(async () => (await openStreams()) === before + 2);
      for (let times = 0; times < 40; times += 1) {
        await sql`select append_calendar_changes(jsonb_build_array(jsonb_build_object(
        'connectionId', ${greedy.connectionId}::text, 'kind', 'event.created', 'cause', 'poll',
        'at', '2026-11-22T12:00:00Z', 'externalId', repeat('x', 500000))))`.execute(api.database.db);
        await quick.until(({ seqs }) => seqs.length === times + 1);
      }
      await eventually(async () => (await openStreams()) === before + 1);
      slow.destroy();
    },
  );

  it('gives one person only so many, and says so with 429', async () => {
    const many = await person('many@example.com');
    await using stack = new AsyncDisposableStack();
    for (let times = 0; times < 30; times += 1) stack.use(await open(many));
    const refused = await many.browser.get('/api/stream');
    expect([refused.status, refused.body['code'], refused.headers.get('retry-after')]).toEqual([
      429,
      'too_many_requests',
      '30',
    ]);
    await using other = await open(alex);
    expect(other.events).toBeDefined();
  });

  it('is for nobody who is not signed in, and not held back or kept by a proxy', async () => {
    const refused = await api.browser().get('/api/stream');
    expect([refused.status, refused.body['code']]).toEqual([401, 'not_signed_in']);
    const { headers, status } = await adele.browser.get('/api/stream');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store, no-transform');
    expect(headers.get('x-accel-buffering')).toBe('no');
    expect(headers.get('x-request-id')).not.toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect((await adele.browser.get('/api/stream?since=-1')).status).toBe(422);
  });

  it('ends when the server stops, which does not wait for it', async () => {
    const stopping = await startApi();
    const browser = stopping.browser();
    await browser.signUp('a@example.com');
    await using stream = await StreamReader.open(stopping.url, { cookie: browser.cookie });
    const began = performance.now();
    await stopping[Symbol.asyncDispose]();
    await stream.ended;
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

function rejectAfter(ms: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`Not within ${ms} ms`)), ms).unref();
  });
}

async function eventually(isTrue: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 15_000;
  while (!(await isTrue())) {
    if (performance.now() > giveUpAt) throw new Error('Did not come true in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
