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

  it('sends a signed-out browser to the connect page, and leaves its sign-in at Microsoft unused', async () => {
    const back = await answerOfMicrosoft(person);
    const signedOut = await api
      .browser()
      .get(`${back.pathname}${back.search}`, { headers: { accept: 'text/html' } });
    expect([signedOut.status, signedOut.headers.get('location')]).toEqual([
      302,
      `${api.url}/connect?error=not_signed_in`,
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

  it('gives an administrator their link, never at common', async () => {
    const { body } = await person.get('/api/oauth/microsoft/admin-consent');
    expect(isObject(body)).toBe(true);
    const url = new URL(String(body['url']));
    expect(url.pathname).not.toContain('common');
    expect(url.pathname).toMatch(/^\/organizations\//);
  });
});
