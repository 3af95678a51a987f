/** The grid itself: hours of some days, or days of a month. Everything that can be done in it is a link. */
import { useEffect, useRef } from 'react';
import FullCalendar from '@fullcalendar/react';
import type { CalendarRef, EventClickInfo } from '@fullcalendar/react';
import dayGridPlugin from '@fullcalendar/react/daygrid';
import classicTheme from '@fullcalendar/react/themes/classic';
import timeGridPlugin from '@fullcalendar/react/timegrid';
import '@fullcalendar/react/skeleton.css';
import '@fullcalendar/react/themes/classic/theme.css';
import './grid-colours.css';
import { useRouter } from '@tanstack/react-router';
import type { CalendarConnection, CalendarEvent } from '@calmirror/api-contract';

import { useEventsSearch } from '../../events/use-events-search.ts';
import { viewerLocale } from '../../format/locale.ts';
import { eventsSearch } from '../../platform/search.ts';
import { texts } from '../../texts/texts.ts';
import classes from './events-grid.module.css';
import { gridEvent } from './grid-events.ts';
import type { GridKind } from './grid-range.ts';

const views = {
  week: 'timeGridWeek',
  days: 'timeGridThreeDay',
  month: 'dayGridMonth',
} as const satisfies Record<GridKind, string>;

/** WCAG 2.2, 2.5.8. */
const LEAST_TARGET_PX = 24;

export interface EventsGridProps {
  readonly kind: GridKind;
  readonly date: Temporal.PlainDate;
  /** 1 is Monday. */
  readonly firstWeekday: number;
  readonly events: readonly CalendarEvent[];
  readonly calendars: ReadonlyMap<string, CalendarConnection>;
}

export function EventsGrid({ kind, date, firstWeekday, events, calendars }: EventsGridProps) {
  const grid = useRef<CalendarRef>(null);
  const router = useRouter();
  const { change } = useEventsSearch();
  const day = date.toString();
  useEffect(() => {
    // The grid renders synchronously, which must not happen inside a rendering of React.
    queueMicrotask(() => grid.current?.getApi().gotoDate(day));
  }, [day]);
  const linkTo = (event: string): string =>
    router.buildLocation({ to: '.', search: (before) => eventsSearch({ ...before, event }) }).href;
  const open = ({ event, jsEvent }: EventClickInfo): void => {
    if (jsEvent.ctrlKey || jsEvent.metaKey || jsEvent.shiftKey) return;
    jsEvent.preventDefault();
    change({ event: event.id });
  };
  return (
    <div className={classes.grid} data-kind={kind}>
      <FullCalendar
        key={kind}
        ref={grid}
        plugins={[timeGridPlugin, dayGridPlugin, classicTheme]}
        views={{ timeGridThreeDay: { type: 'timeGrid', duration: { days: 3 } } }}
        initialView={views[kind]}
        initialDate={day}
        headerToolbar={false}
        locale={viewerLocale()}
        firstDay={firstWeekday % 7}
        fixedWeekCount={false}
        nowIndicator
        scrollTime="07:00"
        height={kind === 'month' ? 'auto' : '100%'}
        dayMaxEvents={kind === 'month' ? 4 : true}
        moreLinkText={texts.events.moreOnDay}
        eventMinHeight={LEAST_TARGET_PX}
        eventClass={classes.event ?? ''}
        moreLinkClass={classes.more ?? ''}
        slotEventOverlap={false}
        eventTimeFormat={{ hour: 'numeric', minute: '2-digit' }}
        events={events.map((event) => gridEvent(event, { calendars, linkTo }))}
        eventClick={open}
      />
    </div>
  );
}
