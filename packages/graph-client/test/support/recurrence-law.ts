/** The two sides of the law of recurrences, for the tests and for `npm run prove -- recurrence`. */
import * as fc from 'fast-check';

import { convertRecurrenceToRRule, expandRule } from '../../src/convert/index.ts';
import type { RecurrenceRule } from '../../src/convert/index.ts';
import { expandDates, icalDates } from './expand-rule.ts';
import { asGraphSays, generatedSeries, graphInstants } from './generated-series.ts';
import type { GeneratedSeries } from './generated-series.ts';

/** As many moments as asked for, or those of thirty years, as our rule has them and as Graph means them. */
export function expandedAndCounted(
  series: GeneratedSeries,
  most: number,
): { expanded: number[]; counted: number[] } {
  const { recurrence, start } = asGraphSays(series);
  // A day before the hand stops at a new year of the series' zone: so the two end at the same moment.
  const before = Date.parse(`${endYear(series) - 1}-12-31T00:00:00Z`);
  const rule = convertRecurrenceToRRule(recurrence, start);
  const expanded = [...expandRule(rule, { before }).take(most)].map(({ at }) => at);
  return { expanded, counted: graphInstants(series, most).filter((at) => at < before) };
}

/**
 * A rule, and its first local dates of fifteen years. `hasGap` where clocks skip its time on some day of
 * them: RFC 5545 section 3.3.10 leaves that day out, before BYSETPOS counts, while Exchange moves the
 * time forward, and so do we.
 */
export function ruleAndDates(
  series: GeneratedSeries,
  most: number,
): { rule: RecurrenceRule; dates: string[]; hasGap: boolean } {
  const { recurrence, start } = asGraphSays(series);
  const rule = convertRecurrenceToRRule(recurrence, start);
  const before = Date.parse(`${endYear(series) - 15}-01-01T00:00:00Z`);
  const dates = [...expandRule(rule, { before }).take(most)].map(({ local }) => local.slice(0, 10));
  return { rule, dates, hasGap: rule.rrule !== null && skips(rule, before) };
}

/** Whether any change of clocks jumps over the rule's time of day. */
function skips({ dtStart, timeZone }: RecurrenceRule, before: number): boolean {
  if (dtStart === null || timeZone === null) return false;
  const time = Temporal.PlainTime.from(dtStart);
  let change = Temporal.PlainDateTime.from(dtStart).toZonedDateTime(timeZone).getTimeZoneTransition('next');
  for (
    ;
    change !== null && change.epochMilliseconds < before;
    change = change.getTimeZoneTransition('next')
  ) {
    const last = change.subtract({ nanoseconds: 1 }).toPlainDateTime().add({ nanoseconds: 1 });
    const until = change.toPlainDateTime();
    const there = [last, until].map((day) => day.toPlainDate().toPlainDateTime(time));
    if (there.some((at) => isWithin(at, last, until))) return true;
  }
  return false;
}

function isWithin(
  at: Temporal.PlainDateTime,
  from: Temporal.PlainDateTime,
  to: Temporal.PlainDateTime,
): boolean {
  return Temporal.PlainDateTime.compare(from, at) <= 0 && Temporal.PlainDateTime.compare(at, to) < 0;
}

function endYear(series: GeneratedSeries): number {
  return Number(series.range.startDate.slice(0, 4)) + 30;
}

/** ical.js 2.2.1 takes every day of BYMONTHDAY, whatever BYSETPOS says (RFC 5545 section 3.3.10 has it choose one). */
function icalCanRead(rule: RecurrenceRule): boolean {
  return rule.rrule === null || !/BYMONTHDAY=\d+,.*BYSETPOS/.test(rule.rrule);
}

/** Prints what was tried; false, with the smallest series found, where the law was broken. */
export function proveRecurrence(runs: number, seed: number): boolean {
  const tried = { occurrences: 0, ical: 0, gaps: 0 };
  const law = fc.property(generatedSeries, (series) => {
    const { expanded, counted } = expandedAndCounted(series, 40);
    tried.occurrences += counted.length;
    same('counted by hand', counted, expanded);
    const { rule, dates, hasGap } = ruleAndDates(series, 12);
    if (hasGap) tried.gaps += 1;
    else same('rrule-temporal', expandDates(rule, dates.length), dates);
    if (!icalCanRead(rule)) return;
    tried.ical += 1;
    same('ical.js', icalDates(rule, dates.length), dates);
  });
  const result = fc.check(law, { numRuns: runs, seed });
  console.log(
    `recurrence: ${result.numRuns} series, ${tried.occurrences} occurrences counted by hand; ` +
      `rrule-temporal read all rules but ${tried.gaps} with a time that clocks skip, ical.js ${tried.ical}; seed ${result.seed}`,
  );
  if (!result.failed) return true;
  console.log(
    JSON.stringify(result.counterexample, null, 2),
    result.errorInstance,
    `path ${result.counterexamplePath}`,
  );
  return false;
}

function same(who: string, theirs: readonly unknown[], ours: readonly unknown[]): void {
  if (JSON.stringify(theirs) !== JSON.stringify(ours))
    throw new Error(`${who}: ${theirs.join(' ')}\nour rule: ${ours.join(' ')}`);
}
