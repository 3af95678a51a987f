import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { connectRoom } from './support/connect-room.ts';
import type { ConnectRoom } from './support/connect-room.ts';

const ADELE = 'adele@contoso.example';

describe('a person who begins to connect without end', () => {
  let room: ConnectRoom;
  beforeAll(async () => {
    room = await connectRoom();
  });
  afterAll(() => room[Symbol.asyncDispose]());

  const sessionsOf = async (userId: string): Promise<number> => {
    const rows = await room.database.db
      .selectFrom('oauth_session')
      .select('id')
      .where('user_id', '=', userId)
      .execute();
    return rows.length;
  };

  it('leaves a few rows, not one for each; the newest and what can be chosen from stay good', async () => {
    const [person, other] = [await room.person(), await room.person()];
    await room.oauth.beginLogin(other);
    const choosing = await room.connect(person, ADELE);
    for (let count = 0; count < 60; count += 1) {
      if (count % 2 === 0) await room.oauth.adminConsentUrl(person);
      else await room.oauth.beginLogin(person);
      // No two in one millisecond: the newest are told by their time.
      room.clock.advance(1);
    }
    expect(await sessionsOf(person.userId)).toBeLessThanOrEqual(30);
    expect(await sessionsOf(other.userId)).toBe(1);
    expect(await room.oauth.getSession(choosing, person.userId)).toBeDefined();
    await room.connect(person, ADELE);
  });
});
