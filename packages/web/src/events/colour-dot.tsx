import type { CalendarConnection } from '@calmirror/api-contract';

import { calendarColour } from './calendar-colour.ts';
import classes from './colour-dot.module.css';

/** Decoration: the calendar's name always stands beside it. */
export function ColourDot({
  calendar,
}: {
  readonly calendar: Pick<CalendarConnection, 'color' | 'hexColor'>;
}) {
  return <span aria-hidden="true" className={classes.dot} style={{ background: calendarColour(calendar) }} />;
}
