/** Every path by which the pages let a calendar be read, in each form of naming its owner. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, createGraphApp, type GraphApp, type Json, text } from '../helpers/graph-app.ts';

const WINDOW = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';

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
