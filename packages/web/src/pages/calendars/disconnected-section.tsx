import { Button, Text, Title } from '@mantine/core';
import type { CalendarConnection } from '@calmirror/api-contract';
import { useId } from 'react';

import { texts } from '../../texts/texts.ts';
import { useCalendarDialogs } from './calendar-dialogs.tsx';
import type { CalendarEvents } from './calendar-dialogs.tsx';
import cardClasses from './calendar-card.module.css';
import { CalendarName } from './calendar-name.tsx';
import classes from './calendars-page.module.css';
import { FreshnessLine } from './freshness-line.tsx';
import { ConnectAgain } from './notice-list.tsx';
import { statusSentence } from './status-sentence.ts';
import { ToneMark } from './tone-mark.tsx';

export interface DisconnectedSectionProps {
  readonly calendars: readonly CalendarConnection[];
  readonly eventsOf: ReadonlyMap<string, CalendarEvents>;
}

/** Calendars whose events were kept, and those that are on their way out. */
export function DisconnectedSection({ calendars, eventsOf }: DisconnectedSectionProps) {
  const words = texts.calendars.disconnected;
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <div className={classes.account}>
        <Title order={2} size="h4" id={heading}>
          {words.title}
        </Title>
        <Text size="sm" c="dimmed">
          {words.text}
        </Text>
      </div>
      <ul className={classes.cards} aria-labelledby={heading}>
        {calendars.map((calendar) => (
          <DisconnectedCard key={calendar.id} calendar={calendar} events={eventsOf.get(calendar.id)} />
        ))}
      </ul>
    </section>
  );
}

interface CardProps {
  readonly calendar: CalendarConnection;
  readonly events: CalendarEvents | undefined;
}

function DisconnectedCard({ calendar, events }: CardProps) {
  const words = texts.calendars;
  const heading = useId();
  const dialogs = useCalendarDialogs();
  const { tone, text } = statusSentence(calendar, { live: true });
  // Microsoft may take days to let go of a calendar whose account it refuses: its events can be erased all the same.
  const hasKept = calendar.status === 'disconnected' || (events?.events ?? 0) > 0;
  return (
    <li className={cardClasses.card} aria-labelledby={heading}>
      <CalendarName calendar={calendar} headingId={heading} />
      <div>
        <Text className={cardClasses.status} component="div">
          <ToneMark tone={tone} />
          <span>{text}</span>
        </Text>
        {hasKept && <FreshnessLine calendar={calendar} />}
      </div>
      {hasKept && (
        <>
          {events !== undefined && <Text size="sm">{words.card.events(events.events, events.upcoming)}</Text>}
          <div className={cardClasses.actions}>
            <ConnectAgain of={calendar.name} />
            <Button
              variant="subtle"
              color="red"
              aria-label={words.card.actionOf(words.disconnected.erase, calendar.name)}
              onClick={() => dialogs.open({ kind: 'erase', calendar })}
            >
              {words.disconnected.erase}
            </Button>
          </div>
        </>
      )}
    </li>
  );
}
