/** Expands rules with two libraries that know RFC 5545 and nothing of Graph, nor of us. */
import ICAL from 'ical.js';
import { RRuleTemporal } from 'rrule-temporal';

import type { RecurrenceRule } from '../../src/convert/index.ts';

/** The first dates (local) of a rule. */
export function expandDates(rule: RecurrenceRule, count: number): string[] {
  return expand(rule, count).map((date) => date.toPlainDate().toString());
}

export function expandInstants(rule: RecurrenceRule, count: number): string[] {
  return expand(rule, count).map((date) => date.toInstant().toString());
}

function expand(rule: RecurrenceRule, count: number): Temporal.ZonedDateTime[] {
  if (rule.rrule === null) return [];
  const compact = rule.dtStart.replaceAll(/[-:]/g, '');
  const dtStart = compact.includes('T')
    ? `DTSTART;TZID=${rule.timeZone ?? 'UTC'}:${compact}`
    : `DTSTART;TZID=UTC:${compact}T000000`;
  const rrule = rule.rrule.replace(/UNTIL=(\d{8})$/, 'UNTIL=$1T000000Z');
  const dates: Temporal.ZonedDateTime[] = [];
  for (const date of new RRuleTemporal({ rruleString: `${dtStart}\nRRULE:${rrule}` }).all(
    (_, index) => index < count,
  )) {
    dates.push(Temporal.ZonedDateTime.from(date.toString()));
  }
  return dates.slice(0, count);
}

/**
 * The first dates (local), as ical.js has them. It counts in local time and knows no zone by itself, so
 * UNTIL is given to it in the zone of the series.
 */
export function icalDates(rule: RecurrenceRule, count: number): string[] {
  if (rule.rrule === null) return [];
  const { timeZone } = rule;
  const text = rule.rrule.replace(
    /UNTIL=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
    (_, ...parts: string[]) => {
      const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = parts;
      const utc = Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      const local = utc.toZonedDateTimeISO(timeZone ?? 'UTC').toPlainDateTime();
      return `UNTIL=${local.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')}`;
    },
  );
  const start = rule.dtStart.includes('T')
    ? ICAL.Time.fromDateTimeString(rule.dtStart)
    : ICAL.Time.fromDateString(rule.dtStart);
  const dates: string[] = [];
  const iterator = ICAL.Recur.fromString(text).iterator(start);
  while (dates.length < count) {
    const next = iterator.next();
    if (!next) break;
    dates.push(next.toString().slice(0, 10));
  }
  return dates;
}
