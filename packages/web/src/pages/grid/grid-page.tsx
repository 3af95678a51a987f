/** What week and month share: the head, the filters, the events of the range, and the panel of one. */
import { Alert, Skeleton, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';

import { eventsQuery } from '../../api/events.ts';
import { EventPanelGate } from '../../events/event-panel-gate.tsx';
import { FiltersBar } from '../../events/filters-bar.tsx';
import { PeriodNav } from '../../events/period-nav.tsx';
import { useCalendarsById } from '../../events/use-calendars-by-id.ts';
import { useEventsSearch } from '../../events/use-events-search.ts';
import { formatDate, formatDates } from '../../format/intl.ts';
import { firstWeekday } from '../../format/week-start.ts';
import { viewerZone } from '../../platform/clock.ts';
import { usePageTitle } from '../../platform/use-page-title.ts';
import { TextLink } from '../../shell/text-link.tsx';
import { Trouble } from '../../shell/trouble.tsx';
import { texts } from '../../texts/texts.ts';
import { dateOf, gridKind, NARROW } from './address-range.ts';
import type { GridView } from './address-range.ts';
import { EventsGrid } from './events-grid.tsx';
import classes from './grid-page.module.css';
import { gridRange, gridStep } from './grid-range.ts';
import type { GridKind } from './grid-range.ts';
import { MonthList } from './month-list.tsx';

export function GridPage({ view }: { readonly view: GridView }) {
  usePageTitle(texts.common[view]);
  const isNarrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const kind = gridKind(view, isNarrow);
  const { search } = useEventsSearch();
  const date = dateOf(search);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <div>
          <Title order={1}>{texts.common[view]}</Title>
          <Text role="status">{periodName(kind, date)}</Text>
        </div>
        <PeriodNav steps={kind} date={date} back={gridStep(kind, date, -1)} on={gridStep(kind, date, 1)} />
      </div>
      <FiltersBar />
      <GridOrList kind={kind} date={date} isNarrow={isNarrow} />
      <TextLink to="/agenda" search={{ ...search, date: date.toString() }}>
        {texts.events.asList}
      </TextLink>
      <EventPanelGate />
    </div>
  );
}

interface GridOrListProps {
  readonly kind: GridKind;
  readonly date: Temporal.PlainDate;
  readonly isNarrow: boolean;
}

function GridOrList({ kind, date, isNarrow }: GridOrListProps) {
  const { filters } = useEventsSearch();
  const calendars = useCalendarsById();
  const first = firstWeekday();
  const range = { ...gridRange(kind, date, first), zone: viewerZone() };
  const { data, error, refetch, isPlaceholderData } = useQuery(eventsQuery(range, filters));
  if (data === undefined) {
    if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
    return <Skeleton height="36rem" role="status" aria-label={texts.common.loading} />;
  }
  return (
    <>
      {data.more && <Alert color="yellow">{texts.events.tooMany}</Alert>}
      <div aria-busy={isPlaceholderData}>
        {kind === 'month' && isNarrow ? (
          <MonthList date={date} events={data.items} calendars={calendars} />
        ) : (
          <EventsGrid
            kind={kind}
            date={date}
            firstWeekday={first}
            events={data.items}
            calendars={calendars}
          />
        )}
      </div>
    </>
  );
}

function periodName(kind: GridKind, date: Temporal.PlainDate): string {
  if (kind === 'month') return formatDate(date, { month: 'long', year: 'numeric' });
  const { from, until } = gridRange(kind, date, firstWeekday());
  return formatDates(from, until.subtract({ days: 1 }), { dateStyle: 'long' });
}
