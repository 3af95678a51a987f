import { Text, Title } from '@mantine/core';
import type { CalendarConnection } from '@calmirror/api-contract';

import { texts } from '../../texts/texts.ts';
import classes from './calendar-card.module.css';

export interface CalendarNameProps {
  readonly calendar: CalendarConnection;
  readonly headingId: string;
}

/** Colour, name, and whose it is. */
export function CalendarName({ calendar, headingId }: CalendarNameProps) {
  const notes = notesOn(calendar);
  return (
    <div className={classes.name}>
      <span
        className={classes.dot}
        style={calendar.hexColor === null ? undefined : { background: calendar.hexColor }}
        aria-hidden
      />
      <div>
        <Title order={3} size="h5" id={headingId}>
          {calendar.name}
        </Title>
        {notes !== '' && (
          <Text size="sm" c="dimmed">
            {notes}
          </Text>
        )}
      </div>
    </div>
  );
}

function notesOn({ isDefault, canEdit, delegateEmail, owner }: CalendarConnection): string {
  const words = texts.calendars.card;
  return [
    ...(isDefault ? [words.isDefault] : []),
    ...(delegateEmail === null ? [] : [words.sharedBy(owner?.name ?? delegateEmail)]),
    ...(canEdit ? [] : [words.readOnlyForYou]),
  ].join(' · ');
}
