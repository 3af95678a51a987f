import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  createGraphApp,
  errorCode,
  type GraphApp,
  isJson,
  type Json,
  text,
} from './helpers/graph-app.ts';

const WINDOW = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';
const BIG_PAGES = { prefer: 'odata.maxpagesize=1000' };
const STUB_KEYS = ['@odata.etag', '@odata.type', 'end', 'id', 'seriesMasterId', 'start', 'type'];

let graph: GraphApp;
let calendar: string;
let base: string;

/** An empty calendar of a demo person: what is in it is what the test put there. */
beforeEach(async () => {
  graph = createGraphApp();
  const calendars = await graph.ask('/v1.0/me/calendars');
  calendar = text(calendars.value.find(({ name }) => name === 'Family')?.['id']);
  base = `/v1.0/me/calendars/${calendar}`;
  const events = await graph.ask(`${base}/events?$top=100`);
  for (const { id } of events.value) await graph.ask(`${base}/events/${text(id)}`, { method: 'DELETE' });
});

function at(dateTime: string): { dateTime: string; timeZone: string } {
  return { dateTime, timeZone: 'UTC' };
}

async function add(subject: string, day: string, more: Json = {}): Promise<Json> {
  const answer = await graph.ask(`${base}/events`, {
    method: 'POST',
    body: { subject, start: at(`${day}T09:00:00`), end: at(`${day}T10:00:00`), ...more },
  });
  expect(answer.status).toBe(201);
  return answer.body;
}

function addSeries(subject: string, startDate: string, count: number): Promise<Json> {
  return add(subject, startDate, {
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate, numberOfOccurrences: count },
    },
  });
}

function patch(id: unknown, body: Json): Promise<Answer> {
  return graph.ask(`${base}/events/${text(id)}`, { method: 'PATCH', body });
}

function remove(id: unknown): Promise<Answer> {
  return graph.ask(`${base}/events/${text(id)}`, { method: 'DELETE' });
}

interface Round {
  readonly items: readonly Json[];
  readonly pages: readonly Answer[];
  readonly deltaLink: string;
}

async function round(from: string, headers: Record<string, string> = BIG_PAGES): Promise<Round> {
  const pages: Answer[] = [];
  let link: unknown = from;
  while (typeof link === 'string') {
    const page: Answer = await graph.ask(link, { headers });
    expect(page.status).toBe(200);
    pages.push(page);
    link = page.body['@odata.nextLink'];
  }
  return {
    items: pages.flatMap((page) => [...page.value]),
    pages,
    deltaLink: text(pages.at(-1)?.body['@odata.deltaLink']),
  };
}

function baseline(headers?: Record<string, string>): Promise<Round> {
  return round(`${base}/calendarView/delta?${WINDOW}`, headers);
}

function ofType(items: readonly Json[], type: string): Json[] {
  return items.filter((item) => item['type'] === type);
}

function removed(items: readonly Json[]): string[] {
  return items.filter((item) => '@removed' in item).map((item) => text(item['id']));
}

function starts(items: readonly Json[]): string[] {
  return items.map(({ start }) => (isJson(start) ? text(start['dateTime']).slice(0, 16) : ''));
}

