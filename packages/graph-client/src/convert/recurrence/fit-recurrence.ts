/**
 * How sure we are of a rule: its occurrences in a window, compared with those that Graph delivered.
 * Pure. The delivered ones always win; this only says what the rule is worth beside them.
 */
import type { RecurrenceRule } from '../recurrence-to-rrule.ts';
import { localOf, ruleMoments } from './expand-rule.ts';

/**
 * `exact`: the rule gives what was delivered. `fitted`: it does with EXDATE and RDATE. `opaque`:
 * there is no rule, or it needs more additions than it is right about, so that outside of the window
 * it tells nothing.
 */
export type RecurrenceFidelity = 'exact' | 'fitted' | 'opaque';

export interface RecurrenceFit {
  readonly fidelity: RecurrenceFidelity;
  /** Occurrences of the rule that are not there, written as dtStart is. In order; none where opaque. */
  readonly exdates: readonly string[];
  /** Occurrences that the rule does not have, written as dtStart is. In order; none where opaque. */
  readonly rdates: readonly string[];
}

/** Ms since 1970, end exclusive. */
export interface FitWindow {
  readonly start: number;
  readonly end: number;
  /** How long an occurrence lasts: one that began before the window may reach into it. */
  readonly durationMs: number;
}

/**
 * @param delivered original starts of all occurrences and exceptions, as ms since 1970 (dates as
 * midnight UTC; see originalDayOf). Some may lie outside of the window: exceptions that moved into it.
 */
export function fitRecurrence(
  rule: RecurrenceRule,
  delivered: readonly number[],
  window: FitWindow,
): RecurrenceFit {
  const there = new Set(delivered);
  // RFC 5545 knows sets: two occurrences of one start are nothing that a rule could give.
  if (there.size < delivered.length) return opaque;
  if (rule.rrule === null) return there.size === 0 ? exact : opaque;

  const sorted = [...there].sort((a, b) => a - b);
  const reach = window.start - window.durationMs;
  const from = Math.min(reach, sorted[0] ?? reach);
  const last = Math.max(window.end, (sorted.at(-1) ?? 0) + 1);
  const hits = new Set<number>();
  const exdates: string[] = [];
  for (const { at, day } of ruleMoments(rule, { from, before: last }).take(MOST)) {
    if (there.has(at)) hits.add(at);
    else if (isInside(at, window)) exdates.push(localOf(rule, day));
  }
  const additions = sorted.filter((at) => !hits.has(at));
  if (additions.length > hits.size) return opaque;
  if (additions.length === 0 && exdates.length === 0) return exact;
  return { fidelity: 'fitted', exdates, rdates: additions.map((at) => momentOf(at, rule)) };
}

/** Five years of a daily series are 1,827: an original start in the year 9999 must not cost more than a little. */
const MOST = 20_000;

const exact: RecurrenceFit = { fidelity: 'exact', exdates: [], rdates: [] };
const opaque: RecurrenceFit = { fidelity: 'opaque', exdates: [], rdates: [] };

/** As calendarView has it: what overlaps, and what has no length and begins inside. */
function isInside(at: number, { start, end, durationMs }: FitWindow): boolean {
  return at < end && (at + durationMs > start || (durationMs <= 0 && at >= start));
}

function momentOf(at: number, { dtStart, timeZone }: RecurrenceRule): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(at);
  if (timeZone === null || dtStart?.includes('T') !== true) return instant.toString().slice(0, 10);
  return instant.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'second' });
}

/**
 * The day of an all-day occurrence, as midnight UTC, of its originalStart: Graph gives midnight in
 * the zone of the series (microsoft-graph-docs issues 2804 and 7163), and sometimes midnight UTC. Where
 * it is neither, nobody knows the zone of the series: then it is the nearest midnight that is meant.
 *
 * @param originalStart ms since 1970
 * @param timeZone of the series; null if it is unknown
 */
export function originalDayOf(originalStart: number, timeZone: string | null): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(originalStart).toZonedDateTimeISO(timeZone ?? 'UTC');
  const isMidnightUtc = originalStart % 86_400_000 === 0;
  const isMidnight = zoned.hour === 0 && zoned.minute === 0;
  if (isMidnightUtc && !isMidnight) return originalStart;
  const day = zoned.toPlainDateTime().round('day').toPlainDate();
  return Date.parse(`${day.toString()}T00:00:00Z`);
}
