/** The same expansion as a client of Graph sees it: what is posted comes back, and repeats so. */
import { afterAll, describe, expect, it } from 'vitest';
import { createGraphApp, isJson, type Json, text } from './helpers/graph-app.ts';

const graph = createGraphApp();
afterAll(() => graph.app.close());

async function made(pattern: Json, range: Json): Promise<Json> {
  const { status, body } = await graph.ask('/v1.0/me/events', {
    method: 'POST',
    body: {
      subject: 'Series',
      start: { dateTime: `${text(range['startDate'])}T09:00:00`, timeZone: 'UTC' },
      end: { dateTime: `${text(range['startDate'])}T09:30:00`, timeZone: 'UTC' },
      recurrence: { pattern, range: { recurrenceTimeZone: 'UTC', ...range } },
    },
  });
  expect(status).toBe(201);
  return body;
}

async function dates(series: Json, until: string): Promise<string[]> {
  const { value } = await graph.ask(
    `/v1.0/me/events/${text(series['id'])}/instances?startDateTime=2017-01-01T00:00:00Z&endDateTime=${until}T00:00:00Z&$top=100`,
  );
  return value.map(({ start }) => (isJson(start) ? text(start['dateTime']).slice(0, 10) : ''));
}

const firstThursday = { type: 'relativeMonthly', interval: 2, index: 'first', daysOfWeek: ['thursday'] };
const fromAugust = { type: 'noEnd', startDate: '2017-08-29' };

describe('a series whose start does not fit', () => {
  it('begins on the first date that fits, unless the switch says that periods count from its start', async () => {
    expect(await dates(await made(firstThursday, fromAugust), '2018-02-01')).toEqual([
      '2017-09-07',
      '2017-11-02',
      '2018-01-04',
    ]);
    graph.world.switches.set({ recurrencePhase: 'range-start' });
    const series = await made(firstThursday, fromAugust);
    graph.world.switches.set({ recurrencePhase: 'first-fit' });
    expect(await dates(series, '2018-02-01')).toEqual(['2017-10-05', '2017-12-07']);
  });

  it('goes on counting as it did when it was made, until its recurrence is written anew', async () => {
    const series = await made(firstThursday, fromAugust);
    const path = `/v1.0/me/events/${text(series['id'])}`;
    graph.world.switches.set({ recurrencePhase: 'range-start' });
    await graph.ask(path, { method: 'PATCH', body: { subject: 'Another name' } });
    await graph.ask(path, {
      method: 'PATCH',
      body: {
        start: { dateTime: '2017-09-07T10:00:00', timeZone: 'UTC' },
        end: { dateTime: '2017-09-07T11:00:00', timeZone: 'UTC' },
      },
    });
    expect(await dates(series, '2017-12-31')).toEqual(['2017-09-07', '2017-11-02']);
    await graph.ask(path, {
      method: 'PATCH',
      body: { recurrence: { pattern: firstThursday, range: { ...fromAugust, recurrenceTimeZone: 'UTC' } } },
    });
    graph.world.switches.set({ recurrencePhase: 'first-fit' });
    expect(await dates(series, '2017-12-31')).toEqual(['2017-10-05', '2017-12-07']);
  });
});

describe('where clocks change at midnight', () => {
  it('an event in the hour that is skipped is in the hour after it, and not the day before', async () => {
    const { body } = await graph.ask('/v1.0/me/events', {
      method: 'POST',
      body: {
        subject: 'Night shift',
        start: { dateTime: '2026-04-24T00:30:00', timeZone: 'Egypt Standard Time' },
        end: { dateTime: '2026-04-24T02:00:00', timeZone: 'Egypt Standard Time' },
      },
    });
    expect(body).toMatchObject({
      start: { dateTime: '2026-04-23T22:30:00.0000000' },
      end: { dateTime: '2026-04-23T23:00:00.0000000' },
    });
  });
});
