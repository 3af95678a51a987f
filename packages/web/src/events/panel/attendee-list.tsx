/** Who was invited and what they answered; long lists are shown on request. */
import { useState } from 'react';
import { Button, Text, Title } from '@mantine/core';

import { texts } from '../../texts/texts.ts';
import { answerCounts } from './answer-counts.ts';
import type { Attendee } from './answer-counts.ts';
import classes from './attendee-list.module.css';
import { personName } from './person-name.ts';

const words = texts.events;
const SHOWN_AT_ONCE = 10;

export function AttendeeList({ attendees }: { readonly attendees: readonly Attendee[] }) {
  const [showsAll, setShowsAll] = useState(false);
  if (attendees.length === 0) return null;
  const shown = showsAll ? attendees : attendees.slice(0, SHOWN_AT_ONCE);
  return (
    <section aria-labelledby="event-attendees">
      <Title order={3} size="h5" id="event-attendees">
        {words.attendees}
      </Title>
      <Text size="sm" c="dimmed">
        {summary(attendees)}
      </Text>
      <ul className={classes.list}>
        {shown.map((attendee, index) => (
          // Nothing of an attendee is sure to be there or to differ.
          // eslint-disable-next-line react/no-array-index-key
          <li key={`${attendee.address ?? ''} ${index}`} className={classes.attendee}>
            <span>
              {personName(attendee)}
              {typeNote(attendee.type)}
            </span>
            <span className={classes.answer}>{words.answers[attendee.response ?? ''] ?? words.noAnswer}</span>
          </li>
        ))}
      </ul>
      {attendees.length > SHOWN_AT_ONCE && (
        <Button variant="subtle" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? words.fewerAttendees : words.allAttendees(attendees.length)}
        </Button>
      )}
    </section>
  );
}

function summary(attendees: readonly Attendee[]): string {
  const counts = answerCounts(attendees);
  return (['accepted', 'tentative', 'declined', 'open'] as const)
    .filter((answer) => counts[answer] > 0)
    .map((answer) => words.answerCounts[answer](counts[answer]))
    .join(', ');
}

function typeNote(type: string | null): string {
  if (type === 'optional') return `, ${words.optional}`;
  return type === 'resource' ? `, ${words.resource}` : '';
}
