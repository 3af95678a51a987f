/**
 * What the times of an event mean for a viewer in a zone. Pure. All-day events are dates and are never
 * converted; ends are exclusive in the API and inclusive for people.
 */
import type { CalendarEvent, EventTime } from '@calmirror/api-contract';

export type TimedOrDates = Pick<CalendarEvent, 'start' | 'end'>;

export interface DaySpan {
  readonly first: Temporal.PlainDate;
  /** Included. */
  readonly last: Temporal.PlainDate;
}

/** The day of a time; of an instant, in `zone`. */
function dayOf(time: EventTime, zone: string): Temporal.PlainDate {
  if ('date' in time) return Temporal.PlainDate.from(time.date);
  return Temporal.Instant.from(time.dateTime).toZonedDateTimeISO(zone).toPlainDate();
}

/** Milliseconds since the epoch; of a date, its midnight in `zone`. */
export function epochOf(time: EventTime, zone: string): number {
  if ('date' in time) return Temporal.PlainDate.from(time.date).toZonedDateTime(zone).epochMilliseconds;
  return Temporal.Instant.from(time.dateTime).epochMilliseconds;
}

/** The days a viewer in `zone` finds the event on. Ending at midnight is not yet being on that day. */
export function daysOf(event: TimedOrDates, zone: string): DaySpan {
  const first = dayOf(event.start, zone);
  const end = event.end;
  const last =
    'date' in end
      ? Temporal.PlainDate.from(end.date).subtract({ days: 1 })
      : Temporal.Instant.from(end.dateTime)
          .subtract({ nanoseconds: 1 })
          .toZonedDateTimeISO(zone)
          .toPlainDate();
  return { first, last: Temporal.PlainDate.compare(last, first) < 0 ? first : last };
}

/** The author's zone, where it is known here and its clocks say something else than the viewer's. */
export function otherZone(event: TimedOrDates, viewerZone: string): string | undefined {
  if ('date' in event.start || 'date' in event.end) return undefined;
  const zone = event.start.timeZone;
  if (zone === null || zone === viewerZone) return undefined;
  try {
    const differs = [event.start.dateTime, event.end.dateTime].some((at) => {
      const instant = Temporal.Instant.from(at);
      const theirs = instant.toZonedDateTimeISO(zone).toPlainDateTime();
      return !theirs.equals(instant.toZonedDateTimeISO(viewerZone).toPlainDateTime());
    });
    return differs ? zone : undefined;
  } catch {
    // A zone that this browser does not know: the viewer's own is shown alone.
    return undefined;
  }
}
