/** Everything the mirror knows of an event, most needed first. */
import { Badge, Button, Group, Text } from '@mantine/core';
import type { CalendarEvent } from '@calmirror/api-contract';

import { texts } from '../../texts/texts.ts';
import { ColourDot } from '../colour-dot.tsx';
import { httpsLink, teamsJoinLink } from '../teams-link.ts';
import { useCalendarsById } from '../use-calendars-by-id.ts';
import { AttendeeList } from './attendee-list.tsx';
import { EventBodyView } from './event-body-view.tsx';
import classes from './event-details.module.css';
import { EventMoments } from './event-moments.tsx';
import { EventRecurrence } from './event-recurrence.tsx';
import { EventWhen } from './event-when.tsx';
import { Fact } from './fact.tsx';
import { personName } from './person-name.ts';

const words = texts.events;

export function EventDetails({ event }: { readonly event: CalendarEvent }) {
  const calendar = useCalendarsById().get(event.calendarId);
  return (
    <>
      <Marks event={event} />
      <Actions event={event} />
      <dl className={classes.facts}>
        <Fact name={words.when}>
          <EventWhen event={event} />
        </Fact>
        <EventRecurrence event={event} />
        {event.location !== null && event.location !== '' && <Fact name={words.where}>{event.location}</Fact>}
        {calendar !== undefined && (
          <Fact name={words.calendar}>
            <span className={classes.calendar}>
              <ColourDot calendar={calendar} />
              {calendar.label}
            </span>
          </Fact>
        )}
        {event.organizer !== null && (
          <Fact name={words.organiser}>
            {event.isOrganizer === true ? words.youOrganise : personName(event.organizer)}
          </Fact>
        )}
        <Known
          name={words.yourAnswer}
          value={event.isOrganizer === true ? null : event.response}
          words={words.answers}
        />
        <Known name={words.showAs} value={event.showAs} words={words.showAsValues} />
        <Known name={words.sensitivity} value={event.sensitivity} words={words.sensitivities} />
        {event.outlookCategories.length > 0 && (
          <Fact name={words.categories}>{event.outlookCategories.join(', ')}</Fact>
        )}
        {event.hasAttachments === true && <Fact name={words.attachments}>{words.hasAttachments}</Fact>}
      </dl>
      <AttendeeList attendees={event.attendees} />
      <EventBodyView body={event.body ?? null} />
      <EventMoments event={event} />
    </>
  );
}

/** What must be seen at once, in words. */
function Marks({ event }: { readonly event: CalendarEvent }) {
  const marks = [
    words.statuses[event.status],
    event.importance === null || event.importance === 'NORMAL'
      ? undefined
      : words.importances[event.importance],
  ].filter((mark) => mark !== undefined);
  if (marks.length === 0) return null;
  return (
    <Group gap="xs">
      {marks.map((mark) => (
        <Badge key={mark} variant="outline" tt="none" size="lg">
          {mark}
        </Badge>
      ))}
    </Group>
  );
}

function Actions({ event }: { readonly event: CalendarEvent }) {
  const join = teamsJoinLink(event.teamsMeetingUrl);
  const outlook = httpsLink(event.webLink);
  if (join === undefined && outlook === undefined && !event.teamsEnabled) return null;
  return (
    <div className={classes.actions}>
      {join !== undefined && (
        <Button component="a" href={join} target="_blank" rel="noopener noreferrer">
          {words.join} <NewTab />
        </Button>
      )}
      {outlook !== undefined && (
        <Button component="a" href={outlook} target="_blank" rel="noopener noreferrer" variant="default">
          {words.openInOutlook} <NewTab />
        </Button>
      )}
      {event.teamsEnabled && join === undefined && <Text size="sm">{words.teamsWithoutLink}</Text>}
      {event.teamsConferenceId !== null && (
        <Text size="sm" c="dimmed" className={classes.conference ?? ''}>
          {words.conferenceId} {event.teamsConferenceId}
        </Text>
      )}
    </div>
  );
}

function NewTab() {
  return <span className="visually-hidden">{words.newTab}</span>;
}

interface KnownProps {
  readonly name: string;
  readonly value: string | null;
  /** A value that is not among them says nothing to a person. */
  readonly words: Readonly<Record<string, string>>;
}

function Known({ name, value, words }: KnownProps) {
  const word = value === null ? undefined : words[value];
  return word === undefined ? null : <Fact name={name}>{word}</Fact>;
}
