/** Graph may say null wherever it says a text, and may answer a series in parts: the mirror says what Graph said. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startEngine } from './support/engine.ts';
import type { Engine, EngineCalendar } from './support/engine.ts';
import { differences } from './support/mirror-and-mailbox.ts';

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** What a path of names leads to; null where nothing is. */
const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((found, name) => (isJson(found) ? (found[name] ?? null) : null), value);

const firstIdOf = (list: unknown): string => {
  const value = at(list, 'value');
  return String(at(Array.isArray(value) ? value[0] : null, 'id'));
};

/** Events in full as the engine was last told them, by id: this is what its mirror must hold. */
const told = new Map<string, Json>();

/** Listens beside the engine. */
const listening: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const body: unknown = response.ok ? await response.clone().json() : {};
  const items: unknown = at(body, 'value');
  for (const item of Array.isArray(items) ? items : [body])
    // A stub tells no more than times.
    if (isJson(item) && typeof item['id'] === 'string' && 'isAllDay' in item) told.set(item['id'], item);
  return response;
};

let engine: Engine;
let adele: EngineCalendar;
beforeAll(async () => {
  engine = await startEngine({ fetch: listening });
  await engine.simulator.control.setFaults({
    rules: [{ match: { method: 'GET', pathPattern: 'calendarView|/events' }, action: { type: 'nulls' } }],
    seed: 'nulls',
  });
  adele = await engine.connect('adele@contoso.example');
  await adele.settle();
});
afterAll(() => engine[Symbol.asyncDispose]());

const instantOf = (value: unknown): string | null =>
  typeof value === 'string' && !value.startsWith('0001') ? new Date(value).toISOString() : null;
const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

async function rows() {
  const found = await engine.db
    .selectFrom('calendar_event')
    .selectAll()
    .where('connection_id', '=', adele.connectionId)
    .where('type', '<>', 'occurrence')
    .execute();
  return new Map(found.map((row) => [row.external_id, row]));
}

/** What Graph says of an event and what the mirror says, in the same words. */
function saidOf(event: Json): Json {
  const named = (person: unknown): unknown =>
    isJson(person) ? { name: at(person, 'name'), address: at(person, 'address') } : null;
  const attendees = at(event, 'attendees');
  const locations = at(event, 'locations');
  return {
    title: at(event, 'subject'),
    body: at(event, 'body', 'content'),
    preview: at(event, 'bodyPreview'),
    importance: typeof event['importance'] === 'string' ? event['importance'].toUpperCase() : 'NORMAL',
    sensitivity: at(event, 'sensitivity'),
    showAs: at(event, 'showAs'),
    iCalUId: at(event, 'iCalUId'),
    webLink: at(event, 'webLink'),
    changeKey: at(event, 'changeKey') ?? /"(.+)"/.exec(String(event['@odata.etag']))?.[1],
    created: instantOf(at(event, 'createdDateTime')),
    modified: instantOf(at(event, 'lastModifiedDateTime')),
    response: at(event, 'responseStatus', 'response'),
    zone: at(event, 'recurrence', 'range', 'recurrenceTimeZone') ?? at(event, 'originalStartTimeZone'),
    organizer: named(at(event, 'organizer', 'emailAddress')),
    // An empty place is none.
    location: at(event, 'location', 'displayName') || null,
    locations: Array.isArray(locations) ? locations.map((place) => at(place, 'displayName')) : [],
    attendees: Array.isArray(attendees)
      ? attendees.map((person) => [named(at(person, 'emailAddress')), at(person, 'status', 'response')])
      : [],
  };
}

function mirrored(row: Awaited<ReturnType<typeof rows>> extends Map<string, infer Row> ? Row : never): Json {
  const locations: unknown = row.locations;
  const attendees: unknown = row.attendees;
  return {
    title: row.title,
    body: row.body,
    preview: row.body_preview,
    importance: row.importance,
    sensitivity: row.sensitivity,
    showAs: row.show_as,
    iCalUId: row.ical_uid,
    webLink: row.web_link,
    changeKey: row.change_key,
    created: iso(row.created_date_time),
    modified: iso(row.last_modified_date_time),
    response: row.response,
    zone: row.raw_time_zone,
    organizer: row.organizer,
    location: row.location,
    locations: Array.isArray(locations) ? locations.map((place) => at(place, 'displayName')) : [],
    attendees: Array.isArray(attendees)
      ? attendees.map((person) => [
          { name: at(person, 'name'), address: at(person, 'address') },
          at(person, 'response'),
        ])
      : [],
  };
}

