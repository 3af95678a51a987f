import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { FaultRule, Simulator } from '../src/index.ts';
import { TOKEN_DEATHS } from '../src/faults/token-deaths.ts';
import { expectGraphResponse } from './helpers/expect-graph-response.ts';
import { withNulls } from '../src/faults/spoil-answer.ts';
import { seededRandom } from '../src/world/seeded.ts';
import { isJson, type Json } from './helpers/graph-app.ts';
import { hasGraphFacts, readGraphFact } from './helpers/graph-facts.ts';

const ADELE = 'adele@contoso.example';
const WINDOW = 'startDateTime=2026-01-01T00:00:00Z&endDateTime=2028-01-01T00:00:00Z';
const DELTA = `/v1.0/me/calendarView/delta?${WINDOW}`;
const event = (subject: string): string =>
  JSON.stringify({
    subject,
    start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
    end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
  });

let simulator: Simulator;
let accessToken: string;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator[Symbol.asyncDispose]());
beforeEach(async () => {
  await simulator.control.reset();
  ({ accessToken } = await simulator.control.token({ user: ADELE }));
});

const ask = (path: string, init: RequestInit = {}) =>
  fetch(new URL(path, simulator.url), {
    ...init,
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
      prefer: 'odata.maxpagesize=20',
    },
  });
const rules = (...list: FaultRule[]) => simulator.control.setFaults({ rules: list });

/** Of an event and a calendar, and of what they hold, but for contents of extensions. None without the facts. */
function nullableTexts(): string[] {
  const description = hasGraphFacts ? readGraphFact('openapi.json') : {};
  const components =
    isJson(description) && isJson(description['components']) ? description['components'] : {};
  const schemas = isJson(components['schemas']) ? components['schemas'] : {};
  const names = [
    'event',
    'calendar',
    'outlookItem',
    'emailAddress',
    'responseStatus',
    'itemBody',
    'location',
  ];
  const inner = ['physicalAddress', 'onlineMeetingInfo', 'phone', 'recurrenceRange', 'dateTimeTimeZone'];
  const propertiesOf = (schema: unknown): [string, unknown][] => {
    if (!isJson(schema)) return [];
    const parts: unknown = schema['allOf'];
    const own = isJson(schema['properties']) ? Object.entries(schema['properties']) : [];
    return [...own, ...(Array.isArray(parts) ? parts.flatMap(propertiesOf) : [])];
  };
  return [...names, ...inner]
    .flatMap((name) => propertiesOf(schemas[`microsoft.graph.${name}`]))
    .filter(([, value]) => isJson(value) && value['type'] === 'string' && value['nullable'] === true)
    .map(([name]) => name);
}

interface Page {
  readonly value: readonly Json[];
  readonly next: string | undefined;
  readonly delta: string | undefined;
}

async function page(path: string): Promise<Page> {
  const response = await ask(path);
  const body: unknown = await response.json();
  expect(response.status).toBe(200);
  if (!isJson(body) || !Array.isArray(body['value'])) throw new TypeError('No page.');
  expectGraphResponse('/me/calendarView/delta()', 'GET', 200, body);
  const link = (name: string): string | undefined =>
    typeof body[name] === 'string' ? body[name].replace(simulator.url, '') : undefined;
  return {
    value: body['value'].filter(isJson),
    next: link('@odata.nextLink'),
    delta: link('@odata.deltaLink'),
  };
}

async function walk(path: string): Promise<{ pages: Page[]; ids: string[]; delta: string }> {
  const pages: Page[] = [];
  let link: string | undefined = path;
  while (link !== undefined && pages.length < 200) {
    const one: Page = await page(link);
    pages.push(one);
    link = one.next;
  }
  const ids = pages.flatMap(({ value }) => value.map((item) => String(item['id'])));
  return { pages, ids, delta: pages.at(-1)?.delta ?? '' };
}

