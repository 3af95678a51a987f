import { useMemo } from 'react';
import type { CalendarConnection } from '@calmirror/api-contract';
import { useQuery } from '@tanstack/react-query';

import { calendarsQuery } from '../api/calendars.ts';

export function useCalendarsById(): ReadonlyMap<string, CalendarConnection> {
  const { data } = useQuery(calendarsQuery);
  return useMemo(() => new Map(data?.items.map((calendar) => [calendar.id, calendar])), [data]);
}
