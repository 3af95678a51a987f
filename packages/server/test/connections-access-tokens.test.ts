import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { leaseEnd } from '../src/platform/lease.ts';
import { listAudit } from '../src/audit/audit-log.ts';
import type { BrowserSession } from '../src/connections/oauth-session-store.ts';
import { connectRoom } from './support/connect-room.ts';
import type { ConnectProcess, ConnectRoom } from './support/connect-room.ts';

let room: ConnectRoom;
beforeAll(async () => {
  room = await connectRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const ADELE = 'adele@contoso.example';
const HOUR = 3_600_000;

interface Connected {
  readonly person: BrowserSession;
  readonly accountId: string;
  readonly connectionIds: readonly string[];
}

async function connected(user = ADELE): Promise<Connected> {
  const person = await room.person();
  const sessionId = await room.connect(person, user);
  const session = await room.oauth.getSession(sessionId, person.userId);
  const ids = session?.calendars.slice(0, 2).map((calendar) => calendar.id) ?? [];
  const { connectionIds } = await room.oauth.selectMicrosoftCalendars(sessionId, ids, person.userId);
  const account = await room.database.db
    .selectFrom('microsoft_account')
    .select('id')
    .where('user_id', '=', person.userId)
    .executeTakeFirstOrThrow();
  return { person, accountId: account.id, connectionIds };
}

/** Real clock and business clock move together, at both ends. */
async function later(ms: number): Promise<void> {
  room.clock.advance(ms);
  await room.simulator.control.advanceClock({ advanceMs: ms });
}

async function counting(run: () => Promise<unknown>): Promise<number> {
  await room.simulator.control.clearRequests();
  await run();
  const { requests } = await room.simulator.control.requests({ path: '/token' });
  return requests.length;
}

const accountRow = (id: string) =>
  room.database.db.selectFrom('microsoft_account').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

const statusesOf = async (ids: readonly string[]): Promise<string[]> => {
  const rows = await room.database.db
    .selectFrom('calendar_connection')
    .select('status')
    .where('id', 'in', [...ids])
    .execute();
  return rows.map((row) => row.status);
};

async function works(accessToken: string): Promise<boolean> {
  const answer = await fetch(`${room.simulator.url}/v1.0/me`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  return answer.ok;
}

describe('an access token', () => {
  it('is taken from the row, then from memory, while it is fresh', async () => {
    const { accountId } = await connected();
    const asked = await counting(async () => {
      for (let turn = 0; turn < 5; turn += 1)
        expect(await works(await room.tokens.forAccount(accountId))).toBe(true);
    });
    expect(asked).toBe(0);
  });

  it('is refreshed before it expires, with a new refresh token stored beside it', async () => {
    const { accountId } = await connected();
    const before = await accountRow(accountId);
    const old = await room.tokens.forAccount(accountId);
    const left = (before.access_token_expires_at?.getTime() ?? 0) - room.clock.now();
    await later(left - 60_000);
    let token = '';
    expect(
      await counting(async () => {
        token = await room.tokens.forAccount(accountId);
      }),
    ).toBe(1);
    expect(token).not.toBe(old);
    expect(await works(token)).toBe(true);
    const after = await accountRow(accountId);
    expect(after.refresh_token).not.toBe(before.refresh_token);
    expect(after.access_token_expires_at?.getTime()).toBeGreaterThan(room.clock.now() + HOUR / 2);
    expect(after.granted_scopes).toContain('Calendars.Read');
    expect(after.refresh_holder).toBeNull();
  });

  it('is refreshed once, however many rounds of however many processes want it', async () => {
    const { accountId } = await connected();
    const processes: ConnectProcess[] = [room, await room.process(), await room.process()];
    await later(24 * HOUR);
    // Slow enough that all of them want it while one of them is asking.
    await room.simulator.control.setFaults({
      rules: [{ match: { pathPattern: '/token$' }, action: { type: 'delay', ms: 400 } }],
    });
    const tokens: string[] = [];
    const asked = await counting(async () => {
      const wanted = processes.flatMap((each) =>
        Array.from({ length: 5 }, () => each.tokens.forAccount(accountId)),
      );
      tokens.push(...(await Promise.all(wanted)));
    });
    await room.simulator.control.clearFaults();
    expect(asked).toBe(1);
    expect(new Set(tokens).size).toBe(1);
    expect(await works(tokens[0] ?? '')).toBe(true);
  });

  it('is refreshed when Graph rejected it, once for all who were rejected with it', async () => {
    const { accountId } = await connected();
    const rejected = await room.tokens.forAccount(accountId);
    const asked = await counting(async () => {
      const fresh = await Promise.all([1, 2, 3].map(() => room.tokens.forAccount(accountId, { rejected })));
      expect(fresh.every((token) => token !== rejected)).toBe(true);
      expect(new Set(fresh).size).toBe(1);
    });
    expect(asked).toBe(1);
  });

  it('is still had when the process that was refreshing died with the lease', async () => {
    const { accountId } = await connected();
    await later(24 * HOUR);
    await room.database.db
      .updateTable('microsoft_account')
      .set({ refresh_holder: 'a dead process', refresh_lease_until: leaseEnd(0.4) })
      .where('id', '=', accountId)
      .execute();
    expect(await works(await room.tokens.forAccount(accountId))).toBe(true);
  });

  it('is the old one, while it lives, when another process is refreshing early', async () => {
    const { accountId } = await connected();
    const old = await room.tokens.forAccount(accountId);
    const { access_token_expires_at: expires } = await accountRow(accountId);
    await later((expires?.getTime() ?? 0) - room.clock.now() - 30_000);
    await room.database.db
      .updateTable('microsoft_account')
      .set({ refresh_holder: 'another process', refresh_lease_until: leaseEnd(30) })
      .where('id', '=', accountId)
      .execute();
    expect(await room.tokens.forAccount(accountId)).toBe(old);
  });

  it('survives a sign-in service that is away, while the old token lives; then says temporary', async () => {
    const { accountId, connectionIds } = await connected();
    const old = await room.tokens.forAccount(accountId);
    const { access_token_expires_at: expires } = await accountRow(accountId);
    await later((expires?.getTime() ?? 0) - room.clock.now() - 30_000);
    await room.simulator.control.setFaults({
      rules: [{ match: { pathPattern: '/token$' }, action: { type: 'status', status: 503 } }],
    });
    expect(await room.tokens.forAccount(accountId)).toBe(old);
    await later(60_000);
    await expect(room.tokens.forAccount(accountId)).rejects.toMatchObject({ code: 'temporary' });
    expect(await statusesOf(connectionIds)).toEqual(['connecting', 'connecting']);
    await room.simulator.control.clearFaults();
    expect(await works(await room.tokens.forAccount(accountId))).toBe(true);
  });

  it('blames the installation, and disconnects nobody, when the client secret is wrong', async () => {
    const { accountId, connectionIds } = await connected();
    const misconfigured = await room.process({
      app: { credential: { kind: 'secret', secret: 'expired~secret' } },
    });
    await later(24 * HOUR);
    await expect(misconfigured.tokens.forAccount(accountId)).rejects.toMatchObject({
      code: 'deployment_misconfigured',
    });
    expect((await accountRow(accountId)).status).toBe('active');
    expect(await statusesOf(connectionIds)).toEqual(['connecting', 'connecting']);
    expect(await works(await room.tokens.forAccount(accountId))).toBe(true);
  });

  it('is not had for an account that does not exist', async () => {
    await expect(room.tokens.forAccount('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      code: 'account_gone',
    });
  });
});

describe('an account whose permission was withdrawn', () => {
  it('says so on itself and on its connections, in a sentence, and is not asked about again', async () => {
    const { person, accountId, connectionIds } = await connected('megan@contoso.example');
    await room.simulator.control.revoke({ user: 'megan@contoso.example' });
    await later(24 * HOUR);
    await expect(room.tokens.forAccount(accountId)).rejects.toMatchObject({ code: 'reauth_required' });
    const account = await accountRow(accountId);
    expect(account.status).toBe('reauth_required');
    expect(account.status_reason).toMatch(/Connect the account again/);
    expect(await statusesOf(connectionIds)).toEqual(['reauth_required', 'reauth_required']);
    expect(await counting(() => room.tokens.forAccount(accountId).catch(() => undefined))).toBe(0);
    const { rows } = await listAudit(room.database.db, { userId: person.userId }, { limit: 1 });
    expect(rows[0]).toMatchObject({
      action: 'account.reauth_required',
      detail: { reason: 'invalid_grant AADSTS50173' },
    });
  });

  it('heals with all its connections, which sync again at once, when it is connected again', async () => {
    const { person, accountId, connectionIds } = await connected('megan@contoso.example');
    const [first = '', second = ''] = connectionIds;
    await room.database.db
      .updateTable('calendar_connection')
      .set({ last_round_at: room.clock.date(), status: 'active' })
      .where('id', '=', first)
      .execute();
    await room.simulator.control.revoke({ user: 'megan@contoso.example' });
    await later(24 * HOUR);
    await expect(room.tokens.forAccount(accountId)).rejects.toMatchObject({ code: 'reauth_required' });

    await room.database.pool.query('delete from pgboss.job');
    await room.connect(person, 'megan@contoso.example');
    const rows = await room.database.db
      .selectFrom('calendar_connection')
      .select(['id', 'status', 'wanted_seq', 'done_seq'])
      .where('id', 'in', [first, second])
      .execute();
    expect(new Map(rows.map((row) => [row.id, row.status]))).toEqual(
      new Map([
        [first, 'active'],
        [second, 'connecting'],
      ]),
    );
    expect(rows.every((row) => row.wanted_seq > row.done_seq)).toBe(true);
    const { rows: jobs } = await room.database.pool.query<{ name: string }>(
      `select name from pgboss.job where data ->> 'connectionId' = any($1)`,
      [connectionIds],
    );
    expect(jobs.filter((job) => job.name === 'subscription.tend')).toHaveLength(2);
    expect(jobs.filter((job) => job.name.startsWith('sync.'))).toHaveLength(2);
    expect(await works(await room.tokens.forAccount(accountId))).toBe(true);
  });

  it('is not marked by a refresh that was begun before it was connected again', async () => {
    const { person, accountId } = await connected('megan@contoso.example');
    await room.simulator.control.revoke({ user: 'megan@contoso.example' });
    await later(24 * HOUR);
    await room.simulator.control.setFaults({
      rules: [{ match: { pathPattern: '/token$', times: 1 }, action: { type: 'delay', ms: 700 } }],
    });
    const stale = room.tokens.forAccount(accountId);
    // The rule is taken by the refresh above, not by the sign-in below.
    await expect.poll(async () => (await accountRow(accountId)).refresh_holder).not.toBeNull();
    await expect
      .poll(async () => (await room.simulator.control.faults()).rules.some((rule) => rule.hit > 0))
      .toBe(true);
    const again = await room.process();
    await room.connect(person, 'megan@contoso.example', again);
    expect(await works(await stale)).toBe(true);
    expect((await accountRow(accountId)).status).toBe('active');
    await room.simulator.control.clearFaults();
  });
});

describe('graph access', () => {
  it('refreshes once on 401 and runs again, counting every request', async () => {
    const { accountId } = await connected();
    await room.simulator.control.setFaults({
      rules: [
        {
          match: { path: '/v1.0/me/calendars', times: 1 },
          action: { type: 'status', status: 401, code: 'InvalidAuthenticationToken' },
        },
      ],
    });
    let requests = 0;
    const refreshes = await counting(async () => {
      const calendars = await room.graph.calendarsOf(accountId, {
        requests: { add: (count) => (requests += count) },
      });
      expect(calendars.length).toBeGreaterThan(1);
    });
    expect(refreshes).toBe(1);
    expect(requests).toBe(2);
    await room.simulator.control.clearFaults();
  });

  it('gives up after the second 401, and says how it heals', async () => {
    const { accountId } = await connected();
    await room.simulator.control.setFaults({
      rules: [
        {
          match: { path: '/v1.0/me' },
          action: { type: 'status', status: 401, code: 'InvalidAuthenticationToken' },
        },
      ],
    });
    await room.simulator.control.clearRequests();
    await expect(room.graph.meOf(accountId)).rejects.toMatchObject({
      code: 'unauthorized',
      retry: 'after-reauth',
    });
    const { requests } = await room.simulator.control.requests({ path: '/v1.0/me' });
    expect(requests).toHaveLength(2);
    await room.simulator.control.clearFaults();
  });

  it('blocks the whole mailbox for as long as Graph asked, and never shortens an earlier wish', async () => {
    const { accountId } = await connected();
    const blockedUntil = async (): Promise<number> => {
      const row = await room.database.db
        .selectFrom('mailbox')
        .innerJoin('microsoft_account', 'microsoft_account.mailbox_id', 'mailbox.id')
        .select('blocked_until')
        .where('microsoft_account.id', '=', accountId)
        .executeTakeFirstOrThrow();
      return row.blocked_until?.getTime() ?? 0;
    };
    const throttled = async (retryAfter: number): Promise<void> => {
      await room.simulator.control.setFaults({
        rules: [{ match: { path: '/v1.0/me' }, action: { type: 'status', status: 429, retryAfter } }],
      });
      await expect(room.graph.meOf(accountId)).rejects.toMatchObject({ code: 'throttled', retry: 'later' });
      await room.simulator.control.clearFaults();
    };
    const before = room.clock.now();
    await throttled(120);
    const until = await blockedUntil();
    expect(until).toBeGreaterThanOrEqual(before + 120_000);
    await throttled(30);
    expect(await blockedUntil()).toBe(until);
  });

  it('reports a withdrawn permission as an error that heals by signing in again', async () => {
    const { accountId } = await connected('megan@contoso.example');
    await room.simulator.control.revoke({ user: 'megan@contoso.example' });
    await later(24 * HOUR);
    await expect(room.graph.meOf(accountId)).rejects.toMatchObject({
      name: 'GraphError',
      retry: 'after-reauth',
    });
  });

  it('reports a misconfigured installation as an error that passes', async () => {
    const { accountId } = await connected();
    const misconfigured = await room.process({
      app: { credential: { kind: 'secret', secret: 'expired~secret' } },
    });
    await later(24 * HOUR);
    await expect(misconfigured.graph.meOf(accountId)).rejects.toMatchObject({ retry: 'later' });
  });
});
