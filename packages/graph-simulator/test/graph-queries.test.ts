/** What may be asked of a list does not depend on what happens to be in it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createGraphApp, errorCode, type GraphApp, type Json, text } from './helpers/graph-app.ts';

const MARCH = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';
const EVENT: Json = {
  subject: 'Probe',
  start: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
  end: { dateTime: '2026-03-02T10:00:00', timeZone: 'UTC' },
};

let graph: GraphApp;
let base: string;
beforeEach(async () => {
  graph = createGraphApp();
  const made = await graph.ask('/v1.0/me/calendars', { method: 'POST', body: { name: 'New' } });
  base = `/v1.0/me/calendars/${text(made.body['id'])}`;
});

/** How lists answer before anything is in them, and with an event. */
async function answersOf(path: string): Promise<unknown[]> {
  const empty = await graph.ask(path);
  await graph.ask(`${base}/events`, { method: 'POST', body: EVENT });
  const full = await graph.ask(path);
  return [
    [empty.status, errorCode(empty)],
    [full.status, errorCode(full)],
  ];
}

const both = (status: number, code?: string): unknown[] => [
  [status, code],
  [status, code],
];

describe('a property that events do not have', () => {
  it.each(['events?', `calendarView?${MARCH}&`])('is refused in $select: %s', async (list) => {
    expect(await answersOf(`${base}/${list}$select=subject,title`)).toEqual(
      both(400, 'RequestBroker--ParseUri'),
    );
  });

  it.each([
    "uid eq 'x'",
    "title eq 'x'",
    "start/day eq 'x'",
    "subject eq 'nothing' and title eq 'x'",
    "startswith(title,'x')",
  ])('is refused in $filter, also behind what nothing fits: %s', async (filter) => {
    expect(await answersOf(`${base}/events?$filter=${filter}`)).toEqual(
      both(400, 'ErrorInvalidUrlQueryFilter'),
    );
  });
});

describe('a property that events have', () => {
  it.each([
    "start/dateTime ge '2026-03-01T00:00:00Z' and isAllDay eq false",
    "organizer/emailAddress/address eq 'adele@contoso.example'",
    'seriesMasterId eq null',
    'onlineMeeting/joinUrl eq null',
    "Subject eq 'Probe'",
  ])('can be filtered by, with a value or without one: %s', async (filter) => {
    expect(await answersOf(`${base}/events?$filter=${filter}`)).toEqual(both(200));
    expect((await graph.ask(`${base}/events?$filter=${filter}`)).value).toHaveLength(1);
  });

  it.each(['body,originalStart', 'calendar', 'uid', 'Subject'])('can be selected: %s', async (names) => {
    expect(await answersOf(`${base}/events?$select=${names}`)).toEqual(both(200));
  });
});

describe('$expand', () => {
  it.each(['calendar', 'instances', 'attachments,calendar', 'exceptionOccurrences'])(
    'of %s is refused by lists',
    async (names) => {
      for (const list of ['events?', `calendarView?${MARCH}&`])
        expect(errorCode(await graph.ask(`${base}/${list}$expand=${names}`))).toBe('ErrorInvalidUrlQuery');
    },
  );

  it('takes files and extended properties, with options of their own', async () => {
    const properties = `singleValueExtendedProperties($filter=id eq 'String {x} Name y')`;
    for (const names of ['attachments', `attachments,${properties}`, 'extensions'])
      expect(await answersOf(`${base}/events?$expand=${names}`)).toEqual(both(200));
  });
});

describe('a window', () => {
  it.each(['2026-02-30', '2026-04-31T00:00:00Z', '2026-02-29T10:00:00%2B02:00'])(
    'does not begin on a day that no calendar has: %s',
    async (start) => {
      for (const list of ['calendarView', 'calendarView/delta'])
        expect(
          errorCode(
            await graph.ask(`${base}/${list}?startDateTime=${start}&endDateTime=2026-06-01T00:00:00Z`),
          ),
        ).toBe('ErrorInvalidParameter');
    },
  );
});

describe('calendars', () => {
  it('can be filtered by what they have, and by nothing else', async () => {
    const found = await graph.ask("/v1.0/me/calendars?$filter=name eq 'New'");
    expect(found.value.map(({ name }) => name)).toEqual(['New']);
    const standard = await graph.ask('/v1.0/me/calendars?$filter=isDefaultCalendar eq true');
    expect(standard.value).toMatchObject([{ isDefaultCalendar: true }]);
    expect(errorCode(await graph.ask("/v1.0/me/calendars?$filter=title eq 'New'"))).toBe(
      'ErrorInvalidUrlQueryFilter',
    );
  });
});

describe('Preference-Applied', () => {
  it('names no format of bodies that there is none of', async () => {
    for (const [wanted, applied] of [
      ['markdown', undefined],
      ['TEXT', 'outlook.body-content-type="text"'],
      ['html', 'outlook.body-content-type="html"'],
    ] as const) {
      const prefer = `outlook.body-content-type="${wanted}"`;
      const { headers } = await graph.ask(`${base}/events`, { headers: { prefer } });
      expect(headers['preference-applied']).toBe(applied);
    }
  });
});
