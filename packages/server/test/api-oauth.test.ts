import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startApi } from './support/api-server.ts';
import type { ApiUnderTest } from './support/api-server.ts';
import { isObject, listOf } from './support/browser.ts';
import type { Browser } from './support/browser.ts';

const adele = 'adele@contoso.example';
const unknownId = '00000000-0000-4000-8000-000000000000';

describe('connecting a Microsoft account over HTTP', () => {
  let api: ApiUnderTest;
  let person: Browser;
  let userId: string;

  beforeAll(async () => {
    api = await startApi();
    person = api.browser();
    userId = await person.signUp('person@example.com');
  });
  afterAll(() => api[Symbol.asyncDispose]());
  afterEach(async () => {
    const { db } = api.database;
    await db.deleteFrom('calendar_connection').execute();
    await db.deleteFrom('oauth_session').execute();
    await db.deleteFrom('microsoft_account').execute();
    await api.simulator.control.reset();
  });

  const select = (browser: Browser, sessionId: string, calendarIds: readonly string[]) =>
    browser.post('/api/oauth/microsoft/select', { json: { sessionId, calendarIds } });

  async function choices(session: string): Promise<string[]> {
    const answer = await person.get(`/api/oauth/session/${session}`);
    return listOf(answer, 'calendars').map(({ id }) => String(id));
  }

  /** Microsoft's answer to a sign-in, as the browser brings it back. */
  async function answerOfMicrosoft(browser: Browser): Promise<URL> {
    await api.simulator.control.signIn({ user: adele });
    const { body } = await browser.get('/api/oauth/microsoft/login');
    const response = await fetch(String(body['url']), { redirect: 'manual' });
    return new URL(response.headers.get('location') ?? '');
  }

  async function comeBack(browser: Browser, query: URLSearchParams | string): Promise<string> {
    const { status, headers } = await browser.get(`/api/oauth/microsoft/callback?${query.toString()}`);
    expect(status).toBe(302);
    const { origin, pathname, searchParams } = new URL(headers.get('location') ?? '');
    expect(`${origin}${pathname}`).toBe(`${api.url}/connect`);
    return searchParams.get('error') ?? 'connected';
  }

  async function contoso(): Promise<string> {
    const { accounts } = await api.simulator.control.accounts();
    return accounts.find(({ userPrincipalName }) => userPrincipalName === adele)?.tenantId ?? '';
  }

  async function rowsMade(): Promise<number> {
    const { db } = api.database;
    const accounts = await db.selectFrom('microsoft_account').select('id').execute();
    const connections = await db.selectFrom('calendar_connection').select('id').execute();
    return accounts.length + connections.length;
  }

  it('redirects a browser and answers a program with the address', async () => {
    const program = await person.get(
      '/api/oauth/microsoft/login?tenant=organizations&loginHint=adele@contoso.example',
    );
    const url = new URL(String(program.body['url']));
    expect(url.origin).toBe(api.simulator.url);
    expect(url.pathname).toBe('/organizations/oauth2/v2.0/authorize');
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    const browser = await person.get('/api/oauth/microsoft/login', {
      headers: { accept: 'text/html,*/*;q=0.8' },
    });
    expect(browser.status).toBe(302);
    expect(browser.headers.get('location')).toContain(`${api.simulator.url}/common/oauth2/v2.0/authorize?`);
    const curl = await person.get('/api/oauth/microsoft/login', { headers: { accept: '*/*' } });
    expect(curl.status).toBe(302);
  });

  it('sends a browser that is signed out on its return to the connect page, and leaves the sign-in unused', async () => {
    const back = await answerOfMicrosoft(person);
    const signedOut = await api
      .browser()
      .get(`${back.pathname}${back.search}`, { headers: { accept: 'text/html' } });
    expect([signedOut.status, signedOut.headers.get('location')]).toEqual([
      302,
      `${api.url}/connect?error=foreign_session`,
    ]);
    expect(await comeBack(person, back.searchParams)).toBe('connected');
  });

  it('refuses a tenant that is none', async () => {
    const { status, body } = await person.get('/api/oauth/microsoft/login?tenant=..%2F..');
    expect([status, body['code'], listOf({ body }, 'errors')[0]?.['field']]).toEqual([
      422,
      'validation_failed',
      'tenant',
    ]);
  });

  it('offers the calendars of the account, to its owner alone, and never a token', async () => {
    const session = await api.authorize(person, adele);
    const answer = await person.get(`/api/oauth/session/${session}`);
    expect(answer.body['account']).toMatchObject({ email: adele });
    expect(listOf(answer, 'calendars').length).toBeGreaterThan(1);
    expect(answer.text).not.toMatch(/token/i);
    const other = api.browser();
    await other.signUp('other@example.com');
    expect((await other.get(`/api/oauth/session/${session}`)).body['code']).toBe('session_not_found');
  });

  it('ends on the connect page with a code for everything that can go wrong, and leaves no half-made row', async () => {
    const other = api.browser();
    await other.signUp('another@example.com');
    const back = await answerOfMicrosoft(person);
    const withParams = (changes: Record<string, string>): URLSearchParams => {
      const params = new URLSearchParams(back.searchParams);
      for (const [name, value] of Object.entries(changes)) params.set(name, value);
      return params;
    };
    expect(await comeBack(person, '')).toBe('expired');
    expect(await comeBack(person, withParams({ state: 'x'.repeat(43) }))).toBe('expired');
    expect(await comeBack(other, back.searchParams)).toBe('foreign_session');
    expect(await rowsMade()).toBe(0);

    const denied = await answerOfMicrosoft(person);
    const refusal = new URLSearchParams({
      error: 'access_denied',
      error_description: 'AADSTS65004: declined',
      state: denied.searchParams.get('state') ?? '',
    });
    expect(await comeBack(person, refusal)).toBe('declined');
    expect(await comeBack(person, denied.searchParams)).not.toBe('connected');

    const forged = await answerOfMicrosoft(person);
    const state = forged.searchParams.get('state') ?? '';
    expect(await comeBack(person, new URLSearchParams({ code: 'forged', state }))).not.toBe('connected');
    expect(await rowsMade()).toBe(0);
  });

  it('uses a sign-in once', async () => {
    const back = await answerOfMicrosoft(person);
    expect(await comeBack(person, back.searchParams)).toBe('connected');
    expect(await comeBack(person, back.searchParams)).toBe('already_used');
  });

  it('connects the chosen calendars, which are listed at once', async () => {
    const session = await api.authorize(person, adele);
    const ids = await choices(session);
    const answer = await select(person, session, ids.slice(0, 2));
    expect(answer.status).toBe(201);
    expect(listOf(answer).map(({ status }) => status)).toEqual(['connecting', 'connecting']);
    const freshness = { asOf: null, mode: 'polling', lastRoundAt: null, lagSeconds: null };
    expect(answer.body['freshness']).toMatchObject(freshness);
    const listed = await person.get('/api/calendars');
    expect(listOf(listed)).toEqual(listOf(answer));
    expect((await person.get(`/api/oauth/session/${session}`)).status).toBe(404);
    const queued = await api.database.db
      .selectFrom('calendar_connection')
      .select(['wanted_full', 'wanted_cause'])
      .execute();
    expect(queued).toEqual([
      { wanted_full: true, wanted_cause: 'connect' },
      { wanted_full: true, wanted_cause: 'connect' },
    ]);
  });

  it('makes nothing when one of the chosen is not the account’s, and keeps the session', async () => {
    const session = await api.authorize(person, adele);
    const [first = ''] = await choices(session);
    const refused = await select(person, session, [first, 'not-a-calendar']);
    expect([refused.status, refused.body['code']]).toEqual([422, 'calendar_not_in_session']);
    expect(listOf(await person.get('/api/calendars'))).toEqual([]);
    expect((await select(person, session, [first])).status).toBe(201);
  });

  it('answers 409 when all are connected already, and 201 with all when some are', async () => {
    const first = await api.authorize(person, adele);
    const [a = '', b = ''] = await choices(first);
    const connected = await select(person, first, [a]);
    const second = await api.authorize(person, adele);
    const again = await select(person, second, [a]);
    expect([again.status, again.body['code']]).toEqual([409, 'calendars_already_connected']);
    const mixed = await select(person, second, [a, b]);
    expect(mixed.status).toBe(201);
    const ids = listOf(mixed).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(ids).toContain(listOf(connected)[0]?.['id']);
  });

  it('knows a session once, and not one that is unknown or somebody else’s', async () => {
    const session = await api.authorize(person, adele);
    const [calendar = ''] = await choices(session);
    const other = api.browser();
    await other.signUp('third@example.com');
    expect((await select(other, session, [calendar])).body['code']).toBe('session_not_found');
    expect((await select(person, unknownId, [calendar])).body['code']).toBe('session_not_found');
    expect((await select(person, session, [calendar])).status).toBe(201);
    expect((await select(person, session, [calendar])).body['code']).toBe('session_not_found');
  });

  it('names the field of a body that cannot be used', async () => {
    const fieldsOf = async (json: unknown): Promise<unknown> => {
      const answer = await person.post('/api/oauth/microsoft/select', { json });
      expect([answer.status, answer.body['code']]).toEqual([422, 'validation_failed']);
      return listOf(answer, 'errors').map(({ field }) => field);
    };
    expect(await fieldsOf({ calendarIds: ['a'] })).toEqual(['sessionId']);
    expect(await fieldsOf({ sessionId: unknownId })).toEqual(['calendarIds']);
    expect(await fieldsOf({ sessionId: unknownId, calendarIds: [] })).toEqual(['calendarIds']);
    expect(await fieldsOf({ sessionId: 'x', calendarIds: ['a'] })).toEqual(['sessionId']);
    expect(await fieldsOf({ sessionId: unknownId, calendarIds: [7] })).toEqual(['calendarIds/0']);
    expect(await fieldsOf({ sessionId: unknownId, calendarIds: ['a'], userId })).toEqual(['userId']);
  });

  it('records who connected what', async () => {
    const session = await api.authorize(person, adele);
    const [calendar = ''] = await choices(session);
    await select(person, session, [calendar]);
    const actions = listOf(await person.get('/api/audit-log')).map(({ action }) => action);
    expect(actions.slice(0, 2)).toEqual(['calendar.connected', 'account.connected']);
  });

  it('asks a signed-out browser to sign in first, and a program likewise in its own way', async () => {
    for (const address of ['/api/oauth/microsoft/login', '/api/oauth/microsoft/admin-consent']) {
      const browser = await api.browser().get(address, { headers: { accept: 'text/html' } });
      expect([browser.status, browser.headers.get('location')]).toEqual([
        302,
        `${api.url}/sign-in?next=%2Fconnect`,
      ]);
      const program = await api.browser().get(address);
      expect([program.status, program.body['code']]).toEqual([401, 'not_signed_in']);
    }
  });

  it('thanks an administrator who was sent the link and is signed in to nothing here, days later', async () => {
    const link = async (): Promise<string> =>
      String((await person.get('/api/oauth/microsoft/admin-consent')).body['url']);
    const decide = async (url: string, decision: string): Promise<URL> => {
      const body = new URLSearchParams({ decision, tenant: await contoso() });
      const answered = await fetch(url, { method: 'POST', redirect: 'manual', body });
      return new URL(answered.headers.get('location') ?? '');
    };
    const open = async ({ pathname, search }: URL): Promise<string | null> => {
      const { status, headers } = await api
        .browser()
        .get(`${pathname}${search}`, { headers: { accept: 'text/html' } });
      expect([status, headers.get('set-cookie')]).toEqual([302, null]);
      return headers.get('location');
    };
    const back = await decide(await link(), 'accept');
    const { db } = api.database;
    const sixDays = { offset_ms: 6 * 86_400_000 };
    await db.insertInto('clock_offset').values(sixDays).execute();
    expect(await open(back)).toBe(`${api.url}/connect?admin_consent=granted`);
    expect(await open(back)).toBe(`${api.url}/connect?error=already_used`);
    expect(await open(await decide(await link(), 'decline'))).toBe(`${api.url}/connect?error=declined`);

    const late = await decide(await link(), 'accept');
    await db
      .updateTable('clock_offset')
      .set({ offset_ms: 14 * 86_400_000 })
      .execute();
    expect(await open(late)).toBe(`${api.url}/connect?error=expired`);
    await db.deleteFrom('clock_offset').execute();
    expect(await rowsMade()).toBe(0);
  });

  it('keeps the link of an administrator however often its maker begins to connect meanwhile', async () => {
    const { body } = await person.get('/api/oauth/microsoft/admin-consent');
    for (let times = 0; times < 25; times += 1) await person.get('/api/oauth/microsoft/login');
    const decision = new URLSearchParams({ decision: 'accept', tenant: await contoso() });
    const answered = await fetch(String(body['url']), { method: 'POST', redirect: 'manual', body: decision });
    const { pathname, search } = new URL(answered.headers.get('location') ?? '');
    const { headers } = await api.browser().get(`${pathname}${search}`);
    expect(headers.get('location')).toBe(`${api.url}/connect?admin_consent=granted`);
  });

  it('tells a browser where nobody is signed in the same of every state, known or not', async () => {
    const back = await answerOfMicrosoft(person);
    const stranger = api.browser();
    const answers = [back.searchParams, 'code=x&state=made-up', 'code=x', ''];
    for (const query of answers) expect(await comeBack(stranger, query)).toBe('foreign_session');
    expect(await comeBack(person, back.searchParams)).toBe('connected');
  });

  it('ends in a browser on the connect page when Microsoft cannot be asked, and never as JSON', async () => {
    await api.simulator.control.setFaults({
      rules: [{ match: { pathPattern: 'openid-configuration' }, action: { type: 'status', status: 503 } }],
    });
    const address = '/api/oauth/microsoft/login?tenant=consumers';
    const browser = await person.get(address, { headers: { accept: 'text/html' } });
    expect([browser.status, browser.headers.get('location')]).toEqual([
      302,
      `${api.url}/connect?error=temporary`,
    ]);
    const program = await person.get(address);
    expect([program.status, program.body['code']]).toEqual([503, 'temporary']);
    const tenant = await person.get('/api/oauth/microsoft/login?tenant=..', {
      headers: { accept: 'text/html' },
    });
    expect(tenant.headers.get('location')).toBe(`${api.url}/connect?error=validation_failed`);
  });

  it('says of a sign-in that heals calendars how many, and that there is nothing to choose', async () => {
    const first = await api.authorize(person, adele);
    expect((await person.get(`/api/oauth/session/${first}`)).body['healed']).toBe(0);
    const ids = await choices(first);
    await select(person, first, ids);
    const { db } = api.database;
    await db.updateTable('calendar_connection').set({ status: 'reauth_required' }).execute();
    await db.updateTable('microsoft_account').set({ status: 'reauth_required' }).execute();
    const again = await person.get(`/api/oauth/session/${await api.authorize(person, adele)}`);
    expect(again.body['healed']).toBe(ids.length);
    expect(listOf(again, 'calendars').map(({ isConnected }) => isConnected)).toEqual(ids.map(() => true));
    const calendars = listOf(await person.get('/api/calendars'));
    expect(calendars.map(({ status }) => status)).not.toContain('reauth_required');
  });

  it('gives an administrator their link, never at common', async () => {
    const { body } = await person.get('/api/oauth/microsoft/admin-consent');
    expect(isObject(body)).toBe(true);
    const url = new URL(String(body['url']));
    expect(url.pathname).not.toContain('common');
    expect(url.pathname).toMatch(/^\/organizations\//);
  });
});
