import { beforeAll, afterAll, describe, expect, it } from 'vitest';

import { writeEvents } from '../src/mirror/event-store.ts';
import { newId } from '../src/platform/ids.ts';
import { METRICS_TOKEN, startApi } from './support/api-server.ts';
import type { ApiUnderTest, RegisteredRoute } from './support/api-server.ts';
import { listOf } from './support/browser.ts';
import type { Browser, BrowserAnswer } from './support/browser.ts';
import { eventRow } from './support/events.ts';

/** What a route needs to answer its owner; everything else is generated from the list of routes. */
interface Example {
  readonly query?: string;
  readonly json?: unknown;
  readonly raw?: string;
  readonly headers?: Record<string, string>;
  /** Of the owner's request. */
  readonly status?: number;
}

/** Routes whose address or body names something of their owner's. */
function isOwned(route: RegisteredRoute, example: Example | undefined): boolean {
  return /:(id|sessionId)/.test(route.url) || JSON.stringify(example?.json ?? '').includes('sessionId');
}

describe('who may use a route', () => {
  let api: ApiUnderTest;
  let owner: Browser;
  let stranger: Browser;
  let connectionId: string;
  let eventId: string;
  let sessionId: string;
  let freeCalendar: string;

  beforeAll(async () => {
    api = await startApi();
    owner = api.browser();
    await owner.signUp('owner@example.com');
    stranger = api.browser();
    await stranger.signUp('stranger@example.com');
    await connectAfresh();
  });
  afterAll(() => api[Symbol.asyncDispose]());

  /** A connected calendar with one event, and another session to choose from: some routes use theirs up. */
  async function connectAfresh(): Promise<void> {
    await api.database.db.deleteFrom('webhook_subscription').execute();
    await api.database.db.deleteFrom('calendar_connection').execute();
    const session = await api.authorize(owner, 'adele@contoso.example');
    const choices = await calendarsOf(session);
    const json = { sessionId: session, calendarIds: choices.slice(0, 1) };
    const chosen = await owner.post('/api/oauth/microsoft/select', { json });
    connectionId = String(listOf(chosen)[0]?.['id']);
    const [written] = await api.database.db
      .transaction()
      .execute((tx) => writeEvents(tx, [eventRow({ external_id: newId(), connection_id: connectionId })]));
    eventId = `${connectionId}.${written?.rowNumber}`;
    sessionId = await api.authorize(owner, 'adele@contoso.example');
    freeCalendar = String(choices[1]);
  }

  async function calendarsOf(session: string): Promise<string[]> {
    const answer = await owner.get(`/api/oauth/session/${session}`);
    return listOf(answer, 'calendars').map(({ id }) => String(id));
  }

  function exampleOf(route: RegisteredRoute): Example | undefined {
    const examples: Record<string, Example> = {
      'GET /api/oauth/microsoft/callback': { query: '?error=access_denied&state=unknown', status: 302 },
      'POST /api/oauth/microsoft/select': { json: { sessionId, calendarIds: [freeCalendar] }, status: 201 },
      'DELETE /api/calendars/:id': { status: 204 },
      'POST /api/calendars/:id/sync': { status: 202 },
      'POST /api/calendars/sync-all': { status: 202 },
      'POST /api/calendars/:id/webhook': { status: 201 },
      'DELETE /api/calendars/:id/webhook': { status: 204 },
      'POST /api/auth/sign-up/email': {
        json: { email: `${newId()}@example.com`, password: 'correct horse' },
      },
      'POST /api/auth/sign-in/email': {
        json: { email: 'owner@example.com', password: 'correct horse battery' },
      },
      'POST /api/auth/sign-out': { status: 204 },
      'POST /api/webhooks/microsoft/events': { json: { value: [] }, status: 202 },
      'POST /api/webhooks/google/events': { status: 501 },
      'GET /metrics': { headers: { authorization: `Bearer ${METRICS_TOKEN}` } },
    };
    return examples[`${route.method} ${route.url}`];
  }

  function ask(
    browser: Browser,
    route: RegisteredRoute,
    headers: Record<string, string> = {},
  ): Promise<BrowserAnswer> {
    const id = route.url.startsWith('/api/events') ? eventId : connectionId;
    const path = route.url.replace(':sessionId', sessionId).replace(':id', id).replace(':code', 'not_found');
    const { query = '', json, ...rest } = exampleOf(route) ?? {};
    return browser.ask(route.method, `${path}${query}`, {
      ...(json === undefined ? {} : { json }),
      headers: { ...rest.headers, ...headers },
    });
  }

  it('is a signed-in person, for every route that does not say otherwise: anybody else gets 401', async () => {
    const signedOut = api.browser();
    const guarded = api.routes.filter(({ access, url }) => access !== 'public' && !isSignIn(url));
    expect(guarded.length).toBeGreaterThan(18);
    for (const route of guarded) {
      const { status, body } = await ask(signedOut, route);
      expect([route.method, route.url, status, body['code']]).toEqual([
        route.method,
        route.url,
        401,
        'not_signed_in',
      ]);
    }
  });

  it('is nobody but its owner, for everything that belongs to somebody: another person gets 404', async () => {
    const owned = api.routes.filter((route) => isOwned(route, exampleOf(route)));
    expect(owned.length).toBeGreaterThan(9);
    for (const route of owned) {
      const { status } = await ask(stranger, route);
      expect([route.method, route.url, status]).toEqual([route.method, route.url, 404]);
    }
    expect((await stranger.get(`/api/events?calendarId=${connectionId}`)).status).toBe(404);
    expect((await stranger.get(`/api/changes?calendarId=${connectionId}`)).status).toBe(404);
    for (const path of ['/api/calendars', '/api/events', '/api/changes']) {
      expect(listOf(await stranger.get(path))).toEqual([]);
    }
    const { db } = api.database;
    expect(await db.selectFrom('calendar_connection').select('status').execute()).toEqual([
      { status: 'connecting' },
    ]);
  });

  it('is its owner, for every route: as the document says', async () => {
    // What others use comes first: signing out and disconnecting end things.
    const last = ['/api/auth/sign-out', '/api/calendars/:id'];
    const order = (route: RegisteredRoute) => (route.method === 'GET' ? -1 : last.indexOf(route.url));
    const routes = api.routes.toSorted((a, b) => order(b) - order(a)).toReversed();
    for (const route of routes) {
      if (route.method !== 'GET') await connectAfresh();
      if (route.url === '/api/calendars/:id/webhook' && route.method === 'POST') {
        await owner.delete(`/api/calendars/${connectionId}/webhook`);
      }
      const browser = isSignIn(route.url) ? api.browser() : owner;
      const { status, text } = await ask(browser, route);
      const expected = exampleOf(route)?.status ?? 200;
      expect([route.method, route.url, status, status === expected ? '' : text]).toEqual([
        route.method,
        route.url,
        expected,
        '',
      ]);
    }
  });

  it('is no page of another site, for every write but the webhooks', async () => {
    const writes = api.routes.filter(
      ({ method, url }) => method !== 'GET' && !url.startsWith('/api/webhooks/'),
    );
    expect(writes.length).toBeGreaterThan(8);
    for (const route of writes) {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null', 'sec-fetch-site': 'cross-site' },
      ]) {
        const { status, body } = await ask(owner, route, headers);
        expect([route.url, status, body['code']]).toEqual([route.url, 403, 'cross_origin']);
      }
    }
  });

  it('is for every route in the document, and the document names no other', () => {
    const documented = api.contract.operations.map((operation) => operation.replaceAll(/\{(\w+)\}/g, ':$1'));
    const registered = api.routes.map(({ method, url }) => `${method} ${url}`);
    expect(documented.toSorted()).toEqual(registered.toSorted());
  });

  it('never keeps an answer in a cache', async () => {
    for (const path of ['/api/calendars', `/api/events/${eventId}`, '/api/nothing-here']) {
      expect((await owner.get(path)).headers.get('cache-control')).toBe('no-store');
    }
  });
});

function isSignIn(url: string): boolean {
  return url.startsWith('/api/auth/');
}
