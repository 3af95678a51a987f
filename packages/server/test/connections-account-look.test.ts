/** The daily look at an account: what Outlook's list of calendars says of the mirrored ones and of new ones. */
import { setTimeout } from 'node:timers/promises';

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { lookAtAccounts } from '../src/connections/account-look.ts';
import { claimAccount } from '../src/connections/account-look-store.ts';
import { judgeCalendarList, sameCalendar } from '../src/connections/judge-calendar-list.ts';
import { takeSlot } from '../src/connections/mailbox-slots.ts';
import type { StoredCalendar } from '../src/connections/oauth-session-store.ts';
import { queryOffers } from '../src/mirror/queries/offers-query.ts';
import type { ConnectionStatus } from '../src/models/connection-status.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createLogger } from '../src/platform/logger.ts';
import { at, broken, gone, page, single, startTinyGraph, viewEnd } from './support/tiny-graph.ts';
import type { Json, TinyAnswer, TinyCalendar, TinyGraph } from './support/tiny-graph.ts';

let tiny: TinyGraph;
beforeAll(async () => {
  tiny = await startTinyGraph();
});
afterAll(() => tiny[Symbol.asyncDispose]());

const refused: TinyAnswer = { status: 403, body: { error: { code: 'ErrorAccessDenied', message: '' } } };
const never = new AbortController().signal;
const owner = { name: 'Adele', address: 'adele@contoso.example' };

interface World {
  readonly calendar: TinyCalendar;
  /** What GET /me/calendars answers. */
  listed: (id: string) => readonly Json[];
  answers: { delta: TinyAnswer; view: TinyAnswer; calendars?: TinyAnswer };
  readonly rung: string[];
  /** A day later. */
  look(): Promise<void>;
}

async function connect(): Promise<World> {
  const rung: string[] = [];
  const calendar = await tiny.connect((question) => {
    if (question.ask === 'calendars')
      return world.answers.calendars ?? { body: { value: world.listed(calendar.calendarId) } };
    if (question.ask === 'delta') return world.answers.delta;
    return question.ask === 'view' ? world.answers.view : gone;
  });
  const world: World = {
    calendar,
    listed: (id) => [{ id, name: 'Tiny', owner }],
    answers: { delta: page([single('A', at(1))], { delta: 'd1' }), view: viewEnd([]) },
    rung,
    look: async () => {
      await sql`update microsoft_account set next_look_at = now() - interval '1 minute'
        where id = (select account_id from calendar_connection where id = ${calendar.connectionId})`.execute(
        tiny.db,
      );
      await lookAtAccounts(
        {
          db: tiny.db,
          clock: systemClock(),
          graph: calendar.graph,
          jobs: {
            ring: (name, payloads) => {
              rung.push(...payloads.map((payload) => `${name} ${payload.connectionId}`));
              return Promise.resolve();
            },
          },
          logger: createLogger({ level: 'silent' }),
          leaseSeconds: 5,
          random: () => 0.5,
        },
        never,
      );
    },
  };
  await calendar.round(1);
  await world.look();
  calendar.asked.length = 0;
  return world;
}

const stop = (world: World, status: ConnectionStatus) =>
  sql`update calendar_connection set status = ${status}, status_reason = 'So it was.', last_error_code = 'x'
    where id = ${world.calendar.connectionId}`.execute(tiny.db);
const offersOf = async ({ calendar }: World) =>
  (await queryOffers(tiny.db, calendar.userId)).map(({ name }) => name);
const auditOf = async ({ calendar }: World) =>
  (
    await tiny.db
      .selectFrom('audit_log')
      .select(['action', 'detail'])
      .where('subject_id', '=', calendar.connectionId)
      .orderBy('id')
      .execute()
  ).map(({ action, detail }) => [action, detail]);

async function hoursToNextLook({ calendar }: World): Promise<number> {
  const { rows } = await sql<{ hours: number }>`
    select extract(epoch from next_look_at - now())::float / 3600 as hours from microsoft_account
    where id = (select account_id from calendar_connection where id = ${calendar.connectionId})`.execute(
    tiny.db,
  );
  return rows[0]?.hours ?? 0;
}

