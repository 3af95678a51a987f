/** The events of the next days as a list: one section a day, two weeks at a time. */
import { useState } from 'react';
import { Alert, Button, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { calendarsQuery } from '../../api/calendars.ts';
import { eventsQuery } from '../../api/events.ts';
import { EventPanelGate } from '../../events/event-panel-gate.tsx';
import { FiltersBar } from '../../events/filters-bar.tsx';
import { layoutByDay } from '../../events/layout-by-day.ts';
import { PeriodNav } from '../../events/period-nav.tsx';
import { useCalendarsById } from '../../events/use-calendars-by-id.ts';
import { useEventsSearch } from '../../events/use-events-search.ts';
import { formatDate } from '../../format/intl.ts';
import { today } from '../../platform/clock.ts';
import { usePageTitle } from '../../platform/use-page-title.ts';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import { AgendaDay } from './agenda-day.tsx';
import { AgendaEmpty } from './agenda-empty.tsx';
import { AgendaSkeleton } from './agenda-skeleton.tsx';
import classes from './agenda-page.module.css';
import { agendaRange, STEP_DAYS } from './agenda-range.ts';

export function AgendaPage() {
  usePageTitle(texts.common.agenda);
  const { search } = useEventsSearch();
  const first = agendaRange(search);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Title order={1}>{texts.common.agenda}</Title>
        <PeriodNav
          steps="agenda"
          date={first.from}
          back={first.from.subtract({ days: STEP_DAYS })}
          on={first.from.add({ days: STEP_DAYS })}
        />
      </div>
      <FiltersBar />
      <AgendaDays key={first.from.toString()} />
      <EventPanelGate />
    </div>
  );
}

function AgendaDays() {
  const [steps, setSteps] = useState(1);
  const { search, filters } = useEventsSearch();
  const range = agendaRange(search, steps);
  const calendars = useCalendarsById();
  const { data: calendarList } = useQuery(calendarsQuery);
  const { data, error, refetch, isPlaceholderData } = useQuery(eventsQuery(range, filters));
  if (data === undefined) {
    return error === null ? <AgendaSkeleton /> : <Trouble error={error} onRetry={() => void refetch()} />;
  }
  const days = layoutByDay(data.items, range);
  const lastDay = formatDate(range.until.subtract({ days: 1 }), { dateStyle: 'long' });
  return (
    <div className={classes.days} aria-busy={isPlaceholderData}>
      <Text size="sm" c="dimmed" role="status">
        {texts.events.found(data.items.length)} · {texts.events.shownUntil(lastDay)}
      </Text>
      {data.more && <Alert color="yellow">{texts.events.tooMany}</Alert>}
      {days.length === 0 && <AgendaEmpty calendars={calendarList?.items ?? []} />}
      {days.map((day) => (
        <AgendaDay
          key={day.date.toString()}
          day={day}
          today={today()}
          calendars={calendars}
          zone={range.zone}
        />
      ))}
      {calendars.size > 0 && !data.more && (
        <Button variant="default" onClick={() => setSteps(steps + 1)}>
          {texts.events.showMore}
        </Button>
      )}
    </div>
  );
}
