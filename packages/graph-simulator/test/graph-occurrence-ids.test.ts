import { beforeEach, describe, expect, it } from 'vitest';
import { createGraphApp, type GraphApp, text } from './helpers/graph-app.ts';

const WINDOW = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-03-08T00:00:00Z';

describe.each(['regular', 'immutable'] as const)('the %s ids of occurrences', (format) => {
  const headers = {
    prefer: `${format === 'immutable' ? 'IdType="ImmutableId", ' : ''}odata.maxpagesize=200`,
  };
  let graph: GraphApp;
  let calendar: string;
  let master: string;
  beforeEach(async () => {
    graph = createGraphApp();
    const calendars = await graph.ask('/v1.0/me/calendars');
    calendar = text(calendars.value.find(({ name }) => name === 'Family')?.['id']);
    const made = await graph.ask(`/v1.0/me/calendars/${calendar}/events`, {
      method: 'POST',
      headers,
      body: {
        subject: 'Daily',
        start: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
        end: { dateTime: '2026-03-02T09:30:00', timeZone: 'UTC' },
        recurrence: {
          pattern: { type: 'daily', interval: 1 },
          range: { type: 'numbered', startDate: '2026-03-02', numberOfOccurrences: 3 },
        },
      },
    });
    master = text(made.body['id']);
  });
  const ids = async (path: string) =>
    (await graph.ask(`/v1.0/me/calendars/${calendar}/${path}?${WINDOW}`, { headers })).value
      .filter(({ type, seriesMasterId }) => type === 'occurrence' && seriesMasterId === master)
      .map(({ id }) => text(id));

  it('are the same in delta, in a view and among instances', async () => {
    const stubs = await ids('calendarView/delta');
    expect(stubs).toHaveLength(3);
    expect(await ids('calendarView')).toEqual(stubs);
    expect(await ids(`events/${master}/instances`)).toEqual(stubs);
  });

  it('can be others in lists, name the same occurrence, and leave its times to tell it by', async () => {
    graph.world.switches.set({ occurrenceIds: 'disagree' });
    const stubs = await ids('calendarView/delta');
    const listed = await ids(`events/${master}/instances`);
    expect(await ids('calendarView')).toEqual(listed);
    expect(new Set([...stubs, ...listed]).size).toBe(6);
    const [one] = await Promise.all(
      [stubs[0], listed[0]].map((id) => graph.ask(`/v1.0/me/events/${id}`, { headers })),
    );
    const other = await graph.ask(`/v1.0/me/events/${listed[0]}`, { headers });
    expect(other.body['originalStart']).toBe(one?.body['originalStart']);
    expect(other.body['originalStart']).toBe('2026-03-02T09:00:00Z');
    const deleted = await graph.ask(`/v1.0/me/events/${listed[0]}`, { method: 'DELETE' });
    expect(deleted.status).toBe(204);
    expect(await ids('calendarView/delta')).toEqual(stubs.slice(1));
  });
});
