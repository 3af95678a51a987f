/** One series in lines for a person: its rule, its zone, its next dates. Pure. */
import { convertRecurrenceToRRule, expandRule, RecurrenceError } from '../convert/index.ts';
import type { Occurrence, RecurrenceRule } from '../convert/index.ts';
import type { GraphEvent } from '../wire/index.ts';

export interface SeriesReport {
  readonly subject: string | null;
  readonly rule: RecurrenceRule | { readonly code: string; readonly field: string };
  readonly next: readonly { readonly local: string; readonly utc: string | null }[];
}

/** @param from ms since 1970; undefined begins with the first occurrence */
export function reportOf(event: GraphEvent, from: number | undefined, count: number): SeriesReport {
  const subject = event.subject ?? null;
  try {
    const rule = convertRecurrenceToRRule(event.recurrence, startOf(event));
    const next = expandRule(rule, from === undefined ? {} : { from }).take(count);
    return { subject, rule, next: [...next].map((occurrence) => bothTimes(occurrence, rule.timeZone)) };
  } catch (error) {
    if (!(error instanceof RecurrenceError)) throw error;
    return { subject, rule: { code: error.code, field: error.field }, next: [] };
  }
}

/** A bare recurrence has no start: it is read as a series of dates. */
function startOf(event: GraphEvent): Parameters<typeof convertRecurrenceToRRule>[1] {
  if (event.start === null || event.start === undefined) return undefined;
  const { dateTime, timeZone } = event.start;
  const { isAllDay, originalStartTimeZone, originalEndTimeZone } = event;
  return { dateTime, timeZone, isAllDay, originalStartTimeZone, originalEndTimeZone };
}

function bothTimes({ local, at }: Occurrence, timeZone: string | null): SeriesReport['next'][number] {
  return { local, utc: timeZone === null ? null : new Date(at).toISOString().replace('.000Z', 'Z') };
}

export function linesOf({ subject, rule, next }: SeriesReport): string[] {
  const title = subject === null ? [] : [subject];
  if ('code' in rule) return [...title, `No rule: ${rule.field} has a bad value (${rule.code}).`];
  if (rule.rrule === null) return [...title, 'No occurrence: the range ends before the pattern first falls.'];
  const start = rule.dtStart.replaceAll(/[-:]/g, '');
  const dtStart =
    rule.timeZone === null ? `DTSTART;VALUE=DATE:${start}` : `DTSTART;TZID=${rule.timeZone}:${start}`;
  const dates = next.map(({ local, utc }) => (utc === null ? `  ${local}` : `  ${local}  ${utc}`));
  const none = '  none: the series has ended';
  return [
    ...title,
    dtStart,
    `RRULE:${rule.rrule}`,
    rule.timeZone === null ? 'Dates of no zone:' : `Local time in ${rule.timeZone}, and UTC:`,
    ...(dates.length === 0 ? [none] : dates),
  ];
}
