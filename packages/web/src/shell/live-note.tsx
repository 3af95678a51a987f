/** Says that what is shown may be old. Nothing is said while the stream lives: the calendars say how fresh they are. */
import { Alert } from '@mantine/core';

import { timeOfDay } from '../format/time-of-day.ts';
import { useLive } from '../live/live-provider.tsx';
import { texts } from '../texts/texts.ts';
import classes from './live-note.module.css';

export function LiveNote() {
  const live = useLive();
  return (
    <div role="status" className={classes.note}>
      {live.at === 'cut' && (
        <Alert color="yellow" variant="light" radius={0} className={classes.bar ?? ''}>
          {texts.common.liveCut(timeOfDay(live.heardAt))}
        </Alert>
      )}
    </div>
  );
}
