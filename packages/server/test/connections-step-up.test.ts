/** Microsoft wants somebody to sign in again before it answers: conditional access. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { AccessTokens } from '../src/connections/access-tokens.ts';
import { GraphAccess } from '../src/connections/graph-access.ts';
import { connectRoom } from './support/connect-room.ts';
import type { ConnectRoom } from './support/connect-room.ts';

let room: ConnectRoom;
beforeAll(async () => {
  room = await connectRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const ADELE = 'adele@contoso.example';

/** Graph, which challenges these tokens and takes all others. */
function challenging(tokens: AccessTokens, refused: readonly string[]) {
  const sent: string[] = [];
  const graph = new GraphAccess({
    db: room.database.db,
    clock: room.clock,
    tokens,
    graphUrl: 'https://graph.example/v1.0',
    fetch: (_url, init) => {
      const token = (new Headers(init?.headers).get('authorization') ?? '').slice('Bearer '.length);
      sent.push(token);
      if (!refused.includes(token)) return Promise.resolve(Response.json({ id: 'adele' }));
      const challenge = 'Bearer error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="';
      return Promise.resolve(
        Response.json(
          { error: { code: 'InvalidAuthenticationToken', message: '' } },
          { status: 401, headers: { 'www-authenticate': challenge } },
        ),
      );
    },
  });
  return { graph, sent };
}

const accountOf = (userId: string) =>
  room.database.db
    .selectFrom('microsoft_account')
    .select(['id', 'status'])
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();

describe('a challenge to sign in again', () => {
  it('is told to the owner of the account', async () => {
    const person = await room.person();
    await room.connect(person, ADELE);
    const { id } = await accountOf(person.userId);
    const { graph } = challenging(room.tokens, [await room.tokens.forAccount(id)]);
    await expect(graph.meOf(id)).rejects.toMatchObject({ code: 'claims_required' });
    expect(await accountOf(person.userId)).toMatchObject({ status: 'reauth_required' });
  });

  it('for a token of before is answered with the one of now, also by a process that did not see the sign-in', async () => {
    const person = await room.person();
    await room.connect(person, ADELE);
    const { id } = await accountOf(person.userId);
    const other = await room.process();
    const old = await other.tokens.forAccount(id);
    await room.connect(person, ADELE);
    const now = await room.tokens.forAccount(id);
    const { graph, sent } = challenging(other.tokens, [old]);
    await expect(graph.meOf(id)).resolves.toMatchObject({ id: 'adele' });
    expect(sent).toEqual([old, now]);
    expect(await accountOf(person.userId)).toMatchObject({ status: 'active' });
  });
});
