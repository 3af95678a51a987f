/** Facts about reading through Graph that no other test holds. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  createGraphApp,
  errorCode,
  type GraphApp,
  isJson,
  type Json,
  text,
} from '../helpers/graph-app.ts';

const WINDOW = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';

let graph: GraphApp;
let base: string;

beforeEach(async () => {
  graph = createGraphApp();
  const calendars = await graph.ask('/v1.0/me/calendars');
  base = `/v1.0/me/calendars/${text(calendars.value.find(({ name }) => name === 'Family')?.['id'])}`;
});

async function create(more: Json = {}): Promise<Json> {
  const at = (time: string): Json => ({ dateTime: `2026-03-02T${time}`, timeZone: 'UTC' });
  const body = { subject: 'Probe', start: at('09:00:00'), end: at('10:00:00'), ...more };
  const answer = await graph.ask(`${base}/events`, { method: 'POST', body });
  expect(answer.status).toBe(201);
  return answer.body;
}

describe('what the pages about reading say', () => {
  it('a deleted event is simply missing from a view, which has no tombstones and no deltaLink', async () => {
    const { id } = await create();
    const seen = async (): Promise<readonly unknown[]> => {
      const view = await graph.ask(`${base}/calendarView?${WINDOW}&$top=1000`);
      expect(view.body).not.toHaveProperty('@odata.deltaLink');
      expect(view.value.filter((event) => '@removed' in event)).toEqual([]);
      return view.value.map((event) => event['id']);
    };
    expect(await seen()).toContain(id);
    await graph.ask(`${base}/events/${text(id)}`, { method: 'DELETE' });
    expect(await seen()).not.toContain(id);
  });

  it('created and last modified cannot be selected in a view, and come without $select', async () => {
    await create();
    for (const property of ['createdDateTime', 'lastModifiedDateTime'])
      expect((await graph.ask(`${base}/calendarView?${WINDOW}&$select=id,${property}`)).status).toBe(400);
    const view = await graph.ask(`${base}/calendarView?${WINDOW}`);
    expect(view.value).not.toEqual([]);
    for (const event of view.value)
      for (const property of ['createdDateTime', 'lastModifiedDateTime'])
        expect(event[property]).toEqual(expect.any(String));
    const list = await graph.ask(`${base}/events?$select=createdDateTime,lastModifiedDateTime`);
    expect(list.value[0]?.['createdDateTime']).toEqual(expect.any(String));
  });

  it('instances hold occurrences and exceptions in full, no cancelled ones, in pages', async () => {
    const master = await create({
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: '2026-03-02', numberOfOccurrences: 14 },
      },
    });
    const url = `${base}/events/${text(master['id'])}/instances`;
    for (const window of ['', ...WINDOW.split('&')])
      expect([window, (await graph.ask(`${url}?${window}`)).status]).toEqual([window, 400]);
    const [first, second] = (await graph.ask(`${url}?${WINDOW}&$orderby=start/dateTime`)).value;
    await graph.ask(`${base}/events/${text(first?.['id'])}`, { method: 'DELETE' });
    await graph.ask(`${base}/events/${text(second?.['id'])}`, {
      method: 'PATCH',
      body: { subject: 'Another' },
    });
    const found: Json[] = [];
    let link: unknown = `${url}?${WINDOW}`;
    while (typeof link === 'string') {
      const page = await graph.ask(link);
      expect(page.value.length).toBeLessThanOrEqual(10);
      found.push(...page.value);
      link = page.body['@odata.nextLink'];
    }
    const counted = Object.groupBy(found, ({ type }) => text(type));
    expect(found).toHaveLength(13);
    expect([counted['exception']?.length, counted['occurrence']?.length]).toEqual([1, 12]);
    expect(found.map(({ id }) => id)).not.toContain(first?.['id']);
    for (const instance of found) expect(instance).toMatchObject({ body: {}, showAs: 'busy' });
  });

  it('the calendar of an event cannot be expanded', async () => {
    const { id } = await create();
    const answer = await graph.ask(`${base}/events/${text(id)}?$expand=calendar`);
    expect(answer.status).toBe(400);
    expect((await graph.ask(`${base}/events/${text(id)}?$expand=attachments`)).status).toBe(200);
  });

  it('an error says when and to whom it was given, the time without an offset', async () => {
    const headers = { 'client-request-id': '5a1b8f0e-7d3c-4c53-9f1d-2a0f6f6f0a01' };
    const answer = await graph.ask('/v1.0/me/calendars/nothing', { headers });
    expect([answer.status, errorCode(answer)]).toEqual([400, 'ErrorInvalidIdMalformed']);
    const error = answer.body['error'];
    const inner = isJson(error) ? error['innerError'] : undefined;
    if (!isJson(inner)) throw new TypeError('An error without innerError.');
    expect(text(inner['date'])).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    expect(inner).toMatchObject({ ...headers, 'request-id': answer.headers['request-id'] });
  });
});

/** Links and contexts are written as the path that was asked. */
const withoutLinks = ({ status, body }: Answer): unknown => [
  status,
  Object.fromEntries(Object.entries(body).filter(([key]) => !key.startsWith('@odata.'))),
];

