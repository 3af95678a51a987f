/** Expands a rule with a library that knows RFC 5545 and nothing of Graph. */
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
    ? `DTSTART;TZID=${rule.timeZone}:${compact}`
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