describe('the first round of a calendar view', () => {
  it('holds singles in full, masters with the dates of their first occurrence, and occurrences as stubs', async () => {
    await add('Single', '2026-03-10');
    await addSeries('Series', '2026-02-25', 8);
    const { items, pages } = await baseline();
    expect(pages).toHaveLength(1);
    expect(ofType(items, 'singleInstance').map(({ subject }) => subject)).toEqual(['Single']);
    const [master] = ofType(items, 'seriesMaster');
    expect(master).toMatchObject({ subject: 'Series', recurrence: { range: { numberOfOccurrences: 8 } } });
    expect(starts([master ?? {}])).toEqual(['2026-02-25T09:00']);
    const stubs = ofType(items, 'occurrence');
    expect(starts(stubs)).toEqual([
      '2026-03-01T09:00',
      '2026-03-02T09:00',
      '2026-03-03T09:00',
      '2026-03-04T09:00',
    ]);
    for (const stub of stubs) {
      expect(Object.keys(stub).sort()).toEqual(STUB_KEYS);
      expect(stub['seriesMasterId']).toBe(master?.['id']);
    }
    expect(items.every((item) => item['@odata.type'] === '#microsoft.graph.event')).toBe(true);
  });

  it('holds exceptions in full, where they were moved to', async () => {
    const master = await addSeries('Series', '2026-03-02', 3);
    const { value } = await graph.ask(`${base}/events/${text(master['id'])}/instances?${WINDOW}`);
    await patch(value[1]?.['id'], {
      subject: 'Moved',
      start: at('2026-03-20T15:00:00'),
      end: at('2026-03-20T16:00:00'),
    });
    const { items } = await baseline();
    const [exception] = ofType(items, 'exception');
    expect(exception).toMatchObject({
      subject: 'Moved',
      originalStart: '2026-03-03T09:00:00Z',
      id: value[1]?.['id'],
    });
    expect(starts([exception ?? {}])).toEqual(['2026-03-20T15:00']);
    expect(ofType(items, 'occurrence')).toHaveLength(2);
  });

  it('leaves out what lies outside the window, series without an occurrence in it included', async () => {
    await add('Before', '2026-02-27');
    await add('After', '2026-04-01');
    await addSeries('Later', '2026-05-01', 3);
    expect((await baseline()).items).toEqual([]);
  });

  it('gives only the events of the calendar that was asked', async () => {
    await add('Mine', '2026-03-10');
    const calendars = await graph.ask('/v1.0/me/calendars');
    const other = text(calendars.value.find(({ name }) => name === 'Holidays')?.['id']);
    const { items } = await round(`/v1.0/me/calendars/${other}/calendarView/delta?${WINDOW}`);
    expect(items.map(({ subject }) => subject)).not.toContain('Mine');
  });

  it('is reached as delta and delta(), below calendar and without one, in any case of letters', async () => {
    const own = text((await graph.ask('/v1.0/me/calendar')).body['id']);
    const body = { subject: 'Probe', start: at('2026-03-10T09:00:00'), end: at('2026-03-10T10:00:00') };
    const made = await graph.ask('/v1.0/me/events', { method: 'POST', body });
    const { value: rest } = await graph.ask(`/v1.0/me/calendarView?${WINDOW}&$top=1000`);
    const shown = new Set(rest.map(({ id }) => id));
    expect(shown).toContain(made.body['id']);
    for (const path of [
      'me/calendarView/delta',
      'me/calendarView/delta()',
      'me/calendar/calendarView/delta',
      'me/calendarview/delta()',
      'users/adele@contoso.example/calendarView/delta',
      `me/calendars/${own}/calendarView/delta()`,
      `users/adele@contoso.example/calendars/${own}/calendarView/delta`,
    ]) {
      const window = WINDOW.toLowerCase().replaceAll('t00', 'T00').replaceAll('z', 'Z');
      const { items, pages } = await round(`/v1.0/${path}?${window}`);
      expect(pages[0]?.body['@odata.context']).toMatch(/#Collection\(event\)$/);
      const told = items.filter(({ type }) => type !== 'seriesMaster').map(({ id }) => id);
      expect(new Set(told)).toEqual(shown);
    }
  });
});

describe('pages of a round', () => {
  it('end with exactly one of nextLink and deltaLink', async () => {
    for (let day = 10; day < 35; day += 1)
      await add(`Event ${day}`, `2026-03-${String((day % 30) + 1).padStart(2, '0')}`);
    const { pages, items } = await baseline({});
    expect(pages.map((page) => page.value.length)).toEqual([10, 10, 5]);
    expect(pages.map((page) => ['@odata.nextLink' in page.body, '@odata.deltaLink' in page.body])).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(25);
    expect(text(pages[0]?.body['@odata.nextLink'])).toMatch(
      /^http:\/\/localhost(:\d+)?\/v1\.0\/me\/calendars\/.+\?\$skiptoken=[\w-]+$/,
    );
    expect(text(pages[2]?.body['@odata.deltaLink'])).toMatch(/\?\$deltatoken=[\w-]+$/);
  });

  it('follow odata.maxpagesize and say so', async () => {
    for (let day = 1; day <= 5; day += 1) await add(`Event ${day}`, `2026-03-0${day}`);
    const { pages } = await baseline({ prefer: 'odata.maxpagesize=2' });
    expect(pages.map((page) => page.value.length)).toEqual([2, 2, 1]);
    expect(pages[0]?.headers['preference-applied']).toBe('odata.track-changes, odata.maxpagesize=2');
  });

  it('never split a series, so that a page can be longer than was asked', async () => {
    await add('Single', '2026-03-01');
    await addSeries('Long', '2026-03-02', 20);
    const { pages } = await baseline({ prefer: 'odata.maxpagesize=2' });
    expect(pages.map((page) => page.value.length)).toEqual([1, 21]);
  });

  it('split a series to exactly the asked size where that switch is set, with its master first or last', async () => {
    await addSeries('Long', '2026-03-02', 9);
    const typesBy = async (seriesPages: 'split' | 'master-last'): Promise<unknown[][]> => {
      graph.world.switches.set({ seriesPages });
      const { pages } = await baseline({ prefer: 'odata.maxpagesize=4' });
      return pages.map(({ value }) => value.map(({ type }) => type));
    };
    const stubs = (count: number): string[] => Array<string>(count).fill('occurrence');
    expect(await typesBy('split')).toEqual([['seriesMaster', ...stubs(3)], stubs(4), stubs(2)]);
    expect(await typesBy('master-last')).toEqual([stubs(4), stubs(4), ['occurrence', 'seriesMaster']]);
  });

  it('are the same when asked again, whatever was edited meanwhile', async () => {
    const events = [];
    for (let day = 1; day <= 4; day += 1) events.push(await add(`Event ${day}`, `2026-03-0${day}`));
    const first = await graph.ask(`${base}/calendarView/delta?${WINDOW}`, {
      headers: { prefer: 'odata.maxpagesize=2' },
    });
    const link = text(first.body['@odata.nextLink']);
    const once = await graph.ask(link, { headers: { prefer: 'odata.maxpagesize=2' } });
    await remove(events[2]?.['id']);
    await patch(events[3]?.['id'], { subject: 'Edited' });
    const twice = await graph.ask(link, { headers: { prefer: 'odata.maxpagesize=2' } });
    expect(twice.body).toEqual(once.body);
    const after = await round(text(twice.body['@odata.deltaLink']));
    expect(removed(after.items)).toEqual([events[2]?.['id']]);
    expect(after.items.map(({ subject }) => subject)).toContain('Edited');
  });
});

describe('the rounds after', () => {
  it('give nothing when nothing changed, and a deltaLink that goes on working', async () => {
    await add('Single', '2026-03-10');
    const first = await baseline();
    const second = await round(first.deltaLink);
    expect(second.items).toEqual([]);
    await add('New', '2026-03-11');
    expect((await round(second.deltaLink)).items.map(({ subject }) => subject)).toEqual(['New']);
  });

  it('from an old deltaLink give everything since, each item once and as it is now', async () => {
    const event = await add('One', '2026-03-10');
    const { deltaLink } = await baseline();
    await patch(event['id'], { subject: 'Two' });
    await round(deltaLink);
    await patch(event['id'], { subject: 'Three' });
    await add('Other', '2026-03-12');
    const { items } = await round(deltaLink);
    expect(items.map(({ subject }) => subject)).toEqual(['Three', 'Other']);
    const { '@odata.type': type, ...told } = items[0] ?? {};
    const { body } = await graph.ask(`${base}/events/${text(event['id'])}`);
    expect([type, body]).toEqual(['#microsoft.graph.event', expect.objectContaining(told)]);
    const unsaid = Object.keys(body).filter((key) => !(key in told) && !key.includes('@odata.'));
    expect(unsaid).toEqual([]);
  });

  it('name a deleted single event as removed', async () => {
    const event = await add('Single', '2026-03-10');
    const { deltaLink } = await baseline();
    await remove(event['id']);
    expect((await round(deltaLink)).items).toEqual([
      { '@odata.type': '#microsoft.graph.event', id: event['id'], '@removed': { reason: 'deleted' } },
    ]);
  });

  it('name as removed what moved out of the window, and what was merely touched outside it', async () => {
    const moved = await add('Moved', '2026-03-10');
    const outside = await add('Outside', '2026-06-10');
    const { deltaLink } = await baseline();
    await patch(moved['id'], { start: at('2026-05-10T09:00:00'), end: at('2026-05-10T10:00:00') });
    await patch(outside['id'], { subject: 'Touched' });
    const added = await add('Added outside', '2026-07-10');
    expect(removed((await round(deltaLink)).items)).toEqual([moved['id'], outside['id'], added['id']]);
    expect((await graph.ask(`${base}/events/${text(moved['id'])}`)).status).toBe(200);
  });

  it('bring what moved into the window', async () => {
    const event = await add('Outside', '2026-06-10');
    const { deltaLink } = await baseline();
    await patch(event['id'], { start: at('2026-03-10T09:00:00'), end: at('2026-03-10T10:00:00') });
    expect(starts((await round(deltaLink)).items)).toEqual(['2026-03-10T09:00']);
  });
});

describe('series in the rounds after', () => {
  let master: Json;
  let deltaLink: string;
  let instances: readonly Json[];

  beforeEach(async () => {
    master = await addSeries('Series', '2026-03-02', 4);
    ({ deltaLink } = await baseline());
    instances = (await graph.ask(`${base}/events/${text(master['id'])}/instances?${WINDOW}`)).value;
  });

  it('a change of the master brings it and all its occurrences again', async () => {
    await patch(master['id'], { subject: 'Renamed' });
    const { items } = await round(deltaLink);
    expect(items.map(({ type }) => type)).toEqual([
      'seriesMaster',
      'occurrence',
      'occurrence',
      'occurrence',
      'occurrence',
    ]);
    expect(items[0]).toMatchObject({ subject: 'Renamed' });
    expect(new Set(items.map((item) => item['@odata.etag'])).size).toBe(1);
  });

  it('a change of one occurrence brings the master, the exception and all other occurrences', async () => {
    await patch(instances[2]?.['id'], { subject: 'Special' });
    const { items } = await round(deltaLink);
    expect(items.map(({ type }) => type)).toEqual([
      'seriesMaster',
      'exception',
      'occurrence',
      'occurrence',
      'occurrence',
    ]);
    expect(ofType(items, 'exception')[0]).toMatchObject({ id: instances[2]?.['id'], subject: 'Special' });
  });

  it('deleting one occurrence sends no tombstone: it is simply missing', async () => {
    await remove(instances[1]?.['id']);
    const { items } = await round(deltaLink);
    expect(removed(items)).toEqual([]);
    expect(starts(ofType(items, 'occurrence'))).toEqual([
      '2026-03-02T09:00',
      '2026-03-04T09:00',
      '2026-03-05T09:00',
    ]);
    expect(ofType(items, 'seriesMaster')).toHaveLength(1);
  });

  it('deleting an exception sends no tombstone either', async () => {
    await patch(instances[1]?.['id'], { subject: 'Special' });
    const next = await round(deltaLink);
    await remove(instances[1]?.['id']);
    const { items } = await round(next.deltaLink);
    expect(removed(items)).toEqual([]);
    expect(ofType(items, 'exception')).toEqual([]);
    expect(ofType(items, 'occurrence')).toHaveLength(3);
  });

  it('a deleted series is one tombstone, of the master', async () => {
    await remove(master['id']);
    expect(removed((await round(deltaLink)).items)).toEqual([master['id']]);
  });

  it('an exception moved out of the window is a tombstone beside its series, and comes back as itself', async () => {
    const [, second] = instances;
    await patch(second?.['id'], { start: at('2026-04-20T09:00:00'), end: at('2026-04-20T10:00:00') });
    const out = await round(deltaLink);
    expect(removed(out.items)).toEqual([second?.['id']]);
    expect(ofType(out.items, 'occurrence')).toHaveLength(3);
    await patch(second?.['id'], { start: at('2026-03-20T09:00:00'), end: at('2026-03-20T10:00:00') });
    const back = await round(out.deltaLink);
    expect(starts(ofType(back.items, 'exception'))).toEqual(['2026-03-20T09:00']);
  });

  it('a new pattern drops the exceptions and the deleted dates', async () => {
    await patch(instances[0]?.['id'], { subject: 'Special' });
    await remove(instances[1]?.['id']);
    const between = await round(deltaLink);
    await patch(master['id'], {
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
        range: { type: 'endDate', startDate: '2026-03-03', endDate: '2026-03-17' },
      },
    });
    const { items } = await round(between.deltaLink);
    expect(ofType(items, 'exception')).toEqual([]);
    expect(starts(ofType(items, 'occurrence'))).toEqual([
      '2026-03-03T09:00',
      '2026-03-10T09:00',
      '2026-03-17T09:00',
    ]);
  });

  it('a series pushed out of the window is a tombstone of its master', async () => {
    await patch(master['id'], {
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: '2026-08-01', numberOfOccurrences: 4 },
      },
    });
    expect(removed((await round(deltaLink)).items)).toEqual([master['id']]);
  });

  it('a single event that is given a recurrence becomes a master of the same id', async () => {
    const event = await add('Single', '2026-03-10');
    await patch(event['id'], {
      recurrence: {
        pattern: { type: 'daily', interval: 2 },
        range: { type: 'numbered', startDate: '2026-03-10', numberOfOccurrences: 2 },
      },
    });
    const { items } = await round(deltaLink);
    expect(items[0]).toMatchObject({ id: event['id'], type: 'seriesMaster' });
    expect(starts(ofType(items, 'occurrence'))).toEqual(['2026-03-10T09:00', '2026-03-12T09:00']);
  });
});

