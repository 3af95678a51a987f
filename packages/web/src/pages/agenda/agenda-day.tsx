import { useId } from 'react';

import type { Day } from '../../events/layout-by-day.ts';
import type { LabelledCalendar } from '../../events/use-calendars-by-id.ts';
import { dayHeading } from '../../events/when-words.ts';
import classes from './agenda-day.module.css';
import { EventItem } from './event-item.tsx';

export interface AgendaDayProps {
  readonly day: Day;
  readonly today: Temporal.PlainDate;
  readonly calendars: ReadonlyMap<string, LabelledCalendar>;
  readonly zone: string;
}

export function AgendaDay({ day, today, calendars, zone }: AgendaDayProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.day}>
      <h2 id={id} className={classes.heading}>
        <time dateTime={day.date.toString()}>{dayHeading(day.date, today)}</time>
      </h2>
      <ul className={classes.events}>
        {day.entries.map((entry) => (
          <EventItem
            key={entry.event.id}
            entry={entry}
            calendar={calendars.get(entry.event.calendarId)}
            zone={zone}
          />
        ))}
      </ul>
    </section>
  );
}
