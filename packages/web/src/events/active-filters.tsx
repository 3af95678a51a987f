/** The filters in force, each a button that takes it away. */
import { Button } from '@mantine/core';

import { texts } from '../texts/texts.ts';
import classes from './active-filters.module.css';
import type { LabelledCalendar } from './use-calendars-by-id.ts';
import { noFilters, useEventsSearch } from './use-events-search.ts';

export interface ActiveFiltersProps {
  readonly calendars: ReadonlyMap<string, LabelledCalendar>;
}

export function ActiveFilters({ calendars }: ActiveFiltersProps) {
  const { filters, change } = useEventsSearch();
  const { calendar, category, importance, teams, q } = filters;
  const active = [
    { name: 'q', label: q === undefined ? undefined : texts.events.searchedFor(q) },
    {
      name: 'calendar',
      label: calendar && (calendars.get(calendar)?.label ?? texts.events.aCalendar),
    },
    { name: 'category', label: category },
    { name: 'importance', label: importance && texts.events.importances[importance] },
    { name: 'teams', label: teamsLabel(teams) },
  ] as const;
  return (
    <ul className={classes.list} aria-label={texts.events.activeFilters}>
      {active.map(
        ({ name, label }) =>
          label !== undefined && (
            <li key={name}>
              <Button
                variant="light"
                size="compact-md"
                className={classes.remove ?? ''}
                aria-label={texts.events.removeFilter(label)}
                onClick={() => remove({ [name]: undefined })}
              >
                {label} <span aria-hidden="true">×</span>
              </Button>
            </li>
          ),
      )}
      <li>
        <Button variant="subtle" size="compact-md" onClick={() => remove(noFilters)}>
          {texts.events.clearFilters}
        </Button>
      </li>
    </ul>
  );

  function remove(gone: Parameters<typeof change>[0]): void {
    change(gone);
    // The button goes with its filter: the keyboard goes on where filters are chosen.
    focusFilters();
  }
}

/** The search field; where the fields are folded away, the button that opens them. */
function focusFilters(): void {
  const places = document.querySelectorAll<HTMLElement>('search input[type=search], search button');
  [...places].find((place) => place.checkVisibility())?.focus();
}

function teamsLabel(teams: boolean | undefined): string | undefined {
  if (teams === undefined) return undefined;
  return teams ? texts.events.teamsOnly : texts.events.noTeams;
}
