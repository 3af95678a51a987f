import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { connectErrors } from '../src/connections/connect-errors.ts';
import { listAudit } from '../src/audit/audit-log.ts';
import { connectRoom, FRONTEND, queryOfRedirect } from './support/connect-room.ts';
import type { ConnectRoom, ConnectProcess } from './support/connect-room.ts';
import type { BrowserSession } from '../src/connections/oauth-session-store.ts';

let room: ConnectRoom;
beforeAll(async () => {
  room = await connectRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const ADELE = 'adele@contoso.example';

/** What a failed flow must not leave behind. */
async function rowsOf(person: BrowserSession): Promise<{ accounts: number; connections: number }> {
  const { db } = room.database;
  const accounts = await db
    .selectFrom('microsoft_account')
    .select('id')
    .where('user_id', '=', person.userId)
    .execute();
  const connections = await db
    .selectFrom('calendar_connection')
    .select('id')
    .where('user_id', '=', person.userId)
    .execute();
  return { accounts: accounts.length, connections: connections.length };
}

async function mailboxCount(): Promise<number> {
  return (await room.database.db.selectFrom('mailbox').select('id').execute()).length;
}

/** Runs a callback that must fail, and looks for half-made rows. */
async function failing(
  person: BrowserSession,
  query: Record<string, string>,
  by: ConnectProcess = room,
): Promise<string | null> {
  const mailboxes = await mailboxCount();
  const { redirectTo } = await by.oauth.handleCallback({ ...person, query });
  const url = new URL(redirectTo);
  expect(`${url.origin}${url.pathname}`).toBe(`${FRONTEND}/connect`);
  expect([...url.searchParams.keys()]).toEqual(['error']);
  expect(await rowsOf(person)).toEqual({ accounts: 0, connections: 0 });
  expect(await mailboxCount()).toBe(mailboxes);
  const choosing = await room.database.db
    .selectFrom('oauth_session')
    .select('id')
    .where('user_id', '=', person.userId)
    .where('phase', '=', 'choosing')
    .execute();
  expect(choosing).toEqual([]);
  return url.searchParams.get('error');
}

describe('connecting a Microsoft account', () => {
  it('sends the browser to Microsoft with state, nonce, PKCE and the least permissions', async () => {
    const url = new URL(await room.oauth.beginLogin(await room.person()));
    expect(url.origin).toBe(room.simulator.url);
    expect(url.pathname).toBe('/common/oauth2/v2.0/authorize');
    expect(url.searchParams.get('scope')).toBe('openid profile offline_access User.Read Calendars.Read');
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(url.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
    }
  });

  it('offers the account’s calendars to choose from, without tokens', async () => {
    const person = await room.person();
    const session = await room.oauth.getSession(await room.connect(person, ADELE), person.userId);
    expect(session?.account.email.toLowerCase()).toBe(ADELE);
    expect(session?.calendars.length).toBeGreaterThan(1);
    expect(session?.calendars.filter((calendar) => calendar.isDefault)).toHaveLength(1);
    expect(session?.calendars.every((calendar) => !calendar.isConnected)).toBe(true);
    expect(JSON.stringify(session)).not.toMatch(/token/i);
  });

  it('stores tokens sealed, and opens them only at their place', async () => {
    const person = await room.person();
    await room.connect(person, ADELE);
    const row = await room.database.db
      .selectFrom('microsoft_account')
      .selectAll()
      .where('user_id', '=', person.userId)
      .executeTakeFirstOrThrow();
    const token = await room.tokens.forAccount(row.id);
    expect(JSON.stringify(row)).not.toContain(token);
    expect(row.access_token).toMatch(/^v1\./);
    expect(row.refresh_token).toMatch(/^v1\./);
    expect(row.granted_scopes).toContain('Calendars.Read');
  });

  it('makes the chosen connections, rings for them in the same commit, and uses the session up', async () => {
    const person = await room.person();
    const sessionId = await room.connect(person, ADELE);
    const session = await room.oauth.getSession(sessionId, person.userId);
    const ids = session?.calendars.slice(0, 2).map((calendar) => calendar.id) ?? [];
    const { connectionIds } = await room.oauth.selectMicrosoftCalendars(sessionId, ids, person.userId);
    const rows = await room.database.db
      .selectFrom('calendar_connection')
      .select(['id', 'status', 'wanted_full', 'wanted_cause', 'external_calendar_id'])
      .where('user_id', '=', person.userId)
      .execute();
    expect(new Set(rows.map((row) => row.id))).toEqual(new Set(connectionIds));
    expect(rows.map((row) => row.external_calendar_id).toSorted((a, b) => a.localeCompare(b))).toEqual(
      ids.toSorted((a, b) => a.localeCompare(b)),
    );
    expect(
      rows.every((row) => row.status === 'connecting' && row.wanted_full && row.wanted_cause === 'connect'),
    ).toBe(true);
    const { rows: jobs } = await room.database.pool.query<{ name: string; id: string }>(
      `select name, data ->> 'connectionId' as id from pgboss.job where data ->> 'connectionId' = any($1) order by name, id`,
      [connectionIds],
    );
    expect(jobs.map((job) => job.name)).toEqual([
      'subscription.tend',
      'subscription.tend',
      'sync.background',
      'sync.background',
    ]);
    expect(await room.oauth.getSession(sessionId, person.userId)).toBeUndefined();
    await expect(room.oauth.selectMicrosoftCalendars(sessionId, ids, person.userId)).rejects.toMatchObject({
      code: 'session_not_found',
    });
  });

  it('makes nothing at all when one of the chosen calendars is not in the session', async () => {
    const person = await room.person();
    const sessionId = await room.connect(person, ADELE);
    const session = await room.oauth.getSession(sessionId, person.userId);
    const first = session?.calendars[0]?.id ?? '';
    await expect(
      room.oauth.selectMicrosoftCalendars(sessionId, [first, 'somebody-elses'], person.userId),
    ).rejects.toMatchObject({ code: 'calendar_not_in_session', status: 422 });
    expect(await rowsOf(person)).toEqual({ accounts: 1, connections: 0 });
    expect(await room.oauth.getSession(sessionId, person.userId)).toBeDefined();
  });

  it('refuses a choice of connected calendars only, and takes a mixed one', async () => {
    const person = await room.person();
    const first = await room.connect(person, ADELE);
    const calendars =
      (await room.oauth.getSession(first, person.userId))?.calendars.map(({ id }) => id) ?? [];
    const [one = '', two = ''] = calendars;
    const { connectionIds } = await room.oauth.selectMicrosoftCalendars(first, [one], person.userId);

    const second = await room.connect(person, ADELE);
    const offered = await room.oauth.getSession(second, person.userId);
    expect(offered?.calendars.find(({ id }) => id === one)?.isConnected).toBe(true);
    await expect(room.oauth.selectMicrosoftCalendars(second, [one], person.userId)).rejects.toMatchObject({
      code: 'calendars_already_connected',
      status: 409,
    });
    const mixed = await room.oauth.selectMicrosoftCalendars(second, [one, two], person.userId);
    expect(mixed.connectionIds[0]).toBe(connectionIds[0]);
    expect(mixed.begunConnectionIds).toEqual([mixed.connectionIds[1]]);
    expect(await rowsOf(person)).toEqual({ accounts: 1, connections: 2 });
  });

  it('makes each connection once when two sessions choose at the same moment', async () => {
    const person = await room.person();
    const sessions = [await room.connect(person, ADELE), await room.connect(person, ADELE)];
    const offered = await room.oauth.getSession(sessions[0] ?? '', person.userId);
    const ids = offered?.calendars.map(({ id }) => id) ?? [];
    const ends = await Promise.allSettled(
      sessions.map((session) => room.oauth.selectMicrosoftCalendars(session, ids, person.userId)),
    );
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    expect(refused).toMatchObject([{ code: 'calendars_already_connected' }]);
    expect(await rowsOf(person)).toEqual({ accounts: 1, connections: ids.length });
  });

  it('shows a session to its owner only, and for ten minutes', async () => {
    const [person, stranger] = [await room.person(), await room.person()];
    const sessionId = await room.connect(person, ADELE);
    expect(await room.oauth.getSession(sessionId, stranger.userId)).toBeUndefined();
    await expect(
      room.oauth.selectMicrosoftCalendars(sessionId, ['x'], stranger.userId),
    ).rejects.toMatchObject({
      code: 'session_not_found',
    });
    expect(await room.oauth.getSession(sessionId, person.userId)).toBeDefined();
    room.clock.advance(10 * 60_000 + 1);
    expect(await room.oauth.getSession(sessionId, person.userId)).toBeUndefined();
    room.clock.advance(-10 * 60_000 - 1);
  });

  it('keeps one account when the same mailbox is connected again, with new tokens', async () => {
    const person = await room.person();
    await room.connect(person, ADELE);
    const read = () =>
      room.database.db
        .selectFrom('microsoft_account')
        .select(['id', 'refresh_token'])
        .where('user_id', '=', person.userId)
        .execute();
    const [before] = await read();
    await room.connect(person, ADELE);
    const after = await read();
    expect(after).toHaveLength(1);
    expect(after[0]?.id).toBe(before?.id);
    expect(after[0]?.refresh_token).not.toBe(before?.refresh_token);
  });

  it('lets two people connect one mailbox, each with an account of their own', async () => {
    const people = [await room.person(), await room.person()];
    for (const person of people) await room.connect(person, 'alex@contoso.example');
    const accounts = await room.database.db
      .selectFrom('microsoft_account')
      .select(['mailbox_id', 'user_id'])
      .where(
        'user_id',
        'in',
        people.map(({ userId }) => userId),
      )
      .execute();
    expect(accounts).toHaveLength(2);
    expect(new Set(accounts.map((account) => account.mailbox_id)).size).toBe(1);
  });
});

describe('a connect flow that fails', () => {
  const begin = async (by: ConnectProcess = room): Promise<{ person: BrowserSession; url: URL }> => {
    const person = await room.person();
    return { person, url: new URL(await by.oauth.beginLogin(person)) };
  };

  it('ends with `declined` when the person declines, and the state is used up', async () => {
    const { person, url } = await begin();
    const page = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ decision: 'decline' }),
    });
    const query = queryOfRedirect(page);
    expect(await failing(person, query)).toBe('declined');
    expect(await failing(person, query)).toBe('already_used');
  });

  it('ends with `admin_consent_required` where only an administrator may allow it, and works after consent', async () => {
    const { accounts } = await room.simulator.control.accounts();
    const guarded = accounts.find((account) => account.requiresAdminConsent);
    const user = guarded?.userPrincipalName ?? '';
    const { person, url } = await begin();
    const page = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ decision: 'return' }),
    });
    expect(await failing(person, queryOfRedirect(page))).toBe('admin_consent_required');

    const consent = new URL(await room.oauth.adminConsentUrl(person));
    expect(consent.pathname).toBe('/organizations/v2.0/adminconsent');
    const answered = await fetch(consent, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ decision: 'accept', tenant: guarded?.tenantId ?? '' }),
    });
    const { redirectTo } = await room.oauth.handleCallback({ ...person, query: queryOfRedirect(answered) });
    expect(redirectTo).toBe(`${FRONTEND}/connect?admin_consent=granted`);
    expect(await room.connect(person, user)).toBeTruthy();
  });

  it('tests the error first on the admin-consent answer, which says admin_consent=True either way', async () => {
    const person = await room.person();
    const consent = await room.oauth.adminConsentUrl(person);
    const answered = await fetch(consent, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ decision: 'decline' }),
    });
    const query = queryOfRedirect(answered);
    expect(query['admin_consent']).toBe('True');
    expect(await failing(person, query)).toBe('declined');
  });

  it.each([
    [
      'access_denied',
      'AADSTS50020: User account from identity provider does not exist in tenant',
      'wrong_account_type',
    ],
    [
      'invalid_request',
      'AADSTS9002332: Application is configured for use by Azure AD users only',
      'wrong_account_type',
    ],
    ['access_denied', 'AADSTS90094: admin', 'admin_consent_required'],
    ['consent_required', '', 'admin_consent_required'],
    ['invalid_request', 'AADSTS50194: not configured as a multi-tenant application', 'configuration'],
    ['unauthorized_client', 'AADSTS700016: Application not found', 'configuration'],
    ['temporarily_unavailable', '', 'temporary'],
    ['server_error', 'AADSTS90033: transient', 'temporary'],
    ['access_denied', '', 'declined'],
    ['something_new', 'AADSTS1234567', 'configuration'],
  ])('ends Microsoft’s %s (%s) with `%s`', async (error, description, code) => {
    const { person, url } = await begin();
    const state = url.searchParams.get('state') ?? '';
    expect(await failing(person, { error, error_description: description, state })).toBe(code);
  });

  it('ends with `expired` for a state that is older than ten minutes', async () => {
    const { person, url } = await begin();
    const query = await room.visit(url.href, ADELE);
    room.clock.advance(10 * 60_000 + 1);
    expect(await failing(person, query)).toBe('expired');
    room.clock.advance(-10 * 60_000 - 1);
    expect(await failing(person, query)).toBe('already_used');
  });

  it('ends with `expired` for a state that is made up, or missing', async () => {
    const person = await room.person();
    expect(await failing(person, { code: 'x', state: 'made-up' })).toBe('expired');
    expect(await failing(person, { code: 'x' })).toBe('expired');
    expect(await failing(person, {})).toBe('expired');
  });

  it('ends with `foreign_session` in another browser or for another person, who use nothing up', async () => {
    const { person, url } = await begin();
    const query = await room.visit(url.href, ADELE);
    const stranger = await room.person();
    expect(await failing(stranger, query)).toBe('foreign_session');
    expect(await failing({ ...stranger, browserSessionHash: person.browserSessionHash }, query)).toBe(
      'foreign_session',
    );
    expect(await failing({ ...person, browserSessionHash: 'another browser' }, query)).toBe(
      'foreign_session',
    );
    const signedOut = await room.oauth.handleCallback({
      userId: undefined,
      browserSessionHash: undefined,
      query,
    });
    expect(signedOut.redirectTo).toBe(`${FRONTEND}/connect?error=foreign_session`);

    const own = await room.oauth.handleCallback({ ...person, query });
    expect(own.redirectTo).toContain('session=');
  });

  it('ends with `already_used` when a callback comes twice, also at the same moment', async () => {
    const { person, url } = await begin();
    const query = await room.visit(url.href, ADELE);
    await room.simulator.control.clearRequests();
    const ends = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(() => room.oauth.handleCallback({ ...person, query })),
    );
    const errors = ends.map((end) => new URL(end.redirectTo).searchParams.get('error'));
    expect(errors.filter((error) => error === null)).toHaveLength(1);
    expect(errors.filter((error) => error === 'already_used')).toHaveLength(5);
    const { requests } = await room.simulator.control.requests({ path: '/token' });
    expect(requests).toHaveLength(1);
    expect(await rowsOf(person)).toEqual({ accounts: 1, connections: 0 });
  });

  it('ends with `foreign_session` when the code was issued for another PKCE challenge', async () => {
    const { person, url } = await begin();
    url.searchParams.set('code_challenge', 'A'.repeat(43));
    expect(await failing(person, await room.visit(url.href, ADELE))).toBe('foreign_session');
  });

  it('ends with `foreign_session` when a code of another flow is put under this one’s state', async () => {
    const [mine, other] = [await begin(), await begin()];
    const stolen = await room.visit(other.url.href, ADELE);
    const state = mine.url.searchParams.get('state') ?? '';
    expect(await failing(mine.person, { ...stolen, state })).toBe('foreign_session');
  });

  it('ends with `foreign_session` when the id_token carries another nonce', async () => {
    const { person, url } = await begin();
    url.searchParams.set('nonce', 'another-nonce');
    expect(await failing(person, await room.visit(url.href, ADELE))).toBe('foreign_session');
  });

  it('ends with `configuration` when the id_token is of another issuer than the discovery document names', async () => {
    const rewriting: typeof globalThis.fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (!(input instanceof Request ? input.url : input.toString()).includes('openid-configuration'))
        return answer;
      const text = (await answer.text()).replace(
        /"issuer":"[^"]*"/,
        '"issuer":"https://evil.example/{tenantid}/v2.0"',
      );
      return new Response(text, { headers: { 'content-type': 'application/json' } });
    };
    const by = await room.process({ fetch: rewriting });
    const { person, url } = await begin(by);
    expect(await failing(person, await room.visit(url.href, ADELE), by)).toBe('configuration');
  });

  it('ends with `configuration` when the client secret is wrong', async () => {
    const by = await room.process({ app: { credential: { kind: 'secret', secret: 'not-the-secret' } } });
    const { person, url } = await begin(by);
    expect(await failing(person, await room.visit(url.href, ADELE), by)).toBe('configuration');
    expect(room.logs.join('\n')).not.toContain('not-the-secret');
  });

  it('ends with `missing_scopes` when reading calendars, or staying connected, was not granted', async () => {
    const first = await begin();
    const noCalendars = ['openid', 'profile', 'offline_access', 'User.Read'];
    expect(await failing(first.person, await room.visit(first.url.href, ADELE, noCalendars))).toBe(
      'missing_scopes',
    );
    const second = await begin();
    const noStaying = ['openid', 'profile', 'User.Read', 'Calendars.Read'];
    expect(await failing(second.person, await room.visit(second.url.href, ADELE, noStaying))).toBe(
      'missing_scopes',
    );
  });

  it.each([
    [404, 'MailboxNotEnabledForRESTAPI', 'mailbox_unsupported'],
    [403, 'ErrorAccessDenied', 'admin_consent_required'],
    [500, 'InternalServerError', 'temporary'],
    [400, 'BadRequest', 'temporary'],
  ])('ends Graph’s first answer %i %s with a code of its own', async (status, code, expected) => {
    const { person, url } = await begin();
    const query = await room.visit(url.href, ADELE);
    await room.simulator.control.setFaults({
      rules: [{ match: { path: '/v1.0/me/calendars' }, action: { type: 'status', status, code } }],
    });
    expect(await failing(person, query)).toBe(expected);
    await room.simulator.control.clearFaults();
  });

  it('ends with `temporary` when the token endpoint breaks, and says so in a sentence of the list', async () => {
    const { person, url } = await begin();
    const query = await room.visit(url.href, ADELE);
    await room.simulator.control.setFaults({
      rules: [{ match: { pathPattern: '/oauth2/v2\\.0/token' }, action: { type: 'status', status: 503 } }],
    });
    expect(await failing(person, query)).toBe('temporary');
    await room.simulator.control.clearFaults();
    expect(connectErrors.temporary).toMatch(/Try again/);
  });

  it('is written down with its code, and never with what Microsoft wrote', async () => {
    const { person, url } = await begin();
    const state = url.searchParams.get('state') ?? '';
    await failing(person, {
      error: 'access_denied',
      error_description: 'AADSTS65004: Adele Vance declined',
      state,
    });
    const { rows } = await listAudit(room.database.db, { userId: person.userId }, { limit: 10 });
    expect(rows).toMatchObject([
      {
        action: 'account.connected',
        outcome: 'denied',
        detail: { error: 'declined', reason: 'access_denied AADSTS65004' },
      },
    ]);
  });

  it('refuses to begin at a tenant that is no tenant, or that Microsoft does not know', async () => {
    const person = await room.person();
    await expect(room.oauth.beginLogin({ ...person, tenant: '../evil' })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ field: 'tenant' }],
    });
    await expect(
      room.oauth.beginLogin({ ...person, tenant: '00000000-0000-0000-0000-000000000000' }),
    ).rejects.toMatchObject({ code: 'validation_failed' });
    const sessions = await room.database.db
      .selectFrom('oauth_session')
      .select('id')
      .where('user_id', '=', person.userId)
      .execute();
    expect(sessions).toEqual([]);
  });

  it('never writes a state, a code or a token to the log', async () => {
    const { person, url } = await begin();
    const query = await room.visit(url.href, ADELE);
    await room.oauth.handleCallback({ ...person, query });
    const account = await room.database.db
      .selectFrom('microsoft_account')
      .select('id')
      .where('user_id', '=', person.userId)
      .executeTakeFirstOrThrow();
    const secrets = [
      query['code'],
      query['state'],
      url.searchParams.get('nonce'),
      await room.tokens.forAccount(account.id),
    ];
    const log = room.logs.join('\n');
    for (const secret of secrets) {
      expect(secret).toBeTruthy();
      expect(log).not.toContain(secret);
    }
  });
});