describe('an answer that faults have spoilt', () => {
  it('is lost after its effect', async () => {
    await rules({ match: { method: 'POST' }, action: { type: 'loseAnswer' } });
    await expect(ask('/v1.0/me/events', { method: 'POST', body: event('Lost') })).rejects.toThrow(
      'fetch failed',
    );
    await simulator.control.clearFaults();
    const found: unknown = await (await ask("/v1.0/me/events?$filter=subject eq 'Lost'")).json();
    expect(isJson(found) ? found['value'] : undefined).toHaveLength(1);
  });

  it('is cut, though HTTP says that it is whole', async () => {
    await rules({ match: { path: '/v1.0/me/calendars' }, action: { type: 'truncate', afterBytes: 40 } });
    const response = await ask('/v1.0/me/calendars');
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toHaveLength(40);
    expect(() => void JSON.parse(text)).toThrow(SyntaxError);
    const [entry] = (await simulator.control.requests()).requests.slice(-1);
    expect(entry).toMatchObject({ status: 200, complete: true, faults: ['truncate'] });
  });

  it('is a page of a proxy, with any status', async () => {
    await rules({ match: { path: '/v1.0/me/calendars' }, action: { type: 'proxyPage', status: 200 } });
    const response = await ask('/v1.0/me/calendars');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(await response.text()).toContain('<!DOCTYPE html>');
  });

  it('is a page of a proxy still where texts were to be null', async () => {
    await rules(
      { match: { path: '/v1.0/me/calendars' }, action: { type: 'nulls' } },
      { match: { path: '/v1.0/me/calendars' }, action: { type: 'proxyPage', status: 200 } },
    );
    const response = await ask('/v1.0/me/calendars');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<!DOCTYPE html>');
  });

  it('has null for texts, as Microsoft describes them: the same ones for the same seed', async () => {
    const nulls = async (seed: string) => {
      await simulator.control.setFaults({
        seed,
        rules: [{ match: { path: '/v1.0/me/events' }, action: { type: 'nulls' } }],
      });
      const body: unknown = await (await ask('/v1.0/me/events?$top=20')).json();
      expectGraphResponse('/me/events', 'GET', 200, body);
      return isJson(body) && Array.isArray(body['value']) ? body['value'].filter(isJson) : [];
    };
    const once = await nulls('a');
    expect(once.some((item) => item['subject'] === null)).toBe(true);
    expect(once.some((item) => item['subject'] !== null)).toBe(true);
    expect(once.every((item) => typeof item['id'] === 'string' && typeof item['type'] === 'string')).toBe(
      true,
    );
    expect(await nulls('a')).toEqual(once);
    expect(await nulls('b')).not.toEqual(once);
  });

  it('has null for every text that Microsoft calls nullable, but for those that say what, when and in which series', () => {
    const texts = Object.fromEntries(nullableTexts().map((name) => [name, 'x']));
    const kept = new Set(Object.keys(texts));
    for (let n = 0; n < 30; n += 1) {
      const spoilt: unknown = JSON.parse(withNulls(JSON.stringify(texts), seededRandom(`nulls/${n}`)));
      for (const [name, value] of Object.entries(isJson(spoilt) ? spoilt : {}))
        if (value === null) kept.delete(name);
    }
    const needed = ['endDate', 'language', 'region', 'seriesMasterId', 'startDate', 'timeZone'];
    expect([...kept].toSorted()).toEqual(hasGraphFacts ? needed : []);
  });

  it('comes for about the part of the requests that the probability says', async () => {
    await rules({ match: { path: '/v1.0/me', probability: 0.5 }, action: { type: 'status', status: 503 } });
    const statuses: number[] = [];
    for (let n = 0; n < 40; n += 1) statuses.push((await ask('/v1.0/me')).status);
    const refused = statuses.filter((status) => status === 503).length;
    expect(refused).toBeGreaterThan(8);
    expect(refused).toBeLessThan(32);
  });
});

