/** How current a calendar is, what its last sync came to, and when one that is not pushed is looked at next. */
import { Text } from '@mantine/core';
import type { CalendarConnection } from '@calmirror/api-contract';

import { useLive } from '../../live/live-provider.tsx';
import { serverTime } from '../../live/live-state.ts';
import { useNow } from '../../platform/clock.ts';
import { texts } from '../../texts/texts.ts';
import { freshnessWords } from './freshness-words.ts';
import { momentWords } from './moment.ts';
import { runResult } from './run-result.ts';

const RENDER_EVERY_MS = 5_000;

export function FreshnessLine({ calendar }: { readonly calendar: CalendarConnection }) {
  const words = texts.calendars.card;
  const live = useLive();
  const deviceTime = useNow(RENDER_EVERY_MS);
  const { freshness, lastRun, nextRoundAt } = calendar;
  const current = freshnessWords(freshness, serverTime(live, deviceTime));
  return (
    <Text size="sm" c="dimmed" component="div">
      <div>
        {current.kind === 'never' && words.neverRead}
        {current.kind === 'now' && words.asOfNow}
        {current.kind === 'at' && (
          <>
            {words.asOf}
            <time dateTime={current.at}>{momentWords(current.at, deviceTime)}</time>
          </>
        )}
      </div>
      {lastRun !== null && (
        <div>
          {words.lastSync}
          <time dateTime={lastRun.finishedAt ?? lastRun.requestedAt}>
            {momentWords(lastRun.finishedAt ?? lastRun.requestedAt, deviceTime)}
          </time>
          {': '}
          {runResult(lastRun)}
        </div>
      )}
      {freshness.mode === 'polling' && nextRoundAt !== null && (
        <div>
          {words.nextCheck}
          <time dateTime={nextRoundAt}>{momentWords(nextRoundAt, deviceTime)}</time>
        </div>
      )}
    </Text>
  );
}
