import type { CalendarEvent } from '@calmirror/api-contract';

import { viewerZone } from '../../platform/clock.ts';
import { texts } from '../../texts/texts.ts';
import { originalWhenWords, whenWords } from '../when-words.ts';

/** The viewer's time, and below it the author's where that is another. */
export function EventWhen({ event }: { readonly event: CalendarEvent }) {
  const zone = viewerZone();
  const own = whenWords(event, zone);
  const original = originalWhenWords(event, zone);
  const start = 'date' in event.start ? event.start.date : event.start.dateTime;
  return (
    <>
      <span>
        <time dateTime={start}>{own.text}</time>
        {event.isAllDay && `, ${texts.events.allDay.toLowerCase()}`}
      </span>
      {own.zone !== undefined && <small>{texts.events.yourZone(own.zone)}</small>}
      {original?.zone !== undefined && (
        <>
          <span>{original.text}</span>
          <small>{texts.events.originalZone(original.zone)}</small>
        </>
      )}
    </>
  );
}