describe('a mailbox in which any text may be null', () => {
  it('is mirrored as Graph said it, null for null, and nothing of it is refused or missing', async () => {
    const mirror = await rows();
    expect(mirror.size).toBeGreaterThan(20);
    expect([...mirror.keys()].toSorted()).toEqual([...told.keys()].toSorted());
    for (const [id, row] of mirror) expect(mirrored(row)).toEqual(saidOf(told.get(id) ?? {}));
    expect(await engine.db.selectFrom('sync_issue').select('reason').execute()).toEqual([]);
    const status = await engine.db.selectFrom('calendar_connection').select('status').executeTakeFirst();
    expect(status).toEqual({ status: 'active' });
    // Of each, some were null and some were not: the comparison was of something.
    const said = [...mirror.values()].map(mirrored);
    for (const name of ['title', 'body', 'showAs', 'iCalUId', 'webLink', 'created', 'zone', 'response']) {
      const nulls = said.filter((event) => event[name] === null).length;
      expect([name, nulls > 0, nulls < said.length]).toEqual([name, true, true]);
    }
  });

  it('is mirrored in full again as its events are edited, once nothing is null any more', async () => {
    const [id = ''] = [...(await rows())].find(([, row]) => row.title === null) ?? [];
    await engine.simulator.control.clearFaults();
    await adele.graph('PATCH', `/events/${id}`, { subject: 'Named' });
    await adele.notify();
    await adele.settle();
    const row = (await rows()).get(id);
    expect(row?.title).toBe('Named');
    expect(row && mirrored(row)).toEqual(saidOf(await adele.graph('GET', `/events/${id}`)));
  });
});

describe.each(['split', 'master-last'] as const)('a series whose pages are %s', (seriesPages) => {
  it('is mirrored whole, and so is what became of it, though its instances come in pages, too', async () => {
    await engine.simulator.control.clearFaults();
    await engine.simulator.control.setSwitches({ seriesPages });
    const projects = await engine.connect('megan@contoso.example', 'Work projects');
    const same = () => differences(engine.db, engine.simulator, projects);
    const first = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const daily = await projects.graph('POST', `/calendars/${projects.calendarId}/events`, {
      subject: 'Every day',
      start: { dateTime: `${first}T09:00:00`, timeZone: 'UTC' },
      end: { dateTime: `${first}T09:30:00`, timeZone: 'UTC' },
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: first, numberOfOccurrences: 320, recurrenceTimeZone: 'UTC' },
      },
    });
    await projects.settle();
    expect(await same()).toEqual([]);

    const occurrenceOf = async (days: number): Promise<string> => {
      const start = new Date(Date.parse(first) + days * 86_400_000).toISOString();
      const end = new Date(Date.parse(start) + 86_400_000).toISOString();
      const path = `/events/${String(daily['id'])}/instances?startDateTime=${start}&endDateTime=${end}`;
      return firstIdOf(await projects.graph('GET', path));
    };
    // Deleted ones are simply missing from delta: the engine has to ask for the instances of the series.
    for (const days of [3, 300]) await projects.graph('DELETE', `/events/${await occurrenceOf(days)}`);
    await projects.graph('PATCH', `/events/${await occurrenceOf(310)}`, { subject: 'Only today' });
    await engine.simulator.control.clearRequests();
    await projects.notify();
    await projects.settle();
    expect(await same()).toEqual([]);
    const { requests } = await engine.simulator.control.requests({ path: '/v1.0/' });
    const pagesOf = (pattern: RegExp): number => requests.filter(({ path }) => pattern.test(path)).length;
    expect([pagesOf(/\/delta/), pagesOf(/\/instances/)]).toEqual([2, 2]);
  });
});
