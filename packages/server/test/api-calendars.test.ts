import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { newId } from '../src/platform/ids.ts';
import { startApi } from './support/api-server.ts';
import type { ApiUnderTest } from './support/api-server.ts';
import { isObject, listOf } from './support/browser.ts';
import type { Browser } from './support/browser.ts';
import type { TestDatabase } from './support/postgres.ts';

/** A waiting run begun, with the round that carries it. */
async function openRoundOf(db: TestDatabase['db'], connectionId: string, runId: string): Promise<string> {
  const id = newId();
  const at = new Date();
  await db
    .updateTable('sync_run')
    .set({ state: 'running', kind: 'baseline', started_at: at, pages: 2, created: 7 })
    .where('id', '=', runId)
    .execute();
  await db
    .insertInto('sync_round')
    .values({
      connection_id: connectionId,
      id,
      run_id: runId,
      kind: 'baseline',
      phase: 'pages',
      trigger: 'manual',
      wanted_seq: 1,
      window_start: at,
      window_end: at,
      page_size: 250,
      fence: 1,
      started_at: at,
    })
    .execute();
  return id;
}

const adele = 'adele@contoso.example';

describe('managing calendars over HTTP', () => {
  let api: ApiUnderTest;
  let person: Browser;
  let id: string;

  beforeAll(async () => {
    api = await startApi();
    person = api.browser();
    await person.signUp('person@example.com');
  });
  afterAll(() => api[Symbol.asyncDispose]());

  beforeEach(async () => {
    const { db } = api.database;
    await db.deleteFrom('webhook_subscription').execute();
    await db.deleteFrom('calendar_connection').execute();
    await api.simulator.control.reset();
    id = await connect();
  });

  async function connect(): Promise<string> {
    const sessionId = await api.authorize(person, adele);
    const choices = listOf(await person.get(`/api/oauth/session/${sessionId}`), 'calendars');
    const calendarIds = choices.filter(({ isDefault }) => isDefault === true).map((choice) => choice['id']);
    const answer = await person.post('/api/oauth/microsoft/select', { json: { sessionId, calendarIds } });
    return String(listOf(answer)[0]?.['id']);
  }

  /** What a worker would do with the rung job. */
  async function work(): Promise<void> {
    for (let times = 0; times < 5; times += 1) {
      await api.services.sync.syncMicrosoftEvents(id, AbortSignal.timeout(20_000));
    }
  }

  it('syncs when asked: the run is there before the answer, and ends with what it did', async () => {
    await work();
    const asked = await person.post(`/api/calendars/${id}/sync`);
    expect(asked.status).toBe(202);
    const again = await person.post(`/api/calendars/${id}/sync?full=true`);
    expect(again.body['runId']).toBe(asked.body['runId']);
    const queued = listOf(await person.get(`/api/calendars/${id}/runs`))[0];
    expect(queued).toMatchObject({ id: asked.body['runId'], state: 'queued', trigger: 'manual', full: true });
    await work();
    const runs = await person.get(`/api/calendars/${id}/runs`);
    const done = listOf(runs).find((run) => run['id'] === asked.body['runId']);
    expect(done).toMatchObject({ state: 'done', kind: 'baseline', errorCode: null });
    expect(Number(done?.['requests'])).toBeGreaterThan(0);
  });

  it('shows the calendar active with its events, its numbers and how fresh they are', async () => {
    const before = await person.get(`/api/calendars/${id}`);
    expect(before.body).toMatchObject({
      status: 'connecting',
      window: null,
      webhook: null,
      issueCount: 0,
      deltaAgainAt: null,
      nextRoundAt: null,
    });
    await work();
    const after = await person.get(`/api/calendars/${id}`);
    expect(after.body).toMatchObject({ status: 'active', lastError: null, account: { email: adele } });
    expect(after.body['freshness']).toMatchObject({ mode: 'polling', lastNotificationAt: null });
    const events = listOf(await person.get('/api/events'));
    expect(events.length).toBeGreaterThan(3);
    const stats = await person.get('/api/calendars/stats');
    expect(stats.body['calendars']).toMatchObject({ total: 1, polling: 1, byStatus: { active: 1, gone: 0 } });
    const numbers = stats.body['events'];
    expect(isObject(numbers) && Number(numbers['total']) >= events.length).toBe(true);
    expect(listOf(await person.get('/api/changes')).map(({ kind }) => kind)).toEqual(['calendar.synced']);
  });

  it('shows the sync that waits, the one under way with its progress, and the last that ended', async () => {
    const { db } = api.database;
    const runs = async () => {
      const [listed] = listOf(await person.get('/api/calendars'));
      return { current: listed?.['currentRun'], last: listed?.['lastRun'] };
    };
    expect(await runs()).toEqual({ current: null, last: null });

    await work();
    const ended = await runs();
    expect(ended.current).toBeNull();
    expect(ended.last).toMatchObject({ state: 'done', trigger: 'connect', kind: 'baseline' });

    const run = await person.post(`/api/calendars/${id}/sync?full=true`);
    const waiting = await runs();
    expect(waiting.current).toMatchObject({ id: run.body['runId'], state: 'queued', full: true, pages: 0 });
    // As a round of several pages stands between two of them.
    const round = await openRoundOf(db, id, String(run.body['runId']));
    const underWay = await runs();
    expect(underWay.current).toMatchObject({ id: run.body['runId'], state: 'running', pages: 2, created: 7 });
    expect(underWay.last).toEqual(ended.last);
    // One that waits behind it is not shown instead.
    await person.post(`/api/calendars/${id}/sync`);
    expect((await runs()).current).toEqual(underWay.current);
    await db.deleteFrom('sync_round').where('id', '=', round).execute();
  });

  it('says what a sync waits for where Microsoft has asked the whole mailbox for patience', async () => {
    const { db } = api.database;
    const shown = async () => listOf(await person.get('/api/calendars'))[0]?.['lastError'];
    await work();
    await db
      .updateTable('mailbox')
      .set({ blocked_until: new Date(Date.now() + 60_000) })
      .execute();
    expect(await shown()).toBeNull();
    await person.post(`/api/calendars/${id}/sync`);
    expect(await shown()).toMatchObject({ code: 'throttled', at: null });
    await db.updateTable('mailbox').set({ blocked_until: null }).execute();
    expect(await shown()).toBeNull();
  });

  it('pages runs from the newest, and refuses a cursor made up', async () => {
    await work();
    await person.post(`/api/calendars/${id}/sync`);
    const first = await person.get(`/api/calendars/${id}/runs?limit=1`);
    const second = await person.get(
      `/api/calendars/${id}/runs?limit=1&cursor=${String(first.body['nextCursor'])}`,
    );
    expect(listOf(first)[0]?.['trigger']).toBe('manual');
    expect(listOf(second)[0]?.['trigger']).toBe('connect');
    expect((await person.get(`/api/calendars/${id}/runs?cursor=x`)).status).toBe(422);
  });

  it('says what to do when a calendar cannot sync, and leaves it out of a sync of all', async () => {
    const change = { status: 'reauth_required' as const };
    await api.database.db.updateTable('calendar_connection').set(change).where('id', '=', id).execute();
    const refused = await person.post(`/api/calendars/${id}/sync`);
    expect([refused.status, refused.body['code']]).toEqual([409, 'conflict']);
    expect(refused.body['detail']).toMatch(/Connect it again/);
    const all = await person.post('/api/calendars/sync-all');
    expect(all.body).toEqual({ runs: [], notRun: [{ calendarId: id, status: 'reauth_required' }] });
    const { body } = await person.get(`/api/calendars/${id}`);
    expect(body['freshness']).toMatchObject({ mode: 'blocked' });
  });

  it('syncs all that can', async () => {
    const { body } = await person.post('/api/calendars/sync-all');
    expect(body['notRun']).toEqual([]);
    expect(listOf({ body }, 'runs').map(({ calendarId }) => calendarId)).toEqual([id]);
  });

  it('takes the wish for a full sync from a body, and refuses a body it does not understand', async () => {
    const sync = (json: unknown) => person.post(`/api/calendars/${id}/sync`, { json });
    const full = async () => listOf(await person.get(`/api/calendars/${id}/runs`))[0]?.['full'];
    expect((await sync({})).status).toBe(202);
    expect(await full()).toBe(false);
    expect((await sync({ full: true })).status).toBe(202);
    expect(await full()).toBe(true);
    for (const wrong of [{ full: 'yes' }, { all: true }, [], 'full', null]) {
      const { status, body } = await sync(wrong);
      expect([wrong, status, body['code']]).toEqual([wrong, 422, 'validation_failed']);
    }
  });

  it('refuses a full that is neither true nor false', async () => {
    expect((await person.post(`/api/calendars/${id}/sync?full=maybe`)).status).toBe(422);
  });

  it('switches push on once, shows it without its secret, and off', async () => {
    await work();
    const on = await person.post(`/api/calendars/${id}/webhook`);
    expect(on.status).toBe(201);
    expect(on.body).toMatchObject({
      calendarConnectionId: id,
      provider: 'MICROSOFT',
      isActive: true,
      health: 'live',
      notificationUrl: `${api.url}/api/webhooks/microsoft/events`,
    });
    const row = await api.database.db
      .selectFrom('webhook_subscription')
      .select('client_state')
      .executeTakeFirst();
    const listed = await person.get('/api/calendars');
    expect(listed.text + on.text).not.toContain(row?.client_state);
    expect(listed.text).not.toContain('clientState');

    const again = await person.post(`/api/calendars/${id}/webhook`);
    expect([again.status, again.body['code']]).toEqual([409, 'webhook_exists']);
    await work();
    const pushed = await person.get(`/api/calendars/${id}`);
    expect(pushed.body['freshness']).toMatchObject({ mode: 'push' });
    // Nobody ticks here, so it is as of its last round.
    expect(Reflect.get(Object(pushed.body['freshness']), 'lagSeconds')).toBeLessThanOrEqual(10);

    const off = await person.delete(`/api/calendars/${id}/webhook`);
    expect([off.status, off.text]).toEqual([204, '']);
    const { body } = await person.get(`/api/calendars/${id}`);
    expect([body['webhook'], body['freshness']]).toEqual([
      null,
      expect.objectContaining({ mode: 'polling' }),
    ]);
  });

  it('refuses push for a shared or disconnected calendar with the reason', async () => {
    const { db } = api.database;
    const set = (values: { delegate_email?: string | null; status?: 'gone' }) =>
      db.updateTable('calendar_connection').set(values).where('id', '=', id).execute();
    await set({ delegate_email: 'alex@contoso.example' });
    const shared = await person.post(`/api/calendars/${id}/webhook`);
    expect([shared.status, shared.body['code']]).toEqual([422, 'webhook_not_possible']);
    await set({ delegate_email: null, status: 'gone' });
    expect((await person.post(`/api/calendars/${id}/webhook`)).status).toBe(422);
  });

  it('takes Microsoft’s notification at its own address, and the calendar is wanted', async () => {
    await work();
    await person.post(`/api/calendars/${id}/webhook`);
    await work();
    await api.simulator.control.token({ user: adele }).then((token) =>
      fetch(`${api.simulator.url}/v1.0/me/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token.accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          subject: 'Lunch',
          start: { dateTime: '2026-12-01T12:00:00', timeZone: 'UTC' },
          end: { dateTime: '2026-12-01T13:00:00', timeZone: 'UTC' },
        }),
      }),
    );
    const wanted = async (): Promise<boolean> => {
      const { db } = api.database;
      const row = await db
        .selectFrom('calendar_connection')
        .select('last_notification_at')
        .executeTakeFirst();
      return row?.last_notification_at !== null;
    };
    for (let times = 0; times < 100 && !(await wanted()); times += 1) {
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
    await work();
    const range = 'start=2026-12-01T00:00:00Z&end=2026-12-02T00:00:00Z';
    expect(listOf(await person.get(`/api/events?${range}&q=lunch`))).toHaveLength(1);
    expect(listOf(await person.get('/api/changes')).at(-1)).toMatchObject({
      kind: 'event.created',
      cause: 'notification',
    });
  });

  it('disconnects: its events are gone at once, or kept readable', async () => {
    await work();
    const kept = await person.delete(`/api/calendars/${id}?data=keep`);
    expect([kept.status, kept.text]).toEqual([204, '']);
    expect((await person.get(`/api/calendars/${id}`)).body['status']).toBe('disconnected');
    expect(listOf(await person.get('/api/events')).length).toBeGreaterThan(3);

    expect(await connect()).toBe(id);
    expect((await person.delete(`/api/calendars/${id}`)).status).toBe(204);
    expect(listOf(await person.get('/api/events'))).toEqual([]);
    expect((await person.get(`/api/calendars/${id}`)).status).toBe(404);
    expect((await person.delete(`/api/calendars/${id}`)).status).toBe(404);
  });

  it('refuses to disconnect in a way that is none, and disconnects nothing', async () => {
    expect((await person.delete(`/api/calendars/${id}?data=burn`)).status).toBe(422);
    expect((await person.get(`/api/calendars/${id}`)).body['status']).toBe('connecting');
  });

  it('answers 404 for a calendar that is none', async () => {
    for (const unknown of [newId(), 'x', `${id}0`]) {
      for (const path of ['', '/runs', '/events']) {
        expect((await person.get(`/api/calendars/${unknown}${path}`)).status).toBe(404);
      }
      expect((await person.post(`/api/calendars/${unknown}/sync`)).status).toBe(404);
      expect((await person.post(`/api/calendars/${unknown}/webhook`)).status).toBe(404);
      expect((await person.delete(`/api/calendars/${unknown}`)).status).toBe(404);
    }
  });
});