describe('tokens', () => {
  it('that were killed answer 410 with SyncStateNotFound, on deltaLinks and nextLinks', async () => {
    for (let day = 1; day <= 3; day += 1) await add(`Event ${day}`, `2026-03-0${day}`);
    const { pages, deltaLink } = await baseline({ prefer: 'odata.maxpagesize=2' });
    const user = graph.world.findUser('adele@contoso.example')?.id ?? '';
    graph.world.killDeltaTokens(user, calendar);
    for (const link of [deltaLink, text(pages[0]?.body['@odata.nextLink'])]) {
      const answer = await graph.ask(link);
      expect([answer.status, errorCode(answer)]).toEqual([410, 'SyncStateNotFound']);
    }
    expect((await baseline()).items).toHaveLength(3);
  });

  it('that were killed say in a Location where to start anew, with their window and an empty token', async () => {
    for (let day = 1; day <= 3; day += 1) await add(`Event ${day}`, `2026-03-0${day}`);
    await add('Outside', '2026-04-02');
    const { pages, deltaLink, items } = await baseline({ prefer: 'odata.maxpagesize=2' });
    graph.world.killDeltaTokens(graph.world.findUser('adele@contoso.example')?.id ?? '', calendar);
    for (const link of [deltaLink, text(pages[0]?.body['@odata.nextLink'])]) {
      const location = text((await graph.ask(link)).headers['location']);
      expect(location.startsWith(`${deltaLink.split('?')[0]}?`)).toBe(true);
      expect(location).toMatch(/&\$deltatoken=$/);
      expect((await round(location)).items).toEqual(items);
    }
    expect((await graph.ask(`${base}/calendarView/delta`)).headers).not.toHaveProperty('location');
  });

  it('of another calendar or of an earlier world, and made-up ones, answer 410 too', async () => {
    const { deltaLink } = await baseline();
    const token = deltaLink.split('?')[1] ?? '';
    const made = [
      `/v1.0/me/calendarView/delta?${token}`,
      `${base}/calendarView/delta?$deltatoken=R0usmcMDNGg0J1E`,
      `${base}/calendarView/delta?$skiptoken=x`,
    ];
    for (const link of made) expect((await graph.ask(link)).status).toBe(410);
    graph.world.reset();
    const forgotten = await graph.ask(deltaLink);
    expect([forgotten.status, forgotten.headers['location']]).toEqual([410, undefined]);
  });

  it('work with either format of ids: the header of the request decides', async () => {
    const event = await add('Single', '2026-03-10');
    const { deltaLink } = await baseline();
    await patch(event['id'], { subject: 'Edited' });
    const regular = await round(deltaLink);
    const immutable = await round(deltaLink, { prefer: 'IdType="ImmutableId"' });
    expect(regular.items[0]?.['id']).toBe(event['id']);
    expect(immutable.items[0]?.['id']).not.toBe(event['id']);
    expect((await graph.ask(`${base}/events/${text(immutable.items[0]?.['id'])}`)).body['subject']).toBe(
      'Edited',
    );
  });
});

