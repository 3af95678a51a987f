/** Facts about delta that no other test holds. */
import { beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/index.ts';
import { type Answer, createGraphApp, type GraphApp, isJson, type Json, text } from '../helpers/graph-app.ts';

const MARCH = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';
const APRIL = 'startDateTime=2026-04-01T00:00:00Z&endDateTime=2026-05-01T00:00:00Z';

let graph: GraphApp;
let base: string;

beforeEach(async () => {
  graph = createGraphApp();
  const calendars = await graph.ask('/v1.0/me/calendars');
  base = `/v1.0/me/calendars/${text(calendars.value.find(({ name }) => name === 'Family')?.['id'])}`;
});

async function create(day: string, more: Json = {}): Promise<Json> {
  const at = (time: string): Json => ({ dateTime: `${day}T${time}`, timeZone: 'UTC' });
  const body = { subject: `On ${day}`, start: at('09:00:00'), end: at('10:00:00'), ...more };
  const answer = await graph.ask(`${base}/events`, { method: 'POST', body });
  expect(answer.status).toBe(201);
  return answer.body;
}

/** All items of a round, and its deltaLink. */
async function round(from: string, headers: Record<string, string> = {}): Promise<[Json[], string]> {
  const items: Json[] = [];
  let page: Answer = await graph.ask(from, { headers });
  for (;;) {
    expect(page.status).toBe(200);
    items.push(...page.value);
    const next = page.body['@odata.nextLink'];
    if (typeof next !== 'string') return [items, text(page.body['@odata.deltaLink'])];
    page = await graph.ask(next, { headers });
  }
}

describe('what the pages about delta say', () => {
  it('its pages say odata.track-changes in Preference-Applied, which nobody has to ask for', async () => {
    const page = await graph.ask(`${base}/calendarView/delta?${MARCH}`);
    expect(page.headers['preference-applied']).toBe('odata.track-changes');
  });

  it('pages follow the zone of their own request, whatever the one before asked for', async () => {
    for (let day = 10; day < 22; day += 1) await create(`2026-03-${day}`);
    const pacific = { prefer: 'outlook.timezone="Pacific Standard Time", odata.maxpagesize=5' };
    const first = await graph.ask(`${base}/calendarView/delta?${MARCH}`, { headers: pacific });
    const second = await graph.ask(text(first.body['@odata.nextLink']));
    const zones = (page: Answer): Set<unknown> =>
      new Set(page.value.map(({ start }) => (isJson(start) ? start['timeZone'] : undefined)));
    expect(zones(first)).toEqual(new Set(['Pacific Standard Time']));
    expect(zones(second)).toEqual(new Set(['UTC']));
  });

  it('a second round with another window starts anew without tombstones, and the first link goes on', async () => {
    const march = await create('2026-03-10');
    const [, oldLink] = await round(`${base}/calendarView/delta?${MARCH}`);
    await graph.ask(`${base}/events/${text(march['id'])}`, { method: 'DELETE' });
    const april = await create('2026-04-10');
    const [again] = await round(`${base}/calendarView/delta?${MARCH}`);
    expect(again.map(({ id }) => id)).not.toContain(march['id']);
    const [fresh] = await round(`${base}/calendarView/delta?${APRIL}`);
    expect(fresh.map(({ id }) => id)).toContain(april['id']);
    expect(fresh.filter((item) => '@removed' in item)).toEqual([]);
    const [changes] = await round(oldLink);
    expect(changes.find(({ id }) => id === march['id'])).toHaveProperty('@removed');
  });

  it('a window named beside a token changes nothing: it is that of the first request', async () => {
    const [, link] = await round(`${base}/calendarView/delta?${MARCH}`);
    const april = await create('2026-04-10');
    const march = await create('2026-03-10');
    const [changes] = await round(`${link}&${APRIL}`);
    expect(changes.find(({ id }) => id === march['id'])).toMatchObject({ subject: 'On 2026-03-10' });
    expect(changes.find(({ id }) => id === april['id'])?.['subject']).toBeUndefined();
  });

  it('a deltaLink has no fixed life: it still knows after a year what changed', async () => {
    const { id } = await create('2026-03-10');
    const [, link] = await round(`${base}/calendarView/delta?${MARCH}`);
    graph.clock.advance(366 * 24 * 3_600_000);
    await graph.ask(`${base}/events/${text(id)}`, { method: 'DELETE' });
    const [changes] = await round(link);
    expect(changes).toMatchObject([{ id, '@removed': { reason: 'deleted' } }]);
  });

  it('a tombstone has an id and the reason deleted, and no date, type or series', async () => {
    const { id } = await create('2026-03-10');
    const [, link] = await round(`${base}/calendarView/delta?${MARCH}`);
    await graph.ask(`${base}/events/${text(id)}`, { method: 'DELETE' });
    const [changes] = await round(link);
    const { '@odata.type': _type, ...tombstone } = changes[0] ?? {};
    expect([changes.length, tombstone]).toEqual([1, { id, '@removed': { reason: 'deleted' } }]);
  });

  it('an exception moved past the end of its series still exists, on its own date', async () => {
    const master = await create('2026-03-10', {
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: '2026-03-10', numberOfOccurrences: 3 },
      },
    });
    const instances = await graph.ask(`${base}/events/${text(master['id'])}/instances?${MARCH}`);
    const moved = text(instances.value[2]?.['id']);
    await graph.ask(`${base}/events/${moved}`, {
      method: 'PATCH',
      body: {
        start: { dateTime: '2026-03-20T09:00:00', timeZone: 'UTC' },
        end: { dateTime: '2026-03-20T10:00:00', timeZone: 'UTC' },
      },
    });
    const [items] = await round(`${base}/calendarView/delta?${MARCH}`);
    expect(items.find(({ id }) => id === moved)).toMatchObject({
      type: 'exception',
      start: { dateTime: '2026-03-20T09:00:00.0000000' },
    });
  });
});

describe('an access token in the middle of a round', () => {
  it('a token that ended is refused with 401, and the same link goes on with a new one', async () => {
    await using simulator = await startSimulator();
    const user = 'adele@contoso.example';
    const ask = async (url: string, token: string): Promise<Response> =>
      fetch(url, { headers: { authorization: `Bearer ${token}`, prefer: 'odata.maxpagesize=1' } });
    const first = await simulator.control.token({ user });
    const window = 'startDateTime=2026-01-01T00:00:00Z&endDateTime=2028-01-01T00:00:00Z';
    const page: unknown = await (
      await ask(`${simulator.url}/v1.0/me/calendarView/delta?${window}`, first.accessToken)
    ).json();
    const link = text(isJson(page) ? page['@odata.nextLink'] : undefined);
    await simulator.control.advanceClock({ advanceMs: 91 * 60_000 });
    expect((await ask(link, first.accessToken)).status).toBe(401);
    const second = await simulator.control.token({ user });
    expect((await ask(link, second.accessToken)).status).toBe(200);
  });
});