describe('a delta round that faults disturb', () => {
  it.each(TOKEN_DEATHS)('finds its link dead as %s, on deltaLinks and nextLinks alike', async (shape) => {
    const first = await page(DELTA);
    const { delta } = await walk(DELTA);
    await rules({ match: { user: ADELE }, action: { type: 'tokenLost', shape } });
    for (const link of [first.next ?? '', delta]) {
      const response = await ask(link);
      const body: unknown = await response.json();
      expectGraphResponse('/me/calendarView/delta()', 'GET', response.status, body);
      const [status, name = ''] = shape.split('-');
      expect(String(response.status)).toBe(status);
      const inner = { nested: 'resyncChangesApplyDifferences', innererror: 'syncStateNotFound' }[name];
      const error = isJson(body) && isJson(body['error']) ? body['error'] : {};
      const told = inner === undefined ? error : error[name === 'nested' ? 'innerError' : name];
      expect(told).toMatchObject({ code: inner ?? name });
      const isNotFound = /^syncStateNotFound$/i.test(name);
      expect(
        /^The sync state generation is not found; generation=\d+;\[highest=/.test(String(error['message'])),
      ).toBe(isNotFound);
    }
    expect((await ask(DELTA)).status).toBe(200);
    expect((await ask('/v1.0/me/calendars?$skip=1')).status).toBe(200);
  });

  it('is told so in innererror with a requestId, where its names are written small', async () => {
    const { delta } = await walk(DELTA);
    await rules({ match: {}, action: { type: 'tokenLost', shape: '400-innererror' } });
    const requestId: unknown = expect.any(String);
    const date: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    expect(await (await ask(delta)).json()).toEqual({
      error: {
        code: 'invalidRequest',
        message: 'Invalid request',
        innererror: {
          code: 'syncStateNotFound',
          requestId,
          date,
        },
      },
    });
  });

  it('is told with a Location where to start anew, with its window and an empty token', async () => {
    const whole = await walk(DELTA);
    for (const link of [whole.pages[0]?.next ?? '', whole.delta]) {
      await rules({ match: {}, action: { type: 'tokenLost', shape: '410-SyncStateNotFound' } });
      const location = (await ask(link)).headers.get('location') ?? '';
      expect(location).toMatch(/\/v1\.0\/me\/calendarView\/delta\?.*&\$deltatoken=$/);
      await simulator.control.clearFaults();
      expect((await walk(location.replace(simulator.url, ''))).ids).toEqual(whole.ids);
    }
  });

  it('knows a change only when the lag is over, and then certainly', async () => {
    const { delta } = await walk(DELTA);
    await rules({ match: { user: ADELE }, action: { type: 'deltaLag', ms: 60_000 } });
    await ask('/v1.0/me/events', { method: 'POST', body: event('Late') });
    const early = await walk(delta);
    expect(early.ids).toEqual([]);
    await simulator.control.advanceClock({ advanceMs: 61_000 });
    const late = await walk(early.delta);
    expect(late.pages.flatMap(({ value }) => value.map((item) => item['subject']))).toEqual(['Late']);
  });

  it('begun under a lag, keeps what was changed and lacks what is new, which comes next', async () => {
    const before = await walk(DELTA);
    await rules({ match: { user: ADELE }, action: { type: 'deltaLag', ms: 60_000 } });
    await ask('/v1.0/me/events', { method: 'POST', body: event('Late') });
    const during = await walk(DELTA);
    expect(during.ids.toSorted()).toEqual(before.ids.toSorted());
    await simulator.control.clearFaults();
    expect((await walk(during.delta)).ids).toHaveLength(1);
  });

  it('has empty pages in it, and loses nothing', async () => {
    const plain = await walk(DELTA);
    await rules({ match: { user: ADELE, after: 1, times: 3 }, action: { type: 'emptyPage' } });
    const disturbed = await walk(DELTA);
    expect(disturbed.pages.filter(({ value }) => value.length === 0)).toHaveLength(3);
    expect(disturbed.ids).toEqual(plain.ids);
    expect(new Set(disturbed.pages.map(({ next }) => next)).size).toBe(disturbed.pages.length);
  });

  it('says things again, and everything at least once', async () => {
    const plain = await walk(DELTA);
    await rules({ match: { user: ADELE }, action: { type: 'replayPage' } });
    const disturbed = await walk(DELTA);
    expect(disturbed.ids.length).toBeGreaterThan(plain.ids.length);
    expect([...new Set(disturbed.ids)]).toEqual(plain.ids);
  });

  it('has no end while every page comes again under a fresh link', async () => {
    await rules({ match: { user: ADELE }, action: { type: 'endlessPage' } });
    let link = DELTA;
    const links = new Set<string>();
    const seen = new Set<string>();
    for (let n = 0; n < 6; n += 1) {
      const one = await page(link);
      expect(one.delta).toBeUndefined();
      seen.add(JSON.stringify(one.value.map((item) => item['id'])));
      link = one.next ?? '';
      links.add(link);
    }
    expect([links.size, seen.size]).toEqual([6, 1]);
    await simulator.control.clearFaults();
    expect((await walk(link)).delta).toContain('$deltatoken=');
  });

  it('has a tombstone of something that nobody knows', async () => {
    const plain = await walk(DELTA);
    await rules({ match: { user: ADELE, times: 1 }, action: { type: 'strayTombstone' } });
    const disturbed = await walk(DELTA);
    const strange = disturbed.ids.filter((id) => !plain.ids.includes(id));
    expect(strange).toHaveLength(1);
    expect(disturbed.pages[0]?.value[0]).toMatchObject({ id: strange[0], '@removed': { reason: 'deleted' } });
  });
});

describe('chaos', () => {
  const many = async () => {
    for (let n = 0; n < 60; n += 1) await ask('/v1.0/me/calendars').catch(() => undefined);
    const { requests } = await simulator.control.requests();
    return requests.filter(({ path }) => path.includes('calendars')).map(({ faults }) => faults.join());
  };

  it('is the same for the same seed, and the log says what each request met', async () => {
    const kinds = ['unavailable', 'timeout', 'truncated', 'proxyPage', 'lostAnswer'] as const;
    const met: string[][] = [];
    for (const seed of ['one', 'one', 'two']) {
      await simulator.control.reset();
      ({ accessToken } = await simulator.control.token({ user: ADELE }));
      await simulator.control.setChaos({ seed, rate: 0.4, kinds: [...kinds] });
      met.push(await many());
    }
    expect(met[0]).toEqual(met[1]);
    expect(met[0]).not.toEqual(met[2]);
    const hit = met[0]?.filter((faults) => faults !== '') ?? [];
    expect(hit.length).toBeGreaterThan(10);
    expect(hit.length).toBeLessThan(40);
    expect(new Set(hit)).toEqual(new Set(['status', 'truncate', 'proxyPage', 'loseAnswer']));
  });

  it('comes after the rules, keeps to its pattern and its user, and ends at a rate of 0', async () => {
    await simulator.control.setChaos({
      seed: 's',
      rate: 1,
      kinds: ['unavailable'],
      pathPattern: 'calendars$',
    });
    expect((await ask('/v1.0/me/calendars')).status).toBe(503);
    expect((await ask('/v1.0/me')).status).toBe(200);
    await rules({ match: { path: '/v1.0/me/calendars' }, action: { type: 'status', status: 429 } });
    expect((await ask('/v1.0/me/calendars')).status).toBe(429);
    await simulator.control.clearFaults();
    await simulator.control.setChaos({
      seed: 's',
      rate: 1,
      kinds: ['unavailable'],
      user: 'alex@contoso.example',
    });
    expect((await ask('/v1.0/me/calendars')).status).toBe(200);
    await simulator.control.setChaos({ seed: 's', rate: 1, kinds: ['unavailable'] });
    await simulator.control.setChaos({ seed: 's', rate: 0 });
    expect((await ask('/v1.0/me/calendars')).status).toBe(200);
    await expect(simulator.control.setChaos({ seed: 's', rate: 1, pathPattern: '(' })).rejects.toThrow(
      'pathPattern is not a regular expression',
    );
  });
});
