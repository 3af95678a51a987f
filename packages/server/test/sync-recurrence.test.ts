import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startEngine } from './support/engine.ts';
import type { Engine, EngineCalendar } from './support/engine.ts';

let engine: Engine;
let adele: EngineCalendar;

beforeAll(async () => {
  engine = await startEngine();
  adele = await engine.connect('adele@contoso.example');
  await adele.settle();
});
afterAll(() => engine[Symbol.asyncDispose]());

async function sync(): Promise<void> {
  await adele.notify();
  await adele.settle();
}

/** Mondays at nine in Los Angeles, from 1 March 2027: clocks go forward after the second. */
async function createMondays(subject: string, extra: object = {}): Promise<string> {
  const created = await adele.graph('POST', `/calendars/${adele.calendarId}/events`, {
    subject,
    start: { dateTime: '2027-03-01T09:00:00', timeZone: 'Pacific Standard Time' },
    end: { dateTime: '2027-03-01T10:00:00', timeZone: 'Pacific Standard Time' },
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'sunday' },
      range: {
        type: 'numbered',
        startDate: '2027-03-01',
        numberOfOccurrences: 5,
        recurrenceTimeZone: 'Pacific Standard Time',
      },
    },
    ...extra,
  });
  await sync();
  return String(created['id']);
}

const occurrencesOf = (master: string) =>
  engine.db
    .selectFrom('calendar_event')
    .select(['external_id', 'start_at', 'type'])
    .where('connection_id', '=', adele.connectionId)
    .where('series_master_id', '=', master)
    .orderBy('start_at')
    .execute();

const ruleOf = (master: string) =>
  engine.db
    .selectFrom('calendar_event')
    .select([
      'recurrence_rule as rule',
      'recurrence_start as start',
      'recurrence_time_zone as zone',
      'recurrence_fidelity as fidelity',
      'recurrence_exceptions as exceptions',
      'recurrence_additions as additions',
    ])
    .where('connection_id', '=', adele.connectionId)
    .where('external_id', '=', master)
    .executeTakeFirstOrThrow();

describe('after a round, the rule of a series', () => {
  it('is exact where it gives what was delivered', async () => {
    const master = await createMondays('Stand-up');
    expect(await ruleOf(master)).toEqual({
      rule: 'FREQ=WEEKLY;BYDAY=MO;WKST=SU;COUNT=5',
      start: '2027-03-01T09:00:00',
      zone: 'America/Los_Angeles',
      fidelity: 'exact',
      exceptions: [],
      additions: [],
    });
  });

  it('is fitted, with the date as an exception, once an occurrence is deleted', async () => {
    const master = await createMondays('Review');
    const third = (await occurrencesOf(master))[2];
    await adele.graph('DELETE', `/events/${third?.external_id ?? ''}`);
    await sync();
    expect(await ruleOf(master)).toMatchObject({
      fidelity: 'fitted',
      exceptions: ['2027-03-15T09:00:00'],
      additions: [],
    });
  });

  it('stays exact where an occurrence was moved: it still stands for its original start', async () => {
    const master = await createMondays('Planning');
    const second = (await occurrencesOf(master))[1];
    await adele.graph('PATCH', `/events/${second?.external_id ?? ''}`, {
      start: { dateTime: '2027-03-09T15:00:00', timeZone: 'Pacific Standard Time' },
      end: { dateTime: '2027-03-09T16:00:00', timeZone: 'Pacific Standard Time' },
    });
    await sync();
    expect((await occurrencesOf(master)).map(({ type }) => type)).toContain('exception');
    expect(await ruleOf(master)).toMatchObject({ fidelity: 'exact', exceptions: [], additions: [] });
  });

  it('has dates for exceptions where the series is all day, in whatever zone', async () => {
    const midnight = (date: string): object => ({
      dateTime: `${date}T00:00:00`,
      timeZone: 'Tokyo Standard Time',
    });
    const created = await adele.graph('POST', `/calendars/${adele.calendarId}/events`, {
      subject: 'Fair',
      isAllDay: true,
      start: midnight('2027-04-05'),
      end: midnight('2027-04-06'),
      recurrence: {
        pattern: { type: 'daily', interval: 2 },
        range: {
          type: 'endDate',
          startDate: '2027-04-05',
          endDate: '2027-04-13',
          recurrenceTimeZone: 'Tokyo Standard Time',
        },
      },
    });
    const master = String(created['id']);
    await sync();
    const [, second, third] = await occurrencesOf(master);
    await adele.graph('PATCH', `/events/${second?.external_id ?? ''}`, { subject: 'Fair, closed' });
    await adele.graph('DELETE', `/events/${third?.external_id ?? ''}`);
    await sync();
    expect(await ruleOf(master)).toEqual({
      rule: 'FREQ=DAILY;INTERVAL=2;UNTIL=20270413',
      start: '2027-04-05',
      zone: null,
      fidelity: 'fitted',
      exceptions: ['2027-04-09'],
      additions: [],
    });
  });

  it('is compared again when the series comes again, and only then written', async () => {
    const master = await createMondays('Retro');
    const version = async (): Promise<unknown> => {
      const { rows } = await sql`select xmin::text as version from calendar_event
        where connection_id = ${adele.connectionId} and external_id = ${master}`.execute(engine.db);
      return rows;
    };
    const before = await version();
    await sync();
    expect(await version()).toEqual(before);
    await adele.graph('PATCH', `/events/${master}`, { subject: 'Retrospective' });
    await sync();
    expect(await version()).not.toEqual(before);
    expect(await ruleOf(master)).toMatchObject({ fidelity: 'exact' });
  });

  it('is judged inside the window only: an endless series that goes on behind it is exact', async () => {
    const master = await createMondays('For ever', {
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'sunday' },
        range: { type: 'noEnd', startDate: '2027-03-01', recurrenceTimeZone: 'Pacific Standard Time' },
      },
    });
    expect(await ruleOf(master)).toMatchObject({ rule: 'FREQ=WEEKLY;BYDAY=MO;WKST=SU', fidelity: 'exact' });
  });

  it('is exact also where Microsoft counts intervals from another week: the master begins with its first occurrence', async () => {
    const { control } = engine.simulator;
    await control.setSwitches({ recurrencePhase: 'range-start' });
    try {
      // From a Wednesday, every second Monday: the first that fits is of the week after.
      const master = await createMondays('Off the pattern', {
        start: { dateTime: '2027-03-03T09:00:00', timeZone: 'Pacific Standard Time' },
        end: { dateTime: '2027-03-03T10:00:00', timeZone: 'Pacific Standard Time' },
        recurrence: {
          pattern: { type: 'weekly', interval: 2, daysOfWeek: ['monday'], firstDayOfWeek: 'sunday' },
          range: {
            type: 'endDate',
            startDate: '2027-03-03',
            endDate: '2027-04-20',
            recurrenceTimeZone: 'Pacific Standard Time',
          },
        },
      });
      const days = (await occurrencesOf(master)).map(({ start_at: start }) =>
        start.toISOString().slice(0, 10),
      );
      expect(days).toEqual(['2027-03-15', '2027-03-29', '2027-04-12']);
      expect(await ruleOf(master)).toMatchObject({ start: '2027-03-15T09:00:00', fidelity: 'exact' });
    } finally {
      await control.setSwitches({ recurrencePhase: 'first-fit' });
    }
  });
});
