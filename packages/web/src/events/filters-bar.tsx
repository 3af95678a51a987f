/** Which events are shown: every filter stands in the address, and can be taken away by itself. */
import { useState } from 'react';
import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { categoriesQuery } from '../api/events.ts';
import { texts } from '../texts/texts.ts';
import { ActiveFilters } from './active-filters.tsx';
import classes from './filters-bar.module.css';
import { SearchField } from './search-field.tsx';
import { useCalendarsById } from './use-calendars-by-id.ts';
import { countFilters, useEventsSearch } from './use-events-search.ts';

const importances = (['HIGH', 'NORMAL', 'LOW'] as const).map((value) => ({
  value,
  label: texts.events.importances[value],
}));

export function FiltersBar() {
  const [isOpen, setOpen] = useState(false);
  const { filters, change } = useEventsSearch();
  const calendars = useCalendarsById();
  const { data: categories } = useQuery(categoriesQuery);
  const active = countFilters(filters);
  const categoryNames = new Set(categories?.items.map((category) => category.name));
  if (filters.category !== undefined) categoryNames.add(filters.category);
  return (
    <search className={classes.bar} aria-label={texts.events.filters}>
      <Button
        variant="default"
        className={classes.opener ?? ''}
        aria-expanded={isOpen}
        aria-controls="event-filters"
        onClick={() => setOpen(!isOpen)}
      >
        {active === 0 ? texts.events.filters : texts.events.filtersWith(active)}
      </Button>
      <div id="event-filters" className={classes.fields} data-open={isOpen}>
        <SearchField text={filters.q} onText={(q) => change({ q }, { replace: true })} />
        <NativeSelect
          aria-label={texts.events.calendar}
          value={filters.calendar ?? ''}
          onChange={(event) => change({ calendar: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: texts.events.allCalendars },
            ...[...calendars.values()].map(({ id, label }) => ({ value: id, label })),
          ]}
        />
        {categoryNames.size > 0 && (
          <NativeSelect
            aria-label={texts.events.category}
            value={filters.category ?? ''}
            onChange={(event) => change({ category: event.currentTarget.value || undefined })}
            data={[{ value: '', label: texts.events.allCategories }, ...categoryNames]}
          />
        )}
        <NativeSelect
          aria-label={texts.events.importance}
          value={filters.importance ?? ''}
          onChange={(event) => {
            const chosen = importances.find(({ value }) => value === event.currentTarget.value);
            change({ importance: chosen?.value });
          }}
          data={[{ value: '', label: texts.events.anyImportance }, ...importances]}
        />
        <Checkbox
          className={classes.teams ?? ''}
          label={texts.events.teamsOnly}
          checked={filters.teams === true}
          onChange={(event) => change({ teams: event.currentTarget.checked || undefined })}
        />
      </div>
      {active > 0 && <ActiveFilters calendars={calendars} />}
    </search>
  );
}