describe('delta that takes $expand by a switch', () => {
  const expanded = (): Promise<Answer> =>
    graph.ask(`${base}/calendarView/delta?${WINDOW}&$expand=attachments`, {
      headers: { prefer: 'odata.maxpagesize=1' },
    });

  it('gives files on the first page, and breaks on the second', async () => {
    graph.world.switches.set({ deltaExpand: 'accepted' });
    await add('One', '2026-03-01');
    await add('Two', '2026-03-02');
    const first = await expanded();
    expect(first.value.map(({ attachments }) => attachments)).toEqual([[]]);
    expect(errorCode(await graph.ask(text(first.body['@odata.nextLink'])))).toBe('ErrorInvalidAttachmentId');
  });

  it('comes to its deltaLink where one page is enough', async () => {
    graph.world.switches.set({ deltaExpand: 'accepted' });
    await add('One', '2026-03-01');
    const { deltaLink } = await round(text((await expanded()).body['@odata.deltaLink']));
    expect((await graph.ask(deltaLink)).status).toBe(200);
  });
});

describe('what delta refuses', () => {
  const NOT_TRACKED = [400, "Change tracking is not supported against 'microsoft.graph.event'."];
  const refusal = async (url: string): Promise<unknown[]> => {
    const { status, body } = await graph.ask(url);
    return [status, isJson(body['error']) ? body['error']['message'] : undefined];
  };

  it('any of $select, $filter, $expand, $orderby and $search', async () => {
    for (const option of [
      '$select=subject',
      "$filter=subject eq 'a'",
      '$expand=attachments',
      '$orderby=start/dateTime',
      '$search=a',
    ]) {
      const answer = await graph.ask(`${base}/calendarView/delta?${WINDOW}&${encodeURI(option)}`);
      expect([option, answer.status, errorCode(answer)]).toEqual([option, 400, 'ErrorInvalidUrlQuery']);
    }
  });

  it('a missing, unreadable or too wide window', async () => {
    const ask = (window: string): Promise<Answer> => graph.ask(`${base}/calendarView/delta?${window}`);
    const missing = await ask('startDateTime=2026-03-01T00:00:00Z');
    expect([missing.status, missing.body]).toMatchObject([
      400,
      {
        error: {
          code: 'ErrorInvalidParameter',
          message:
            'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.',
        },
      },
    ]);
    expect(errorCode(await ask('endDateTime=2026-03-01T00:00:00Z'))).toBe('ErrorInvalidParameter');
    expect((await ask('startDateTime=soon&endDateTime=later')).status).toBe(400);
    // A plus sign that was not percent-encoded arrives as a space.
    expect(
      (await ask('startDateTime=2026-03-01T00:00:00+02:00&endDateTime=2026-04-01T00:00:00Z')).status,
    ).toBe(400);
    const wide = await ask('startDateTime=2025-01-01T00:00:00Z&endDateTime=2030-01-01T00:00:00Z');
    expect([wide.status, errorCode(wide)]).toEqual([400, 'ErrorInvalidRequest']);
    expect((await ask('startDateTime=2025-01-01T00:00:00Z&endDateTime=2029-12-31T00:00:00Z')).status).toBe(
      200,
    );
  });

  it('delta of events, which v1.0 does not track', async () => {
    expect(await refusal(`${base}/events/delta?${WINDOW}`)).toEqual(NOT_TRACKED);
    expect(await refusal(`${base}/events/delta()`)).toEqual(NOT_TRACKED);
  });

  it('delta of instances, also where that of events is served', async () => {
    const series = await addSeries('Series', '2026-03-02', 3);
    for (const eventsDelta of ['refused', 'served'] as const) {
      graph.world.switches.set({ eventsDelta });
      const url = `/v1.0/me/events/${text(series['id'])}/instances/delta()?${WINDOW}`;
      expect(await refusal(url)).toEqual(NOT_TRACKED);
    }
  });
});

