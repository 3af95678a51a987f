/** Why the agenda shows nothing, and the one next step. */
import { Button, Stack, Text, Title } from '@mantine/core';
import type { CalendarConnection } from '@calmirror/api-contract';

import { countFilters, noFilters, useEventsSearch } from '../../events/use-events-search.ts';
import { ButtonLink } from '../../shell/button-link.tsx';
import { focusHeading } from '../../shell/focus-heading.ts';
import { texts } from '../../texts/texts.ts';
import classes from './agenda-empty.module.css';

const words = texts.events;

export function AgendaEmpty({ calendars }: { readonly calendars: readonly CalendarConnection[] }) {
  const { filters, change } = useEventsSearch();
  const clear = (): void => {
    change(noFilters);
    // The button goes with the filters.
    focusHeading();
  };
  if (calendars.length === 0) {
    return (
      <Explained title={words.noCalendarTitle} text={words.noCalendarText}>
        <ButtonLink to="/connect">{words.connect}</ButtonLink>
      </Explained>
    );
  }
  if (countFilters(filters) > 0) {
    return (
      <Explained title={words.noMatchTitle} text={words.noMatchText}>
        <Button variant="default" onClick={clear}>
          {words.clearFilters}
        </Button>
      </Explained>
    );
  }
  if (calendars.some(({ status }) => status === 'connecting')) {
    return <Explained title={words.firstSyncTitle} text={words.firstSyncText} />;
  }
  return <Explained title={words.noneTitle} text={words.noneText} />;
}

interface ExplainedProps {
  readonly title: string;
  readonly text: string;
  readonly children?: React.ReactNode;
}

function Explained({ title, text, children }: ExplainedProps) {
  return (
    <Stack align="flex-start" gap="sm" className={classes.empty ?? ''}>
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text c="dimmed">{text}</Text>
      {children}
    </Stack>
  );
}
