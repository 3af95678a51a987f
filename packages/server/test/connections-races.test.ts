import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { BrowserSession } from '../src/connections/oauth-session-store.ts';
import { connectRoom } from './support/connect-room.ts';
import type { ConnectRoom } from './support/connect-room.ts';

const ADELE = 'adele@contoso.example';

let room: ConnectRoom;
beforeAll(async () => {
  room = await connectRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const accountOf = (person: BrowserSession) =>
  room.database.db
    .selectFrom('microsoft_account')
    .selectAll()
    .where('user_id', '=', person.userId)
    .executeTakeFirst();

const calendarIdsOf = async (person: BrowserSession, sessionId: string): Promise<string[]> =>
  (await room.oauth.getSession(sessionId, person.userId))?.calendars.map(({ id }) => id) ?? [];

/** Connects the account and its first calendar. */
async function connectFirst(): Promise<{ person: BrowserSession; connectionId: string; ids: string[] }> {
  const person = await room.person();
  const sessionId = await room.connect(person, ADELE);
  const ids = await calendarIdsOf(person, sessionId);
  const chosen = ids.slice(0, 1);
  const { connectionIds } = await room.oauth.selectMicrosoftCalendars(sessionId, chosen, person.userId);
  return { person, connectionId: connectionIds[0] ?? '', ids };
}

/** Runs while somebody else's transaction, which has locked the account, is open and commits `meanwhile`. */
async function whileAccountIsHeld<T>(
  accountId: string,
  run: () => Promise<T>,
  meanwhile: string,
  parameters: readonly unknown[] = [],
): Promise<T> {
  const client = await room.database.pool.connect();
  try {
    await client.query('begin');
    await client.query('select 1 from microsoft_account where id = $1 for update', [accountId]);
    const outcome = run();
    outcome.catch(() => undefined);
    await sleep(300);
    await client.query(meanwhile, [...parameters]);
    await client.query('commit');
    return await outcome;
  } finally {
    client.release();
  }
}

describe('disconnecting the last calendar while something else happens to its account', () => {
  it('leaves the account to a calendar that was chosen in the same moment', async () => {
    const { person, connectionId } = await connectFirst();
    const account = await accountOf(person);
    const done = await whileAccountIsHeld(
      account?.id ?? '',
      () => room.store.disconnect(connectionId, person.userId, { data: 'purge' }),
      `insert into calendar_connection (id, user_id, account_id, mailbox_id, external_calendar_id, name, status,
         created_at, updated_at)
       select gen_random_uuid(), user_id, id, mailbox_id, 'chosen meanwhile', 'Chosen', 'connecting', updated_at, updated_at
       from microsoft_account where id = $1`,
      [account?.id],
    );
    expect(done).toBe(true);
    expect(await accountOf(person)).toMatchObject({ id: account?.id, status: 'active' });
    expect((await accountOf(person))?.refresh_token).not.toBeNull();
  });

  it('waits for a choice that revives it, and neither of them is broken off', async () => {
    const { person, connectionId, ids } = await connectFirst();
    const account = await accountOf(person);
    await room.store.disconnect(connectionId, person.userId, { data: 'keep' });
    const sessionId = await room.connect(person, ADELE);
    // Both wait for the account; whoever is first, the other finds its rows unlocked.
    const both = await whileAccountIsHeld(
      account?.id ?? '',
      () =>
        Promise.allSettled([
          room.store.disconnect(connectionId, person.userId, { data: 'purge' }),
          room.oauth.selectMicrosoftCalendars(sessionId, ids.slice(0, 1), person.userId),
        ]),
      'select 1',
    );
    const broken = both.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
    expect(broken.filter((reason) => !reason.includes('This sign-in was used'))).toEqual([]);
  });
});

describe('choosing calendars of an account whose tokens have gone since', () => {
  it('asks to connect again instead of connecting calendars that can never sync', async () => {
    const { person, connectionId, ids } = await connectFirst();
    const sessionId = await room.connect(person, ADELE);
    await room.store.disconnect(connectionId, person.userId, { data: 'keep' });
    expect((await accountOf(person))?.refresh_token).toBeNull();
    await expect(
      room.oauth.selectMicrosoftCalendars(sessionId, ids.slice(0, 2), person.userId),
    ).rejects.toMatchObject({ code: 'session_not_found' });
    expect(await room.store.list(person.userId)).toHaveLength(1);
  });
});

describe('things done twice at once', () => {
  it('choosing: one choice connects, the other finds the session used', async () => {
    const person = await room.person();
    const sessionId = await room.connect(person, ADELE);
    const ids = await calendarIdsOf(person, sessionId);
    const choose = () => room.oauth.selectMicrosoftCalendars(sessionId, ids.slice(0, 1), person.userId);
    const outcomes = await Promise.allSettled([choose(), choose(), choose()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await room.store.list(person.userId)).toHaveLength(1);
  });

  it('the callback: one of them redeems the code', async () => {
    const person = await room.person();
    const query = await room.visit(await room.oauth.beginLogin(person), ADELE);
    const call = () => room.oauth.handleCallback({ ...person, query });
    const outcomes = await Promise.all([call(), call(), call()]);
    const errors = outcomes.map(({ redirectTo }) => new URL(redirectTo).searchParams.get('error'));
    expect(errors.filter((error) => error === null)).toHaveLength(1);
    expect(errors.filter((error) => error === 'already_used')).toHaveLength(2);
  });

  it('two sessions of one account that choose the same calendar make one connection', async () => {
    const person = await room.person();
    const [one, other] = [await room.connect(person, ADELE), await room.connect(person, ADELE)];
    const ids = await calendarIdsOf(person, one);
    const outcomes = await Promise.allSettled(
      [one, other].map((sessionId) =>
        room.oauth.selectMicrosoftCalendars(sessionId, ids.slice(0, 1), person.userId),
      ),
    );
    const refused = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(refused).toMatchObject([{ code: 'calendars_already_connected' }]);
    expect(await room.store.list(person.userId)).toHaveLength(1);
  });
});