describe('delta of events, where a switch has it served', () => {
  beforeEach(() => graph.world.switches.set({ eventsDelta: 'served' }));

  it('tells single events and masters without a window, with little of each', async () => {
    const single = await add('Single', '2026-03-02');
    const far = await add('Far', '2031-03-02');
    const series = await addSeries('Series', '2026-03-03', 3);
    const first = await round(`${base}/events/delta`);
    const told = first.items.filter(({ id }) => [single['id'], far['id'], series['id']].includes(id));
    expect(told.map(({ type }) => type)).toEqual(['singleInstance', 'singleInstance', 'seriesMaster']);
    expect(Object.keys(told[0] ?? {}).toSorted()).toEqual(
      ['@odata.etag', '@odata.type', 'end', 'id', 'start', 'type'].toSorted(),
    );
    await patch(single['id'], { subject: 'Changed' });
    await remove(far['id']);
    const next = await round(first.deltaLink);
    expect(next.items.map(({ id }) => id)).toEqual([single['id'], far['id']]);
    expect(removed(next.items)).toEqual([far['id']]);
    // A token of one kind of delta is none of the other.
    const other = first.deltaLink.replace('/events/delta', '/calendarView/delta');
    expect((await graph.ask(other)).status).toBe(410);
  });

  it('begins where it is told to, and takes no end', async () => {
    const past = await add('Past', '2026-03-02');
    const coming = await add('Coming', '2026-03-09');
    const series = await addSeries('Series', '2026-03-03', 9);
    const ended = await addSeries('Ended', '2026-03-02', 2);
    const url = `${base}/events/delta?startDateTime=2026-03-06T00:00:00Z`;
    const ids = (await round(url)).items.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([coming['id'], series['id']]));
    expect(ids).not.toContain(past['id']);
    expect(ids).not.toContain(ended['id']);
    expect((await graph.ask(`${url}&endDateTime=2026-04-01T00:00:00Z`)).status).toBe(400);
  });
});
