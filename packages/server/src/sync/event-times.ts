/**
 * Start and end of an event as the mirror keeps them: instants, or dates for all-day events,
 * which float: their zone label is only a label (Graph docs issue 1802), so nothing is converted.
 */
import { dateOf, instantOf } from '@calmirror/graph-client/convert';
import type { GraphDateTimeTimeZone } from '@calmirror/graph-client/wire';

import { MappingError } from './mapping-error.ts';

export interface RowTimes {
  start_at: string;
  end_at: string;
  start_date: string | null;
  end_date: string | null;
}

type MaybeTime = GraphDateTimeTimeZone | null | undefined;

export function eventTimes(start: MaybeTime, end: MaybeTime, isAllDay: boolean): RowTimes {
  if (isAllDay) {
    const startDate = dateOf(start);
    const endDate = dateOf(end);
    if (startDate === null || endDate === null || !isStorable(startDate) || !isStorable(endDate))
      throw new MappingError('The event has no readable start or end.');
    return {
      start_at: `${startDate}T00:00:00.000Z`,
      end_at: `${endDate}T00:00:00.000Z`,
      start_date: startDate,
      end_date: endDate,
    };
  }
  const startAt = instantOf(start);
  const endAt = instantOf(end);
  if (startAt === null || endAt === null || !isStorable(startAt) || !isStorable(endAt))
    throw new MappingError('The event has no readable start or end.');
  return { start_at: startAt, end_at: endAt, start_date: null, end_date: null };
}

/** PostgreSQL has no year 0, and does not read years of more digits as JavaScript writes them. */
function isStorable(text: string): boolean {
  return /^\d{4}-/.test(text) && !text.startsWith('0000-');
}

/**
 * A moment that Graph writes as one text: with `Z`, with an offset (`originalStart` under `Prefer:
 * outlook.timezone`), or with neither, which is UTC. `0001-01-01T00:00:00Z` means "never".
 */
export function instantOrNull(text: string | null | undefined): string | null {
  if (text === null || text === undefined || text.startsWith('0001-')) return null;
  const instant = instantOf({ dateTime: /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text });
  return isStorable(instant ?? '') ? instant : null;
}
