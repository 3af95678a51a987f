/** Microsoft's example series, rule beside what was delivered of them; sources in payloads/calendar/INDEX.md. */
import { Type } from 'typebox';
import { Parse } from 'typebox/value';
import { describe, expect, it } from 'vitest';

import {
  convertRecurrenceToRRule,
  expandRule,
  fitRecurrence,
  instantOf,
  originalDayOf,
} from '../src/convert/index.ts';
import type { RecurrenceInput, RecurrenceRule } from '../src/convert/index.ts';
import { parseEvent } from '../src/wire/index.ts';
import type { GraphEvent } from '../src/wire/index.ts';
import { payload, payloadItems, payloadsAreHere, skipSentence } from './support/shared-payloads.ts';

const seriesSchema = Type.Object({ master: Type.Unknown(), instances: Type.Array(Type.Unknown()) });
const HOUR = 3_600_000;

function ruleOf(master: GraphEvent, recurrence: RecurrenceInput = master.recurrence ?? {}): RecurrenceRule {
  const { dateTime, timeZone } = master.start ?? {};
  return convertRecurrenceToRRule(recurrence, { dateTime, timeZone, isAllDay: master.isAllDay });
}

const startsOf = (events: readonly GraphEvent[]): number[] =>
  events.map((event) => Date.parse(event.originalStart ?? instantOf(event.start) ?? ''));

const around = (starts: readonly number[]): { start: number; end: number; durationMs: number } => ({
  start: Math.min(...starts) - HOUR,
  end: Math.max(...starts) + HOUR,
  durationMs: HOUR / 2,
});

function series(file: string): { rule: RecurrenceRule; starts: number[] } {
  const { master, instances } = Parse(seriesSchema, payload(`calendar/${file}.json`));
  return { rule: ruleOf(parseEvent(master)), starts: startsOf(instances.map(parseEvent)) };
}

describe.runIf(payloadsAreHere)(
  `Microsoft’s example series (${payloadsAreHere ? 'present' : skipSentence})`,
  () => {
    it('event-series-master-daily-with-three-occurrences is exactly its rule', () => {
      const { rule, starts } = series('event-series-master-daily-with-three-occurrences');
      expect(rule).toEqual({
        rrule: 'FREQ=DAILY;UNTIL=20220921T150000Z',
        dtStart: '2022-09-19T08:00:00',
        timeZone: 'America/Los_Angeles',
      });
      expect(fitRecurrence(rule, starts, around(starts)).fidelity).toBe('exact');
    });

    it('event-series-master-daily-with-moved-exception, whose exception tells no original start, is fitted', () => {
      const { rule, starts } = series('event-series-master-daily-with-moved-exception');
      expect(fitRecurrence(rule, starts, around(starts))).toEqual({
        fidelity: 'fitted',
        exdates: ['2022-09-27T08:00:00'],
        rdates: ['2022-09-27T09:30:00'],
      });
    });

    it('event-series-master-weekly-enddate ends with the Monday before its end date, a Sunday', () => {
      const rule = ruleOf(parseEvent(payload('calendar/event-series-master-weekly-enddate.json')));
      expect(rule.rrule).toBe('FREQ=WEEKLY;BYDAY=MO;WKST=SU;UNTIL=20171231T200000Z');
      expect([...expandRule(rule)].map(({ local }) => local).at(-1)).toBe('2017-12-25T12:00:00');
    });

    it('event-series-master-cancelled-and-exception-occurrences names the dates that the comparison finds missing', () => {
      const master = parseEvent(
        payload('calendar/event-series-master-cancelled-and-exception-occurrences.json'),
      );
      const thursdays = {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['thursday'] },
        range: { type: 'noEnd', startDate: '2020-04-23', recurrenceTimeZone: 'UTC' },
      };
      const there = ['2020-04-23T11:30:00Z', '2020-05-21T11:30:00Z'].map((text) => Date.parse(text));
      const { exdates } = fitRecurrence(ruleOf(master, thursdays), there, around(there));
      const cancelled = master.cancelledOccurrences ?? [];
      expect(exdates.map((text) => text.slice(0, 10))).toEqual(
        cancelled.map((id) => id.slice(id.lastIndexOf('.') + 1)),
      );
    });

    it('event-instances-exception-and-occurrences is fitted to Mondays, one of them moved to a Tuesday', () => {
      const events = payloadItems('calendar/event-instances-exception-and-occurrences.json').map(parseEvent);
      const starts = startsOf(events);
      const rule: RecurrenceRule = {
        rrule: 'FREQ=WEEKLY;BYDAY=MO;WKST=SU',
        dtStart: '2019-04-08T20:30:00',
        timeZone: 'UTC',
      };
      expect(fitRecurrence(rule, starts, around(starts))).toEqual({
        fidelity: 'fitted',
        exdates: ['2019-04-15T20:30:00'],
        rdates: ['2019-04-16T20:30:00'],
      });
    });

    it('event-all-day-series-occurrence-and-exception tells days by midnight in Los Angeles', () => {
      const events = payloadItems('calendar/event-all-day-series-occurrence-and-exception.json').map(
        parseEvent,
      );
      for (const zone of ['America/Los_Angeles', 'UTC', null]) {
        expect(startsOf(events).map((at) => originalDayOf(at, zone))).toEqual([
          Date.parse('2018-06-05T00:00:00Z'),
          Date.parse('2018-06-06T00:00:00Z'),
        ]);
      }
    });
  },
);
