import { Text, Title } from '@mantine/core';
import { useId } from 'react';

import { texts } from '../../texts/texts.ts';
import { CalendarCard } from './calendar-card.tsx';
import type { CalendarEvents } from './calendar-dialogs.tsx';
import classes from './calendars-page.module.css';
import type { AccountGroup } from './group-calendars.ts';

export interface AccountSectionProps {
  readonly account: AccountGroup;
  /** By calendar. */
  readonly eventsOf: ReadonlyMap<string, CalendarEvents>;
}

export function AccountSection({ account, eventsOf }: AccountSectionProps) {
  const heading = useId();
  const { email, displayName, calendars } = account;
  return (
    <section aria-labelledby={heading}>
      <div className={classes.account}>
        <Title order={2} size="h4" id={heading}>
          {displayName ?? email}
        </Title>
        {displayName !== null && (
          <Text size="sm" c="dimmed">
            {email}
          </Text>
        )}
      </div>
      <ul className={classes.cards} aria-label={texts.calendars.account.calendarsOf(displayName ?? email)}>
        {calendars.map((calendar) => (
          <CalendarCard key={calendar.id} calendar={calendar} events={eventsOf.get(calendar.id)} />
        ))}
      </ul>
    </section>
  );
}
