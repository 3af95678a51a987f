/** A month where its grid does not fit: the same days as a list. */
import { Text } from '@mantine/core';
import type { CalendarEvent } from '@calmirror/api-contract';

import { layoutByDay } from '../../events/layout-by-day.ts';
import type { LabelledCalendar } from '../../events/use-calendars-by-id.ts';
import { today, viewerZone } from '../../platform/clock.ts';
import { texts } from '../../texts/texts.ts';
import { AgendaDay } from '../agenda/agenda-day.tsx';
import classes from './grid-page.module.css';
import { monthOf } from './grid-range.ts';

export interface MonthListProps {
  readonly date: Temporal.PlainDate;
  readonly events: readonly CalendarEvent[];
  readonly calendars: ReadonlyMap<string, LabelledCalendar>;
}

export function MonthList({ date, events, calendars }: MonthListProps) {
  const zone = viewerZone();
  const { firstDay, lastDay } = monthOf(date);
  const days = layoutByDay(events, { from: firstDay, until: lastDay.add({ days: 1 }), zone });
  if (days.length === 0) return <Text c="dimmed">{texts.events.noneInMonth}</Text>;
  return (
    <div className={classes.list}>
      {days.map((day) => (
        <AgendaDay key={day.date.toString()} day={day} today={today()} calendars={calendars} zone={zone} />
      ))}
    </div>
  );
}
