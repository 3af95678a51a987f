/** The choice of an account's calendars: made from a session of ten minutes, all or nothing. */
import { Alert, Button, Checkbox, Group, Stack, Text, Title } from '@mantine/core';
import type { OauthSession } from '@calmirror/api-contract';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';

import { oauthSessionQuery, useSelectCalendars } from '../../api/oauth.ts';
import { viewerLocale } from '../../format/locale.ts';
import { usePageTitle } from '../../platform/use-page-title.ts';
import { ButtonLink } from '../../shell/button-link.tsx';
import { tellNews } from '../../shell/news.ts';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import { CalendarChoiceRow } from './calendar-choice-row.tsx';
import { chosenAtFirst, inOrder, selectable, stillChosen, toggled, toggledAll } from './calendar-choices.ts';
import classes from './choose-calendars.module.css';
import { choosingProblemOf } from './choosing-problem.ts';
import { TimeLeft } from './time-left-note.tsx';

const words = texts.connect;

export interface ChooseCalendarsProps {
  readonly session: OauthSession;
  readonly onOver: () => void;
}

export function ChooseCalendars({ session, onOver }: ChooseCalendarsProps) {
  usePageTitle(words.chooseTitle);
  const calendars = useMemo(() => inOrder(session.calendars, viewerLocale()), [session.calendars]);
  const [picked, setPicked] = useState(() => chosenAtFirst(calendars));
  const chosen = stillChosen(picked, calendars);
  const free = selectable(calendars);
  const { isBusy, note, error, mirror } = useMirroring(session.id, onOver);

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) mirror([...chosen]);
      }}
    >
      <Stack gap="lg">
        <Stack gap={4}>
          <Title order={1} size="h2">
            {words.chooseTitle}
          </Title>
          <Text c="dimmed">{whoseAccount(session)}</Text>
          <Text>{words.chooseLead}</Text>
        </Stack>
        <TimeLeft session={session} />
        <fieldset className={classes.choices}>
          <legend className="visually-hidden">{words.chooseLegend}</legend>
          <div className={classes.all}>
            <Checkbox
              label={words.selectAll}
              checked={chosen.size === free.length}
              indeterminate={chosen.size > 0 && chosen.size < free.length}
              onChange={() => setPicked(toggledAll(chosen, calendars))}
            />
            <Text size="sm" c="dimmed" role="status">
              {words.selectedOf(chosen.size, free.length)}
            </Text>
          </div>
          <ul className={classes.list}>
            {calendars.map((calendar) => (
              <CalendarChoiceRow
                key={calendar.id}
                calendar={calendar}
                isChosen={chosen.has(calendar.id)}
                onToggle={() => setPicked(toggled(chosen, calendar.id))}
              />
            ))}
          </ul>
        </fieldset>
        {note !== undefined && (
          <Alert role="alert" color="yellow" variant="light" title={words.notChosenTitle}>
            {note}
          </Alert>
        )}
        {error !== undefined && <Trouble error={error} />}
        <Group gap="sm">
          <Button type="submit" size="md" loading={isBusy}>
            {words.mirror(chosen.size)}
          </Button>
          <ButtonLink to="/calendars" variant="subtle" size="md">
            {words.cancel}
          </ButtonLink>
        </Group>
      </Stack>
    </form>
  );
}

interface Mirroring {
  readonly isBusy: boolean;
  /** What the person must mend. */
  readonly note: string | undefined;
  /** What is nobody's choice. */
  readonly error: unknown;
  readonly mirror: (calendarIds: readonly string[]) => void;
}

function useMirroring(sessionId: string, onOver: () => void): Mirroring {
  const [note, setNote] = useState<string>();
  const [error, setError] = useState<unknown>();
  const client = useQueryClient();
  const navigate = useNavigate();
  const select = useSelectCalendars();

  const send = async (calendarIds: readonly string[]): Promise<void> => {
    try {
      await select.mutateAsync({ sessionId, calendarIds });
    } catch (refused) {
      const problem = choosingProblemOf(refused);
      if (problem === 'session-over') onOver();
      else if (problem === 'other') setError(refused);
      else {
        await client.refetchQueries({ queryKey: oauthSessionQuery(sessionId).queryKey });
        setNote(words.notOffered);
      }
      return;
    }
    await navigate({ to: '/calendars', replace: true });
    tellNews(words.chosenNews(calendarIds.length));
  };

  return {
    isBusy: select.isPending,
    note,
    error,
    mirror: (calendarIds) => {
      setError(undefined);
      setNote(calendarIds.length === 0 ? words.chooseAtLeastOne : undefined);
      if (calendarIds.length > 0) void send(calendarIds);
    },
  };
}

function whoseAccount({ account }: OauthSession): string {
  const { displayName, email } = account;
  return displayName === null ? words.chooseOfEmail(email) : words.chooseOf(displayName, email);
}
