import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { forgetUnusedAccounts } from '../src/connections/forget-unused-accounts.ts';
import type { BrowserSession } from '../src/connections/oauth-session-store.ts';
import { newId } from '../src/platform/ids.ts';
import { connectRoom } from './support/connect-room.ts';
import type { ConnectRoom } from './support/connect-room.ts';

let room: ConnectRoom;
beforeAll(async () => {
  room = await connectRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

interface Connected {
  readonly person: BrowserSession;
  readonly first: string;
  readonly second: string;
  readonly calendarIds: readonly string[];
}

async function connected(): Promise<Connected> {
  const person = await room.person();
  const sessionId = await room.connect(person, 'adele@contoso.example');
  const session = await room.oauth.getSession(sessionId, person.userId);
  const calendarIds = session?.calendars.slice(0, 2).map(({ id }) => id) ?? [];
  const { connectionIds } = await room.oauth.selectMicrosoftCalendars(sessionId, calendarIds, person.userId);
  const [first = '', second = ''] = connectionIds;
  await addEvent(first);
  return { person, first, second, calendarIds };
}

async function addEvent(connectionId: string): Promise<void> {
  await room.database.pool.query(
    `insert into calendar_event (connection_id, external_id, mapper_version, type, start_at, end_at, synced_at)
     values ($1, 'event', 1, 'singleInstance', '2026-01-01Z', '2026-01-02Z', '2026-01-01Z')`,
    [connectionId],
  );
}

/** A word in everything that is kept of a calendar's events. */
async function addContent(connectionId: string, word: string): Promise<void> {
  const { pool } = room.database;
  await pool.query(
    `insert into calendar_event (connection_id, external_id, mapper_version, type, title, body, start_at, end_at, synced_at)
     values ($1, $2, 1, 'singleInstance', $2, $2, '2026-01-01Z', '2026-01-02Z', '2026-01-01Z')`,
    [connectionId, word],
  );
  await pool.query(
    `insert into pending_stub values ($1, 'stub', 'master', jsonb_build_object('subject', $2::text), '2026-01-01Z')`,
    [connectionId, word],
  );
  await pool.query(
    `insert into sync_issue values ($1, 'issue', 'unreadable', $2, 1, '2026-01-01Z', '2026-01-01Z')`,
    [connectionId, word],
  );
  await pool.query(
    `select append_calendar_changes(jsonb_build_array(jsonb_build_object('connectionId', $1::text,
       'kind', 'event.updated', 'cause', 'poll', 'at', '2026-01-01T00:00:00Z',
       'before', jsonb_build_object('title', $2::text))))`,
    [connectionId, word],
  );
}

/** Every table of ours in which a row of the connection holds the word, by name. */
async function tablesWith(word: string, connectionId: string): Promise<string[]> {
  const { pool } = room.database;
  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await pool.query(
      `select from ${name} t where t::text like '%' || $1 || '%' and t::text like '%' || $2 || '%'`,
      [word, connectionId],
    );
    if ((rowCount ?? 0) > 0) found.push(name);
  }
  return found;
}

async function addRound(connectionId: string): Promise<void> {
  await room.database.pool.query(
    `insert into sync_round (connection_id, id, run_id, kind, phase, trigger, wanted_seq, window_start, window_end,
       page_size, fence, started_at)
     values ($1, $2, $3, 'baseline', 'pages', 'connect', 1, '2026-01-01Z', '2026-02-01Z', 100, 1, '2026-01-01Z')`,
    [connectionId, newId(), newId()],
  );
}

/** As notifications/ leaves it after Graph has granted a subscription. */
async function addSubscription(connectionId: string): Promise<void> {
  await room.database.pool.query(
    `insert into webhook_subscription (id, calendar_connection_id, mailbox_id, account_id, external_calendar_id,
       subscription_id, resource_path, notification_url, client_state, is_active, health, created_at, updated_at)
     select gen_random_uuid(), id, mailbox_id, account_id, external_calendar_id || id::text, gen_random_uuid()::text,
       'users/x/events', 'http://localhost', gen_random_uuid()::text, true, 'live', '2026-01-01Z', '2026-01-01Z'
     from calendar_connection where id = $1`,
    [connectionId],
  );
}

async function dropSubscriptions(connectionId: string): Promise<void> {
  await room.database.pool.query('delete from webhook_subscription where calendar_connection_id = $1', [
    connectionId,
  ]);
}

async function count(table: string, connectionId: string): Promise<number> {
  const { rows } = await room.database.pool.query<{ n: number }>(
    `select count(*)::int as n from ${table} where connection_id = $1`,
    [connectionId],
  );
  return rows[0]?.n ?? 0;
}

const connectionRow = (id: string) =>
  room.database.db.selectFrom('calendar_connection').selectAll().where('id', '=', id).executeTakeFirst();

const accountOf = (person: BrowserSession) =>
  room.database.db
    .selectFrom('microsoft_account')
    .selectAll()
    .where('user_id', '=', person.userId)
    .executeTakeFirst();

describe('disconnecting', () => {
  it('with purge, takes events and round at once, and the row when nothing is left at Graph', async () => {
    const { person, first, second } = await connected();
    await addRound(first);
    await addSubscription(first);
    const before = await connectionRow(first);
    expect(await room.store.disconnect(first, person.userId, { data: 'purge' })).toBe(true);
    expect(await count('calendar_event', first)).toBe(0);
    expect(await count('sync_round', first)).toBe(0);
    const row = await connectionRow(first);
    expect(row).toMatchObject({
      status: 'disconnecting',
      wanted_full: false,
      sync_token: null,
      lease_holder: null,
    });
    expect(row?.fence).toBeGreaterThan(before?.fence ?? 0);
    expect(row?.done_seq).toBe(row?.wanted_seq);

    await dropSubscriptions(first);
    await room.store.finishDisconnect(first);
    expect(await connectionRow(first)).toBeUndefined();
    expect((await connectionRow(second))?.status).toBe('connecting');
    expect((await accountOf(person))?.refresh_token).not.toBeNull();
  });

  it('with purge, leaves nothing of what was in the calendar, in no table, while Graph is still asked', async () => {
    const { person, first, second } = await connected();
    await addSubscription(first);
    await addRound(first);
    const word = `budget${newId()}`;
    for (const id of [first, second]) await addContent(id, word);
    await room.store.disconnect(first, person.userId, { data: 'purge' });
    expect((await connectionRow(first))?.status).toBe('disconnecting');
    const kept = ['calendar_change', 'calendar_event', 'pending_stub', 'sync_issue'];
    expect(await tablesWith(word, first)).toEqual([]);
    expect(await tablesWith(word, second)).toEqual(kept);
    await room.store.disconnect(second, person.userId, { data: 'keep' });
    expect((await connectionRow(second))?.status).toBe('disconnected');
    expect(await tablesWith(word, second)).toEqual(kept);
  });

  it('rings for the subscription in the same commit', async () => {
    const { person, first } = await connected();
    await addSubscription(first);
    await room.database.pool.query('delete from pgboss.job');
    await room.store.disconnect(first, person.userId, { data: 'keep' });
    const { rows } = await room.database.pool.query<{ name: string }>(
      `select name from pgboss.job where data ->> 'connectionId' = $1`,
      [first],
    );
    expect(rows).toEqual([{ name: 'subscription.tend' }]);
  });

  it('with keep, leaves the events readable and ends as disconnected', async () => {
    const { person, first } = await connected();
    await addSubscription(first);
    await room.store.disconnect(first, person.userId, { data: 'keep' });
    expect(await count('calendar_event', first)).toBe(1);
    await dropSubscriptions(first);
    await room.store.finishDisconnect(first);
    expect((await connectionRow(first))?.status).toBe('disconnected');
    expect(await count('calendar_event', first)).toBe(1);
  });

  it('ends at once where there is nothing at Graph', async () => {
    const { person, first, second } = await connected();
    await room.store.disconnect(first, person.userId, { data: 'purge' });
    expect(await connectionRow(first)).toBeUndefined();
    await room.store.disconnect(second, person.userId, { data: 'keep' });
    expect((await connectionRow(second))?.status).toBe('disconnected');
  });

  it('takes the account with its last connection, and keeps none of its tokens in memory', async () => {
    const { person, first, second } = await connected();
    const accountId = (await accountOf(person))?.id ?? '';
    await room.tokens.forAccount(accountId);
    await room.store.disconnect(first, person.userId, { data: 'purge' });
    expect(await accountOf(person)).toBeDefined();
    await room.store.disconnect(second, person.userId, { data: 'purge' });
    expect(await accountOf(person)).toBeUndefined();
    await expect(room.tokens.forAccount(accountId)).rejects.toMatchObject({ code: 'account_gone' });
  });

  it('takes the tokens, not the account, when its last connections only keep data', async () => {
    const { person, first, second } = await connected();
    await room.store.disconnect(first, person.userId, { data: 'keep' });
    expect((await accountOf(person))?.refresh_token).not.toBeNull();
    await room.store.disconnect(second, person.userId, { data: 'keep' });
    expect(await accountOf(person)).toMatchObject({
      access_token: null,
      refresh_token: null,
      status: 'reauth_required',
    });
  });

  it('is not possible for somebody else', async () => {
    const { first } = await connected();
    const stranger = await room.person();
    expect(await room.store.disconnect(first, stranger.userId, { data: 'purge' })).toBe(false);
    expect((await connectionRow(first))?.status).toBe('connecting');
    expect(await count('calendar_event', first)).toBe(1);
    expect(await room.store.get(first, stranger.userId)).toBeUndefined();
    expect(await room.store.list(stranger.userId)).toEqual([]);
  });

  it('may be asked again, and then purges what was kept', async () => {
    const { person, first } = await connected();
    await room.store.disconnect(first, person.userId, { data: 'keep' });
    expect(await room.store.disconnect(first, person.userId, { data: 'purge' })).toBe(true);
    expect(await connectionRow(first)).toBeUndefined();
    expect(await room.store.disconnect(first, person.userId, { data: 'purge' })).toBe(false);
  });

  it('is undone by choosing the calendar again: same row, a baseline wanted, its fence raised', async () => {
    const { person, first, calendarIds } = await connected();
    await room.store.disconnect(first, person.userId, { data: 'keep' });
    const resting = await connectionRow(first);
    const sessionId = await room.connect(person, 'adele@contoso.example');
    const offered = await room.oauth.getSession(sessionId, person.userId);
    expect(offered?.calendars.find(({ id }) => id === calendarIds[0])?.isConnected).toBe(false);
    const { connectionIds } = await room.oauth.selectMicrosoftCalendars(
      sessionId,
      calendarIds.slice(0, 1),
      person.userId,
    );
    expect(connectionIds).toEqual([first]);
    const revived = await connectionRow(first);
    expect(revived).toMatchObject({ status: 'connecting', wanted_full: true, keep_data: null });
    expect(revived?.fence).toBeGreaterThan(resting?.fence ?? 0);
    expect(await count('calendar_event', first)).toBe(1);
    await room.store.finishDisconnect(first);
    expect((await connectionRow(first))?.status).toBe('connecting');
  });
});

describe('an account for which no calendar was chosen', () => {
  it('is forgotten after an hour, and one that is in use is not', async () => {
    const used = await connected();
    const idle = await room.person();
    await room.connect(idle, 'adele@contoso.example');
    expect(await forgetUnusedAccounts(room.database.db, room.clock)).toBe(0);
    room.clock.advance(3_600_001);
    expect(await forgetUnusedAccounts(room.database.db, room.clock)).toBe(1);
    expect(await accountOf(idle)).toBeUndefined();
    expect(await accountOf(used.person)).toBeDefined();
  });
});
