/**
 * What tells whether a row is as its event comes again: one text of what planning compares, the same from a row that
 * was just mapped and from the stored one. A whole event is told by its changeKey; an occurrence, whose changeKey says
 * nothing (delta sends none), by what its stub and its master give it. The dates of an all-day row follow from its times.
 */
import { sql } from 'kysely';

import type { EventRow, EventType } from './event-row.ts';

/** Of a stored row; null as in `fingerprintOf`. Times as PostgreSQL writes them, which costs it least. */
export const fingerprintColumn = sql.raw(`
  case when type = 'occurrence'
    then mapper_version || case when is_history then ' t ' else ' f ' end || case when is_all_day then 't ' else 'f ' end
      || (start_at at time zone 'UTC') || ' ' || (end_at at time zone 'UTC')
      || ' ' || coalesce(time_zone, '') || ' ' || coalesce(series_master_id, '')
    else mapper_version || case when is_history then ' t ' else ' f ' end || type || ' ' || change_key end`);

/** null: nothing tells that it is unchanged. */
export function fingerprintOf(row: EventRow): string | null {
  return row.type === 'occurrence'
    ? occurrenceFingerprint({
        mapperVersion: row.mapper_version,
        isHistory: row.is_history,
        isAllDay: row.is_all_day,
        start: printedTime(row.start_at),
        end: printedTime(row.end_at),
        seriesMasterId: row.series_master_id,
        timeZone: row.time_zone,
      })
    : wholeFingerprint({
        mapperVersion: row.mapper_version,
        type: row.type,
        isHistory: row.is_history,
        changeKey: row.change_key,
      });
}

/** Whether two tell the same of an event: neither a new mapper nor the passing of time is an edit. */
export function isSameEvent(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && ofEvent(one) === ofEvent(other);
}

/** Behind the mapper's version and whether it is history. */
function ofEvent(fingerprint: string): string {
  return fingerprint.slice(fingerprint.indexOf(' ') + 3);
}

/** Of a single event, a master or an exception. */
export function wholeFingerprint(event: {
  mapperVersion: number;
  type: EventType;
  isHistory: boolean;
  changeKey: string | null;
}): string | null {
  if (event.changeKey === null) return null;
  return `${event.mapperVersion} ${event.isHistory ? 't' : 'f'} ${event.type} ${event.changeKey}`;
}

/** @param occurrence start and end as `printedTime`, `isAllDay` and `timeZone` of its master */
export function occurrenceFingerprint(occurrence: {
  mapperVersion: number;
  isHistory: boolean;
  isAllDay: boolean;
  start: string;
  end: string;
  seriesMasterId: string | null;
  timeZone: string | null;
}): string {
  const { mapperVersion, isHistory, isAllDay, start, end, seriesMasterId, timeZone } = occurrence;
  const flags = `${isHistory ? 't' : 'f'} ${isAllDay ? 't' : 'f'}`;
  return `${mapperVersion} ${flags} ${start} ${end} ${timeZone ?? ''} ${seriesMasterId ?? ''}`;
}

/**
 * `YYYY-MM-DD HH:MM:SS`, with a fraction where there is one and without its last zeros. Two of them are in the order of
 * their times.
 * @param instant `YYYY-MM-DDTHH:MM:SS`, UTC, with any fraction and anything behind it
 */
export function printedTime(instant: string): string {
  const fraction = /^\.\d*[1-9]/.exec(instant.slice(19))?.[0] ?? '';
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)}${fraction}`;
}
