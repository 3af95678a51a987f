import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { markReauthRequired } from '../src/connections/account-status.ts';
import { recordFailure } from '../src/connections/round-result.ts';
import type { BrowserSession } from '../src/connections/oauth-session-store.ts';
import { connectRoom } from './support/connect-room.ts';
import type { ConnectRoom } from './support/connect-room.ts';

const ADELE = 'adele@contoso.example';

let room: ConnectRoom;
beforeAll(async () => {
  room = await connectRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

async function connected(): Promise<{ person: BrowserSession; connectionId: string }> {
  const person = await room.person();
  const sessionId = await room.connect(person, ADELE);
  const session = await room.oauth.getSession(sessionId, person.userId);
  const ids = session?.calendars.slice(0, 1).map(({ id }) => id) ?? [];
  const { connectionIds } = await room.oauth.selectMicrosoftCalendars(sessionId, ids, person.userId);
  return { person, connectionId: connectionIds[0] ?? '' };
}

const rowOf = (id: string) =>
  room.database.db
    .selectFrom('calendar_connection')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

/** As access-tokens.ts does when Entra refuses the refresh token in the middle of a round. */
async function lose(connectionId: string): Promise<void> {
  const { account_id: id } = await rowOf(connectionId);
  await room.database.db
    .transaction()
    .execute((tx) =>
      markReauthRequired(tx, room.clock, { id, reason: 'Your password was reset.', code: 'x' }),
    );
}

const fail = (connectionId: string, fence: number) =>
  recordFailure(room.database.db, connectionId, {
    fence,
    at: room.clock.date(),
    code: 'unauthorized',
    message: 'Microsoft no longer accepts our access.',
    notBefore: null,
    status: 'reauth_required',
  });

describe('a round that ends because its account must be connected again', () => {
  it('leaves the reason that Microsoft gave', async () => {
    const { connectionId } = await connected();
    const { fence } = await rowOf(connectionId);
    await lose(connectionId);
    await fail(connectionId, fence);
    expect(await rowOf(connectionId)).toMatchObject({
      status: 'reauth_required',
      status_reason: 'Your password was reset.',
      last_error_code: 'unauthorized',
      failures: 1,
    });
  });

  it('says its own where nobody has said why', async () => {
    const { connectionId } = await connected();
    const { fence } = await rowOf(connectionId);
    await fail(connectionId, fence);
    expect(await rowOf(connectionId)).toMatchObject({
      status: 'reauth_required',
      status_reason: 'Microsoft no longer accepts our access.',
    });
  });

  it('changes nothing when the account was connected again meanwhile', async () => {
    const { person, connectionId } = await connected();
    const { fence } = await rowOf(connectionId);
    await lose(connectionId);
    await room.connect(person, ADELE);
    await fail(connectionId, fence);
    expect(await rowOf(connectionId)).toMatchObject({
      status: 'connecting',
      status_reason: null,
      lease_holder: null,
      lease_until: null,
    });
  });
});
