import { Alert } from '@mantine/core';
import type { OauthSession } from '@calmirror/api-contract';

import { serverTime } from '../../live/live-state.ts';
import { useLive } from '../../live/live-provider.tsx';
import { useNow } from '../../platform/clock.ts';
import { texts } from '../../texts/texts.ts';
import classes from './choose-calendars.module.css';
import { minutesLeft } from './time-left.ts';

const LOOK_MS = 5_000;

/** Says that the time to choose ends soon; the region is there before its words. */
export function TimeLeft({ session }: { readonly session: OauthSession }) {
  const live = useLive();
  const deviceTime = useNow(LOOK_MS);
  const minutes = minutesLeft(session.expiresAt, serverTime(live, deviceTime) ?? deviceTime);
  return (
    <div role="status" className={classes.note}>
      {minutes !== undefined && (
        <Alert color="yellow" variant="light">
          {texts.connect.timeLeft(minutes)}
        </Alert>
      )}
    </div>
  );
}
