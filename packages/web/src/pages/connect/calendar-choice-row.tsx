import { Badge, Checkbox, Text } from '@mantine/core';
import type { CalendarChoice } from '@calmirror/api-contract';
import { useId } from 'react';

import { calendarColour } from '../../events/calendar-colour.ts';
import { texts } from '../../texts/texts.ts';
import classes from './choose-calendars.module.css';

export interface CalendarChoiceRowProps {
  readonly calendar: CalendarChoice;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}

/** The whole row takes the click; its name is the calendar's, the rest describes it. */
export function CalendarChoiceRow({ calendar, isChosen, onToggle }: CalendarChoiceRowProps) {
  const id = useId();
  return (
    <li>
      <label className={classes.row} data-connected={calendar.isConnected || undefined}>
        <Checkbox
          checked={isChosen || calendar.isConnected}
          disabled={calendar.isConnected}
          onChange={onToggle}
          aria-labelledby={`${id}-name`}
          aria-describedby={`${id}-notes`}
        />
        <span className={classes.dot} style={{ background: calendarColour(calendar) }} aria-hidden />
        <span className={classes.words}>
          <Text component="span" fw={600} id={`${id}-name`}>
            {calendar.name}
          </Text>
          <Text component="span" size="sm" c="dimmed" id={`${id}-notes`}>
            {notesOn(calendar)}
          </Text>
        </span>
        {calendar.isConnected && (
          <Badge variant="light" tt="none" className={classes.mark ?? ''} aria-hidden>
            {texts.connect.alreadyConnected}
          </Badge>
        )}
      </label>
    </li>
  );
}

function notesOn(calendar: CalendarChoice): string {
  const words = texts.connect;
  const notes = [whose(calendar)];
  if (!calendar.canEdit) notes.push(words.readOnlyForYou);
  if (calendar.isShared && !calendar.isConnected) notes.push(words.checkedRegularly);
  return notes.join(' · ');
}

function whose({ isDefault, isShared, ownerName, ownerAddress }: CalendarChoice): string {
  const words = texts.connect;
  if (isDefault) return words.byDefault;
  if (!isShared) return words.own;
  const owner = ownerName ?? ownerAddress;
  return owner === null ? words.sharedBySomebody : words.sharedBy(owner);
}
