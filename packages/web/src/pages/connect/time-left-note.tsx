import { Alert } from '@mantine/core';
import type { OauthSession } from '@calmirror/api-contract';

import { useNow } from '../../platform/clock.ts';
import { texts } from '../../texts/texts.ts';
import { minutesLeft } from './time-left.ts';

const LOOK_MS = 5_000;

/** Says that the time to choose ends soon; the region is there before its words. */
export function TimeLeft({ session }: { readonly session: OauthSession }) {
  const minutes = minutesLeft(session.expiresAt, useNow(LOOK_MS));
  return (
    <div role="status">
      {minutes !== undefined && (
        <Alert color="yellow" variant="light">
          {texts.connect.timeLeft(minutes)}
        </Alert>
      )}
    </div>
  );
}
