/** Events as the grid takes them. Pure. Dates stay dates: the grid never turns them into instants. */
import type { EventInput } from '@fullcalendar/react';
import type { CalendarConnection, CalendarEvent, EventTime } from '@calmirror/api-contract';

import { calendarColour, textColourOn } from '../../events/calendar-colour.ts';
import { texts } from '../../texts/texts.ts';

export interface GridEventOptions {
  readonly calendars: ReadonlyMap<string, Pick<CalendarConnection, 'color' | 'hexColor'>>;
  /** Address of the panel of an event. */
  readonly linkTo: (eventId: string) => string;
}

export function gridEvent(event: CalendarEvent, { calendars, linkTo }: GridEventOptions): EventInput {
  const calendar = calendars.get(event.calendarId);
  const color = calendarColour(calendar ?? { color: null, hexColor: null });
  return {
    id: event.id,
    title: titleOf(event),
    start: timeOf(event.start),
    end: timeOf(event.end),
    allDay: event.isAllDay,
    url: linkTo(event.id),
    color,
    contrastColor: textColourOn(color),
    extendedProps: { status: event.status },
  };
}

/** What a list says beside the title stands in it here: there is no other place. */
function titleOf(event: CalendarEvent): string {
  const title = event.title || texts.events.noTitle;
  const status = texts.events.statuses[event.status];
  return status === undefined ? title : texts.events.withStatus(title, status);
}

function timeOf(time: EventTime): string {
  return 'date' in time ? time.date : time.dateTime;
}
