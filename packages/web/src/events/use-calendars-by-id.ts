import { useMemo } from 'react';
import type { CalendarConnection } from '@calmirror/api-contract';
import { useQuery } from '@tanstack/react-query';

import { calendarsQuery } from '../api/calendars.ts';
import { calendarLabel } from './calendar-label.ts';

export interface LabelledCalendar extends CalendarConnection {
  /** Tells it from every other calendar of the person. */
  readonly label: string;
}

export function useCalendarsById(): ReadonlyMap<string, LabelledCalendar> {
  const { data } = useQuery(calendarsQuery);
  return useMemo(() => {
    const items = data?.items ?? [];
    return new Map(
      items.map((calendar) => [calendar.id, { ...calendar, label: calendarLabel(calendar, items) }]),
    );
  }, [data]);
}
