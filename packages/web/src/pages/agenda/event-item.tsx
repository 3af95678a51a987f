/** One event in the agenda: its title is a link to its panel, and the whole row can be clicked. */
import { useId } from 'react';
import { Badge } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import { ColourDot } from '../../events/colour-dot.tsx';
import type { DayEntry } from '../../events/layout-by-day.ts';
import type { LabelledCalendar } from '../../events/use-calendars-by-id.ts';
import { timeOnDay } from '../../events/when-words.ts';
import { eventsSearch } from '../../platform/search.ts';
import { texts } from '../../texts/texts.ts';
import classes from './event-item.module.css';

export interface EventItemProps {
  readonly entry: DayEntry;
  readonly calendar: LabelledCalendar | undefined;
  readonly zone: string;
}

export function EventItem({ entry, calendar, zone }: EventItemProps) {
  const id = useId();
  const { event, dayNumber, dayCount } = entry;
  const status = texts.events.statuses[event.status];
  const importance = event.importance === 'NORMAL' ? null : event.importance;
  const start = 'date' in event.start ? event.start.date : event.start.dateTime;
  return (
    <li className={classes.item} data-status={event.status}>
      <div className={classes.time} id={id}>
        <time dateTime={start}>{timeOnDay(entry, zone)}</time>
        {dayCount > 1 && <span className={classes.quiet}>{texts.events.dayOfDays(dayNumber, dayCount)}</span>}
      </div>
      <div className={classes.what}>
        <Link
          to="."
          search={(before) => eventsSearch({ ...before, event: event.id })}
          resetScroll={false}
          className={classes.title ?? ''}
          aria-describedby={id}
          data-event={event.id}
        >
          {event.title || texts.events.noTitle}
        </Link>
        {event.location !== null && event.location !== '' && (
          <div className={classes.quiet}>{event.location}</div>
        )}
        <div className={classes.marks}>
          {calendar !== undefined && (
            <span className={classes.calendar}>
              <ColourDot calendar={calendar} />
              {calendar.label}
            </span>
          )}
          {status !== undefined && <Mark text={status} strong />}
          {importance !== null && <Mark text={texts.events.importances[importance]} strong />}
          {event.teamsEnabled && <Mark text={texts.events.teamsMeeting} />}
          {event.outlookCategories.map((category) => (
            <Mark key={category} text={category} />
          ))}
        </div>
      </div>
    </li>
  );
}

function Mark({ text, strong = false }: { readonly text: string; readonly strong?: boolean }) {
  return (
    <Badge variant={strong ? 'outline' : 'default'} tt="none" className={classes.mark ?? ''}>
      {text}
    </Badge>
  );
}