describe('a calendar that is mirrored', () => {
  it('follows its name, color, owner and rights in Outlook, and the audit log says the old name', async () => {
    const world = await connect();
    const audited = (await auditOf(world)).length;
    const as = { name: 'Renamed', color: 'lightRed', hexColor: '#f00', canEdit: true, owner };
    world.listed = (id) => [{ id, ...as }];
    await world.look();
    expect(await world.calendar.connection()).toMatchObject({
      name: 'Renamed',
      color: 'lightRed',
      hex_color: '#f00',
      can_edit: true,
      owner_address: 'adele@contoso.example',
      delegate_email: null,
      status: 'active',
    });
    await world.look();
    expect((await auditOf(world)).slice(audited)).toEqual([
      ['calendar.followed', { renamedFrom: 'Tiny', renamedTo: 'Renamed' }],
    ]);
    expect(world.calendar.asked).toEqual(['calendars', 'calendars']);
  });

  it('follows it, too, where PostgreSQL has to end one of two who wait for each other', async () => {
    const world = await connect();
    world.listed = (id) => [{ id, name: 'Renamed', owner }];
    const { connectionId } = world.calendar;
    const accountOf = sql`(select account_id from calendar_connection where id = ${connectionId})`;
    const isHeldUp = async (): Promise<boolean> => {
      const { rows } = await sql`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(tiny.db);
      return rows.length > 0;
    };
    let look = Promise.resolve();
    await tiny.db.transaction().execute(async (tx) => {
      await sql`select from calendar_connection where id = ${connectionId} for update`.execute(tx);
      look = world.look();
      look.catch(() => undefined);
      await vi.waitUntil(isHeldUp);
      // PostgreSQL ends the one that finds out, after a second of waiting: the look, which began to wait before.
      await setTimeout(500);
      await sql`update microsoft_account set updated_at = now() where id = ${accountOf}`.execute(tx);
    });
    await look;
    expect(await world.calendar.connection()).toMatchObject({ name: 'Renamed' });
  });

  it.each(['gone', 'unsupported', 'forbidden', 'reauth_required'] as const)(
    'and was %s syncs again when its cause is over, from a full reading',
    async (status) => {
      const world = await connect();
      await stop(world, status);
      await world.look();
      const { connectionId } = world.calendar;
      expect(await world.calendar.connection()).toMatchObject({
        status: 'active',
        status_reason: null,
        last_error_code: null,
        wanted_full: true,
      });
      expect(world.rung).toEqual([`sync.background ${connectionId}`, `subscription.tend ${connectionId}`]);
      expect((await auditOf(world)).at(-1)?.[0]).toBe('calendar.healed');
      await world.calendar.round(2);
      expect(await world.calendar.rows()).toHaveLength(1);
    },
  );

  it.each(['gone', 'unsupported', 'forbidden', 'reauth_required'] as const)(
    'and was given another id while it was %s goes on under it',
    async (status) => {
      const world = await connect();
      await stop(world, status);
      world.listed = () => [{ id: 'moved', name: 'Tiny', owner }];
      await world.look();
      expect(await world.calendar.connection()).toMatchObject({
        status: 'active',
        external_calendar_id: 'moved',
        wanted_full: true,
      });
    },
  );

  it('and was refused our token stays stopped while it is refused again', async () => {
    const world = await connect();
    await stop(world, 'reauth_required');
    world.answers.view = {
      status: 401,
      body: { error: { code: 'InvalidAuthenticationToken', message: '' } },
    };
    await world.look();
    expect(await world.calendar.connection()).toMatchObject({ status: 'reauth_required' });
  });

  it('and is forbidden costs one request more, and stays so while it is refused', async () => {
    const world = await connect();
    await stop(world, 'forbidden');
    world.answers.view = refused;
    await world.look();
    expect(world.calendar.asked).toEqual(['calendars', 'view']);
    expect(await world.calendar.connection()).toMatchObject({
      status: 'forbidden',
      status_reason: 'So it was.',
    });
  });

  it('and cannot be read for a moment keeps nothing else of its account from being followed', async () => {
    const world = await connect();
    await stop(world, 'forbidden');
    world.answers.view = broken;
    world.listed = (id) => [
      { id, name: 'Renamed', owner },
      { id: 'new', name: 'Holidays', owner },
    ];
    await world.look();
    expect(await world.calendar.connection()).toMatchObject({ status: 'forbidden', name: 'Renamed' });
    expect(await offersOf(world)).toEqual(['Holidays']);
    expect(await hoursToNextLook(world)).toBeLessThan(1.01);
  });

  it('and is gone stays gone while it is not listed, with its events', async () => {
    const world = await connect();
    await stop(world, 'gone');
    world.listed = () => [];
    await world.look();
    expect(await world.calendar.connection()).toMatchObject({ status: 'gone' });
    expect(await world.calendar.rows()).toHaveLength(1);
  });

  it('and is listed no more has its round now, which is told that it is gone', async () => {
    const world = await connect();
    world.listed = () => [];
    await world.look();
    const { next_round_at: next } = await world.calendar.connection();
    expect(next instanceof Date && next.getTime() <= Date.now()).toBe(true);
    world.answers.delta = gone;
    await world.calendar.work();
    expect(await world.calendar.connection()).toMatchObject({ status: 'gone' });
    expect((await auditOf(world)).at(-1)).toEqual(['calendar.stopped', { status: 'gone' }]);
    expect(await world.calendar.rows()).toHaveLength(1);
  });

  it('and was given another id goes on under it, from a full reading', async () => {
    const world = await connect();
    world.listed = () => [{ id: 'moved', name: 'Tiny', owner }];
    world.answers.delta = gone;
    await world.calendar.round(1).catch(() => undefined);
    expect(await world.calendar.connection()).toMatchObject({
      status: 'active',
      external_calendar_id: 'moved',
      wanted_full: true,
    });
    world.answers.delta = page([single('A', at(1))], { delta: 'd1' });
    await world.calendar.work();
    expect(await world.calendar.connection()).toMatchObject({ status: 'active', wanted_full: false });
  });
});

describe('a calendar that is new in Outlook', () => {
  it('is offered, and no more when it is gone again', async () => {
    const world = await connect();
    world.listed = (id) => [
      { id, name: 'Tiny', owner },
      { id: 'new', name: 'Holidays', owner },
    ];
    await world.look();
    await world.look();
    expect(await offersOf(world)).toEqual(['Holidays']);
    world.listed = (id) => [{ id, name: 'Tiny', owner }];
    await world.look();
    expect(await offersOf(world)).toEqual([]);
  });

  it('is told from those that were there before anybody looked', async () => {
    const world = await connect();
    await sql`update microsoft_account set known_calendars = null
      where id = (select account_id from calendar_connection where id = ${world.calendar.connectionId})`.execute(
      tiny.db,
    );
    world.listed = (id) => [
      { id, name: 'Tiny', owner },
      { id: 'old', name: 'Birthdays', owner },
    ];
    await world.look();
    await world.look();
    expect(await offersOf(world)).toEqual([]);
  });
});

describe('the look at an account', () => {
  it('is a day later again, up to a tenth earlier, and by one process', async () => {
    const world = await connect();
    const clock = systemClock();
    expect(await claimAccount(tiny.db, clock)).toBeUndefined();
    await world.look();
    const hours = await hoursToNextLook(world);
    expect(hours).toBeGreaterThan(21.5);
    expect(hours).toBeLessThan(24);
  });

  it('that fails changes nothing and comes again in an hour', async () => {
    const world = await connect();
    world.answers.calendars = broken;
    await world.look();
    expect(await world.calendar.connection()).toMatchObject({ status: 'active', name: 'Tiny' });
    world.answers.calendars = { status: 404, body: { error: { code: 'MailboxNotEnabledForRESTAPI' } } };
    await stop(world, 'unsupported');
    await world.look();
    expect(await world.calendar.connection()).toMatchObject({ status: 'unsupported' });
  });

  it('waits for its turn at the mailbox', async () => {
    const world = await connect();
    const mailboxId = String((await world.calendar.connection())['mailbox_id']);
    await using _slot = await takeSlot(tiny.db, mailboxId, 'service', 'test', 5);
    await world.look();
    expect(world.calendar.asked).toEqual([]);
  });
});

describe('the list of an account', () => {
  const team: StoredCalendar = {
    id: 'third',
    name: 'Team',
    color: null,
    hexColor: null,
    ownerName: null,
    ownerAddress: 'a@x.example',
    canEdit: true,
    isDefault: false,
    isShared: false,
  };
  const gone1 = { ...team, id: 'c1', externalCalendarId: 'first', status: 'gone' as const };

  it('gives a calendar that went on under another id back to the one that was stopped', () => {
    expect(judgeCalendarList([team], [gone1], []).back).toEqual([{ connectionId: 'c1', calendar: team }]);
  });

  it('gives it to neither of two that it may have been, and offers it', () => {
    const gone2 = { ...gone1, id: 'c2', externalCalendarId: 'second' };
    expect(judgeCalendarList([team], [gone1, gone2], [])).toMatchObject({ back: [], fresh: [team] });
  });
});

describe('the same calendar under another id', () => {
  const lost = { name: 'Work', ownerAddress: 'A@x.example' };
  const like = (id: string, different: Json = {}) => ({
    id,
    ...lost,
    ownerAddress: 'a@x.example',
    ...different,
  });

  it('is of the same name and owner, nobody’s yet, and the only one', () => {
    expect(sameCalendar([like('b'), like('c', { name: 'Home' })], lost, new Set())?.id).toBe('b');
    expect(sameCalendar([like('b')], lost, new Set(['b']))).toBeUndefined();
    expect(sameCalendar([like('b'), like('c')], lost, new Set())).toBeUndefined();
    expect(sameCalendar([like('b', { ownerAddress: null })], lost, new Set())).toBeUndefined();
  });
});
