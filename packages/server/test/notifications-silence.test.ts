import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { noteSuspicion } from '../src/connections/silence-suspicions.ts';
import { decideRebuild, isSilence } from '../src/notifications/judge-silence.ts';
import type { Rebuild } from '../src/notifications/judge-silence.ts';
import { judgeSilence } from '../src/notifications/silence-store.ts';
import { tendPush } from '../src/notifications/tend-push.ts';
import { newId } from '../src/platform/ids.ts';
import { startEngine } from './support/engine.ts';
import { insertWebhook } from './support/owned-calendar.ts';
import { testDatabase } from './support/postgres.ts';
import {
  addConnection,
  addMailbox,
  addPerson,
  DAY,
  HOUR,
  MINUTE,
  pushWorld,
} from './support/push-fixture.ts';

describe('a change that nobody announced', () => {
  const subscribedAt = 0;
  const silent = (modifiedAt: number, lastNotificationAt: number | null) =>
    isSilence({ modifiedAt, subscribedAt, lastNotificationAt });

  it('counts when it was made while the subscription had lived for ten minutes', () => {
    expect(silent(10 * MINUTE - 1, null)).toBe(false);
    expect(silent(10 * MINUTE, null)).toBe(true);
  });

  it('does not count when any notification came since a minute before it', () => {
    expect(silent(HOUR, HOUR - MINUTE - 1)).toBe(true);
    expect(silent(HOUR, HOUR - MINUTE)).toBe(false);
    expect(silent(HOUR, 2 * HOUR)).toBe(false);
  });

  it('is in a round exactly when it is the latest change of that round', () => {
    const minutes = fc.integer({ min: 0, max: 200 }).map((n) => n * MINUTE);
    fc.assert(
      fc.property(
        fc.array(minutes, { minLength: 1, maxLength: 8 }),
        fc.option(minutes, { nil: null }),
        (modified, last) => {
          const any = modified.some((at) => silent(at, last));
          expect(silent(Math.max(...modified), last)).toBe(any);
        },
      ),
    );
  });
});

describe('the decision to make push anew', () => {
  it('needs three silent rounds within 24 hours', () => {
    const now = 10 * DAY;
    expect(decideRebuild([now, now - HOUR], undefined, now)).toBeUndefined();
    expect(decideRebuild([now, now - HOUR, now - DAY - 1], undefined, now)).toBeUndefined();
    expect(decideRebuild([now, now - HOUR, now - DAY], undefined, now)).toEqual({ at: now, pauseMs: DAY });
  });

  it('comes a day after the first, then after two days, then four, while the silence lasts', () => {
    const rebuilds: Rebuild[] = [];
    for (let now = 0; now <= 16 * DAY; now += HOUR) {
      const every = 6 * HOUR;
      const found = [now, now - every, now - 2 * every].filter((at) => at > 0);
      const rebuild = decideRebuild(found, rebuilds.at(-1), now);
      if (rebuild !== undefined) rebuilds.push(rebuild);
    }
    const gaps = rebuilds.slice(1).map((each, index) => each.at - (rebuilds[index]?.at ?? 0));
    expect(gaps).toEqual([DAY, 2 * DAY, 4 * DAY, 8 * DAY].slice(0, gaps.length));
    expect(gaps.length).toBeGreaterThanOrEqual(3);
  });

  it('never comes within its pause, whatever was found', () => {
    const hours = (max: number) => fc.integer({ min: 0, max }).map((n) => n * HOUR);
    fc.assert(
      fc.property(fc.array(hours(400)), hours(400), hours(400), hours(100), (found, at, passed, pauseMs) => {
        const rebuild = decideRebuild(found, { at, pauseMs }, at + passed);
        const allowed = passed >= pauseMs && (rebuild?.pauseMs ?? 0) >= Math.min(DAY, 2 * pauseMs);
        expect(rebuild === undefined || allowed).toBe(true);
      }),
    );
  });

  it('begins with a day again when there was no need for long', () => {
    const last = { at: 0, pauseMs: 2 * DAY };
    const now = 6 * DAY + HOUR;
    expect(decideRebuild([now, now, now], last, now)?.pauseMs).toBe(DAY);
  });
});

