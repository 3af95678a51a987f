/** One calendar: what it is, how it is, how current, and what can be done. */
import { Button, Text } from '@mantine/core';
import type { CalendarConnection } from '@calmirror/api-contract';
import { useId } from 'react';

import { isSyncing } from '../../api/calendars.ts';
import { useLive } from '../../live/live-provider.tsx';
import { TextLink } from '../../shell/text-link.tsx';
import { texts } from '../../texts/texts.ts';
import { BusyButton } from './busy-button.tsx';
import { useCalendarDialogs } from './calendar-dialogs.tsx';
import type { CalendarEvents } from './calendar-dialogs.tsx';
import classes from './calendar-card.module.css';
import { CalendarName } from './calendar-name.tsx';
import { FreshnessLine } from './freshness-line.tsx';
import { statusSentence } from './status-sentence.ts';
import { ToneMark } from './tone-mark.tsx';
import { useSyncOutcome } from './use-sync-outcome.ts';

export interface CalendarCardProps {
  readonly calendar: CalendarConnection;
  readonly events: CalendarEvents | undefined;
}

export function CalendarCard({ calendar, events }: CalendarCardProps) {
  const words = texts.calendars.card;
  const heading = useId();
  const live = useLive();
  const dialogs = useCalendarDialogs();
  const sync = useSyncOutcome(calendar.id);
  const { name, status } = calendar;
  const { tone, text } = statusSentence(calendar, { live: live.at === 'live' });
  const isFirstSync = status === 'connecting';
  return (
    <li className={classes.card} aria-labelledby={heading}>
      <CalendarName calendar={calendar} headingId={heading} />
      <div>
        <Text className={classes.status} component="div">
          <ToneMark tone={tone} />
          <span>{text}</span>
        </Text>
        {isFirstSync && tone === 'busy' && (
          <div
            role="progressbar"
            className={classes.progress}
            aria-label={words.firstSyncOf(name)}
            aria-valuetext={text}
          />
        )}
        <FreshnessLine calendar={calendar} />
      </div>
      {events !== undefined && events.events > 0 && !isFirstSync && (
        <Text size="sm">
          {words.events(events.events, events.upcoming)}{' '}
          <TextLink
            className={classes.link ?? ''}
            underline="always"
            to="/agenda"
            search={{ calendar: calendar.id }}
            aria-label={words.actionOf(words.showEvents, name)}
          >
            {words.showEvents}
          </TextLink>
        </Text>
      )}
      <Text size="sm" role="status" className={classes.outcome}>
        {sync.words}
      </Text>
      <div className={classes.actions}>
        {isSyncing(status) && (
          <BusyButton
            variant="default"
            size="sm"
            className={classes.action ?? ''}
            busy={sync.busy}
            label={words.actionOf(words.syncNow, name)}
            onClick={sync.begin}
          >
            {words.syncNow}
          </BusyButton>
        )}
        <Button
          variant="subtle"
          size="sm"
          className={classes.action ?? ''}
          aria-label={words.actionOf(words.history, name)}
          onClick={() => dialogs.open({ kind: 'history', calendar })}
        >
          {words.history}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          className={classes.action ?? ''}
          aria-label={words.actionOf(words.disconnect, name)}
          onClick={() => dialogs.open({ kind: 'disconnect', calendar })}
        >
          {words.disconnect}
        </Button>
      </div>
    </li>
  );
}
