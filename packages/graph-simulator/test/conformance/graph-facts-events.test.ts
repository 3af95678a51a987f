/** Facts about events and series that no other test holds. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createGraphApp, type GraphApp, type Json, text } from '../helpers/graph-app.ts';

const MARCH = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z&$top=100';

let graph: GraphApp;
let base: string;

beforeEach(async () => {
  graph = createGraphApp();
  const calendars = await graph.ask('/v1.0/me/calendars');
  base = `/v1.0/me/calendars/${text(calendars.value.find(({ name }) => name === 'Family')?.['id'])}`;
});

async function create(body: Json): Promise<Json> {
  const answer = await graph.ask(`${base}/events`, { method: 'POST', body });
  expect(answer.status).toBe(201);
  return answer.body;
}

const at = (dateTime: string, timeZone = 'UTC'): Json => ({ dateTime, timeZone });

describe('what the pages about events say', () => {
  it('twenty-four hours from midnight to midnight are not an all-day event by themselves', async () => {
    const event = await create({
      subject: 'Watch',
      start: at('2026-03-10T00:00:00'),
      end: at('2026-03-11T00:00:00'),
    });
    expect(event['isAllDay']).toBe(false);
    const headers = { prefer: 'outlook.timezone="Pacific Standard Time"' };
    const moved = await graph.ask(`${base}/events/${text(event['id'])}`, { headers });
    expect(moved.body['start']).toMatchObject({ dateTime: '2026-03-09T17:00:00.0000000' });
  });

  it('an all-day event is in a window by the instants of the zone it was made in', async () => {
    await create({
      subject: 'Tokyo day',
      isAllDay: true,
      start: at('2026-03-10T00:00:00', 'Tokyo Standard Time'),
      end: at('2026-03-11T00:00:00', 'Tokyo Standard Time'),
    });
    const isIn = async (start: string, end: string): Promise<boolean> => {
      const window = `startDateTime=${start}Z&endDateTime=${end}Z`;
      const { value } = await graph.ask(`${base}/calendarView?${window}`);
      return value.some(({ subject }) => subject === 'Tokyo day');
    };
    expect(await isIn('2026-03-09T15:00:00', '2026-03-09T16:00:00')).toBe(true);
    expect(await isIn('2026-03-10T15:00:00', '2026-03-10T16:00:00')).toBe(false);
  });

  it('a deleted occurrence still counts among those of a numbered range', async () => {
    const master = await create({
      subject: 'Three times',
      start: at('2026-03-10T09:00:00'),
      end: at('2026-03-10T10:00:00'),
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: '2026-03-10', numberOfOccurrences: 3 },
      },
    });
    const instances = async (): Promise<readonly Json[]> =>
      (await graph.ask(`${base}/events/${text(master['id'])}/instances?${MARCH}`)).value;
    const [first] = await instances();
    await graph.ask(`${base}/events/${text(first?.['id'])}`, { method: 'DELETE' });
    const left = await instances();
    expect(left.map(({ start }) => start)).toEqual([
      at('2026-03-11T09:00:00.0000000'),
      at('2026-03-12T09:00:00.0000000'),
    ]);
  });

  it('a series in Tokyo on Mondays falls on Sundays of UTC', async () => {
    const master = await create({
      subject: 'Asakai',
      start: at('2026-03-02T08:00:00', 'Tokyo Standard Time'),
      end: at('2026-03-02T08:30:00', 'Tokyo Standard Time'),
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
        range: {
          type: 'numbered',
          startDate: '2026-03-02',
          numberOfOccurrences: 2,
          recurrenceTimeZone: 'Tokyo Standard Time',
        },
      },
    });
    const { value } = await graph.ask(`${base}/events/${text(master['id'])}/instances?${MARCH}`);
    expect(value.map(({ start }) => start)).toEqual([
      at('2026-03-01T23:00:00.0000000'),
      at('2026-03-08T23:00:00.0000000'),
    ]);
  });

  it('a time that was never answered is the first day of year 1', async () => {
    const event = await create({
      subject: 'Invitation',
      start: at('2026-03-10T09:00:00'),
      end: at('2026-03-10T10:00:00'),
      attendees: [{ type: 'required', emailAddress: { name: 'Lee', address: 'lee@elsewhere.example' } }],
    });
    expect(event['attendees']).toMatchObject([
      { status: { response: 'none', time: '0001-01-01T00:00:00Z' } },
    ]);
  });
});