describe('the silence detector', () => {
  it('judges a quarter of an hour late, and makes a silent subscription anew, once', async () => {
    await using database = await testDatabase();
    const world = pushWorld(database.db);
    const { db, clock, ring, api } = world;
    const mailbox = await addMailbox(db, clock);
    const person = await addPerson(db, clock, mailbox);
    const connectionId = await addConnection(db, clock, { mailbox, person });
    const tend = () => tendPush(world, connectionId, new AbortController().signal);
    await tend();
    const first = api.only().subscriptionId;
    const finds = async (): Promise<void> => {
      clock.advance(2 * HOUR);
      const round = { connectionId, runId: newId() };
      const modifiedAt = new Date(clock.now() - 5 * MINUTE);
      await db.transaction().execute((tx) => noteSuspicion(tx, round, modifiedAt, clock.date()));
    };
    await finds();
    // A notification that is late is none the less one.
    clock.advance(14 * MINUTE);
    expect(await judgeSilence(db, clock, ring)).toEqual([]);
    await db.updateTable('webhook_subscription').set({ last_notification_at: clock.date() }).execute();
    clock.advance(MINUTE);
    expect(await judgeSilence(db, clock, ring)).toEqual([]);
    const judged = () =>
      db.selectFrom('silence_suspicion').select('is_silence').orderBy('found_at').execute();
    expect((await judged()).map((row) => row.is_silence)).toEqual([false]);

    for (let n = 0; n < 3; n += 1) await finds();
    expect(await judgeSilence(db, clock, ring)).toEqual([]);
    clock.advance(15 * MINUTE);
    world.rung.length = 0;
    expect(await judgeSilence(db, clock, ring)).toEqual([{ connectionId }]);
    expect(world.rung.map(({ name }) => name)).toContain('subscription.tend');
    await tend();
    expect(api.only().subscriptionId).not.toBe(first);
    expect(await judgeSilence(db, clock, ring)).toEqual([]);
  });
});

describe('a round', () => {
  it('suspects silence when nobody asked for it and it finds a stored field altered', async () => {
    await using engine = await startEngine();
    const { db } = engine;
    const adele = await engine.connect('adele@contoso.example');
    await adele.settle();
    const row = await db
      .selectFrom('calendar_connection')
      .select(['account_id', 'mailbox_id', 'external_calendar_id'])
      .where('id', '=', adele.connectionId)
      .executeTakeFirstOrThrow();
    await insertWebhook(
      db,
      { connectionId: adele.connectionId, accountId: row.account_id, mailboxId: row.mailbox_id },
      {
        external_calendar_id: row.external_calendar_id,
        expiration_date_time: new Date('2099-01-01T00:00:00Z'),
      },
    );
    const suspected = async (
      edit: () => Promise<unknown>,
      cause: 'safety_net' | 'notification' | 'manual',
    ) => {
      await db.deleteFrom('silence_suspicion').execute();
      await edit();
      await adele.notify();
      await db.updateTable('calendar_connection').set({ wanted_cause: cause }).execute();
      await adele.settle();
      return (await db.selectFrom('silence_suspicion').select('modified_at').execute()).length;
    };
    const body = (subject: string) => ({
      subject,
      start: { dateTime: '2027-02-01T09:00:00', timeZone: 'UTC' },
      end: { dateTime: '2027-02-01T10:00:00', timeZone: 'UTC' },
    });
    let id = '';
    const create = async (): Promise<void> => {
      id = String((await adele.graph('POST', '/events', body('Made')))['id']);
    };
    const rename = (subject: string) => () => adele.graph('PATCH', `/events/${id}`, { subject });
    expect(await suspected(create, 'safety_net')).toBe(1);
    expect(await suspected(rename('Renamed'), 'safety_net')).toBe(1);
    expect(await suspected(rename('Told'), 'notification')).toBe(0);
    expect(await suspected(rename('Asked'), 'manual')).toBe(0);
    // Microsoft counts an edit, and no field that is stored says otherwise.
    expect(await suspected(rename('Asked'), 'safety_net')).toBe(0);
    const expires = (at: string) =>
      db
        .updateTable('webhook_subscription')
        .set({ expiration_date_time: new Date(at) })
        .execute();
    // Nothing was promised any more when it was made.
    await expires('2020-01-01T00:00:00Z');
    expect(await suspected(rename('Expired'), 'safety_net')).toBe(0);
    await expires('2099-01-01T00:00:00Z');
    expect(await suspected(rename('Alive'), 'safety_net')).toBe(1);
    expect(await suspected(() => adele.graph('DELETE', `/events/${id}`), 'safety_net')).toBe(0);
  });
});
