/**
 * How the rule of a series agrees with what Graph delivered of it in the window. Pure. Nothing is
 * decided by a rule here: the delivered occurrences are the mirror, this only says what a reader of
 * the rule may expect.
 */
import { isDeepStrictEqual } from 'node:util';

import { fitRecurrence, originalDayOf } from '@calmirror/graph-client/convert';
import type { RecurrenceFit, RecurrenceRule } from '@calmirror/graph-client/convert';

import type { DeliveredSeries, SeriesFit } from '../mirror/series-store.ts';
import type { SyncWindow } from './sync-window.ts';

/** undefined: it is written so already. */
export function changedFit(series: DeliveredSeries, window: SyncWindow): SeriesFit | undefined {
  const { externalId, ...fit } = fitSeries(series, window);
  return isDeepStrictEqual(fit, series.written) ? undefined : { externalId, ...fit };
}

export function fitSeries(series: DeliveredSeries, window: SyncWindow): SeriesFit {
  const { externalId } = series;
  const fit = fitOf(series, window);
  if (fit === undefined || fit.fidelity === 'opaque')
    return { externalId, fidelity: 'opaque', exceptions: null, additions: null };
  return { externalId, fidelity: fit.fidelity, exceptions: fit.exdates, additions: fit.rdates };
}

function fitOf(series: DeliveredSeries, window: SyncWindow): RecurrenceFit | undefined {
  const rule = ruleOf(series);
  if (rule === undefined) return undefined;
  try {
    return fitRecurrence(rule, deliveredStarts(series), {
      start: window.start.getTime(),
      end: window.end.getTime(),
      durationMs: series.endAt.getTime() - series.startAt.getTime(),
    });
  } catch (error) {
    // A rule that cannot be read back must not stop its calendar (S5).
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function ruleOf({ rule, ruleStart, ruleTimeZone }: DeliveredSeries): RecurrenceRule | undefined {
  if (rule === null || ruleStart === null) return undefined;
  return { rrule: rule, dtStart: ruleStart, timeZone: ruleTimeZone };
}

/** Of an all-day series the days: an exception tells its own as midnight in the zone of the series. */
function deliveredStarts({ occurrences, exceptions, isAllDay, timeZone }: DeliveredSeries): number[] {
  return [...occurrences, ...(isAllDay ? exceptions.map((at) => originalDayOf(at, timeZone)) : exceptions)];
}
