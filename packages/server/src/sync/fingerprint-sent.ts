/**
 * The fingerprint of what Graph sends, without mapping it: of thousands of events that come again as they are, none
 * is mapped to learn that. Says the same as mapping the event and asking `fingerprintOf`.
 */
import type { GraphEvent } from '@calmirror/graph-client/wire';

import { occurrenceFingerprint, printedTime, wholeFingerprint } from '../mirror/fingerprint.ts';
import { eventTimes } from './event-times.ts';
import { changeKeyOf, eventType, mapperVersion } from './map-event.ts';
import type { MasterTimes } from './map-event.ts';
import { MappingError } from './mapping-error.ts';

/** Of a single event, a master or an exception; null where nothing tells that it is unchanged, or where it cannot be mapped. */
export function fingerprintOfEvent(event: GraphEvent, windowStart: string): string | null {
  const changeKey = changeKeyOf(event);
  if (changeKey === null || event.type === 'occurrence') return null;
  return readable(() => {
    const type = eventType(event.type);
    const isHistory =
      type !== 'seriesMaster' && isPast(printedTimes(event, event.isAllDay === true), windowStart);
    return wholeFingerprint({ mapperVersion, type, isHistory, changeKey });
  });
}

/** Of an occurrence; null where it cannot be mapped. */
export function fingerprintOfOccurrence(
  stub: GraphEvent,
  master: MasterTimes,
  windowStart: string,
): string | null {
  return readable(() => {
    const times = printedTimes(stub, master.isAllDay);
    return occurrenceFingerprint({
      mapperVersion,
      isHistory: isPast(times, windowStart),
      isAllDay: master.isAllDay,
      ...times,
      seriesMasterId: stub.seriesMasterId ?? null,
      timeZone: master.timeZone,
    });
  });
}

interface PrintedTimes {
  readonly start: string;
  readonly end: string;
}

function printedTimes(event: GraphEvent, isAllDay: boolean): PrintedTimes {
  const start = isAllDay ? null : plainTime(event.start);
  const end = isAllDay ? null : plainTime(event.end);
  if (start !== null && end !== null) return { start, end };
  const times = eventTimes(event.start, event.end, isAllDay);
  return { start: printedTime(times.start_at), end: printedTime(times.end_at) };
}

/** Nearly every time of Graph, whole seconds of UTC; what is no time can be equal to none that is stored. */
function plainTime(time: GraphEvent['start']): string | null {
  const text = time?.dateTime;
  return text?.length === 27 && text.endsWith('.0000000') && time?.timeZone === 'UTC'
    ? `${text.slice(0, 10)} ${text.slice(11, 19)}`
    : null;
}

/** As `isBehind`. */
function isPast({ start, end }: PrintedTimes, windowStart: string): boolean {
  return end <= windowStart && start < windowStart;
}

function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return null;
  }
}