describe('every path to a calendar', () => {
  let graph: GraphApp;
  let owner: string;
  let calendar: string;
  let master: Json;

  beforeAll(async () => {
    graph = createGraphApp();
    owner = text((await graph.ask('/v1.0/me')).body['id']);
    calendar = text((await graph.ask('/v1.0/me/calendar')).body['id']);
    const at = (time: string): Json => ({ dateTime: `2026-03-02T${time}`, timeZone: 'UTC' });
    const made = await graph.ask('/v1.0/me/events', {
      method: 'POST',
      body: {
        subject: 'Series',
        start: at('09:00:00'),
        end: at('10:00:00'),
        recurrence: {
          pattern: { type: 'daily', interval: 1 },
          range: { type: 'numbered', startDate: '2026-03-02', numberOfOccurrences: 3 },
        },
      },
    });
    master = made.body;
  });

  const paths = (): string[] => {
    const event = `/events/${text(master['id'])}`;
    const below = [
      event,
      `${event}/instances?${WINDOW}`,
      '/events?$top=5',
      `/calendarView?${WINDOW}`,
      `/calendarView/delta?${WINDOW}`,
    ];
    return [
      '',
      '/calendar',
      '/calendars',
      `/calendars/${calendar}`,
      ...below,
      ...below.filter((path) => !path.startsWith(event)).map((path) => `/calendar${path}`),
      ...below.map((path) => `/calendars/${calendar}${path}`),
    ];
  };

  it('gives the same by /me, by the id of its owner and by the principal name', async () => {
    for (const path of paths()) {
      const mine = withoutLinks(await graph.ask(`/v1.0/me${path}`));
      expect(mine).toMatchObject([200, {}]);
      for (const form of [owner, 'adele@contoso.example'])
        expect([path, withoutLinks(await graph.ask(`/v1.0/users/${form}${path}`))]).toEqual([path, mine]);
    }
  });

  it('gives the default calendar where none is named', async () => {
    for (const tail of ['/events?$top=5', `/calendarView?${WINDOW}`, `/calendarView/delta?${WINDOW}`]) {
      const named = withoutLinks(await graph.ask(`/v1.0/me/calendars/${calendar}${tail}`));
      for (const path of [tail, `/calendar${tail}`])
        expect([path, withoutLinks(await graph.ask(`/v1.0/me${path}`))]).toEqual([path, named]);
    }
  });

  it('is not found in the mailbox of another, whose ids are not its own', async () => {
    for (const path of [`/events/${text(master['id'])}`, `/calendars/${calendar}/events`]) {
      const answer = await graph.ask(`/v1.0/me${path}`, { user: 'alex@contoso.example' });
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });
});
