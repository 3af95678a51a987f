/**
 * Expands a rule of ours into its occurrences, in the zone of the series: 09:00 stays 09:00 when
 * clocks change. Pure. What Graph delivered stays the truth; this is what the rule says of it.
 * RFC 5545 sections 3.3.10 and 3.8.5.3.
 */
import type { RecurrenceRule } from '../recurrence-to-rrule.ts';
import { DAY_MS, dayOfText, textOfDay } from './civil-days.ts';
import { readRule } from './read-rule.ts';
import { LAST_DAY, ruleDays } from './rule-days.ts';
import { ZoneTimes } from './zone-times.ts';

export interface Occurrence {
  /** As dtStart is written: `YYYY-MM-DDTHH:mm:ss` in the zone of the series, or `YYYY-MM-DD`. */
  readonly local: string;
  /** Ms since 1970; of a date, midnight UTC. */
  readonly at: number;
}

export interface ExpansionRange {
  /** Ms since 1970: earlier occurrences are left out. They count for COUNT all the same. */
  readonly from?: number;
  /** Ms since 1970: occurrences at this moment and later are left out. */
  readonly before?: number;
}

/** Occurrences in order, as many as are taken: an endless rule yields until the year 9999. */
export function* expandRule(rule: RecurrenceRule, range: ExpansionRange = {}): Generator<Occurrence, void> {
  for (const { day, at } of ruleMoments(rule, range)) yield { local: localOf(rule, day), at };
}

/** As dtStart is written. */
export function localOf(rule: RecurrenceRule, day: number): string {
  const [, time] = rule.dtStart?.split('T') ?? [];
  return time === undefined ? textOfDay(day) : `${textOfDay(day)}T${time}`;
}

/** The same without texts, which cost more than all the rest. `day` is local, in days since 1970. */
export function* ruleMoments(
  rule: RecurrenceRule,
  range: ExpansionRange,
): Generator<{ readonly day: number; readonly at: number }, void> {
  if (rule.rrule === null) return;
  const parsed = readRule(rule.rrule);
  const firstDay = dayOfText(rule.dtStart);
  const [, time] = rule.dtStart.split('T');
  const { from = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY } = range;
  // Two days cover every offset.
  const fromDay = Math.max(firstDay, Math.floor(from / DAY_MS) - 2);
  if (fromDay > LAST_DAY) return;
  const at = clockOf(time, rule.timeZone, fromDay);
  let left = parsed.count ?? Number.POSITIVE_INFINITY;
  // With COUNT, all days have to be counted from the first.
  for (const day of ruleDays(parsed, firstDay, parsed.count === undefined ? fromDay : firstDay)) {
    if (left <= 0 || day > (parsed.untilDay ?? Number.POSITIVE_INFINITY)) return;
    left -= 1;
    if (day < fromDay) continue;
    const instant = at(day);
    if (instant >= before || instant > (parsed.untilInstant ?? Number.POSITIVE_INFINITY)) return;
    if (instant >= from) yield { day, at: instant };
  }
}

function clockOf(
  time: string | undefined,
  timeZone: string | null,
  fromDay: number,
): (day: number) => number {
  if (time === undefined || timeZone === null) return (day) => day * DAY_MS;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const timeMs = ((hours * 60 + minutes) * 60 + seconds) * 1_000;
  const zone = new ZoneTimes(timeZone, fromDay * DAY_MS);
  return (day) => zone.instantOf(day * DAY_MS + timeMs);
}
