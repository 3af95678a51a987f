/**
 * Which calendars of an account can be chosen, and which are. Pure.
 * Invariant: a calendar that is connected already is never among the chosen.
 */
import type { CalendarChoice } from '@calmirror/api-contract';

/** The default one first, then the person's own, then those of others; each by name. */
export function inOrder(calendars: readonly CalendarChoice[], locale: string): readonly CalendarChoice[] {
  const names = new Intl.Collator(locale, { numeric: true });
  return calendars.toSorted((a, b) => rank(a) - rank(b) || names.compare(a.name, b.name));
}

function rank({ isDefault, isShared }: CalendarChoice): number {
  if (isDefault) return 0;
  return isShared ? 2 : 1;
}

export function selectable(calendars: readonly CalendarChoice[]): readonly CalendarChoice[] {
  return calendars.filter((calendar) => !calendar.isConnected);
}

/** The default calendar, if it can be chosen; else the only one that can; else none. */
export function chosenAtFirst(calendars: readonly CalendarChoice[]): ReadonlySet<string> {
  const free = selectable(calendars);
  const first = free.find((calendar) => calendar.isDefault) ?? (free.length === 1 ? free[0] : undefined);
  return new Set(first === undefined ? [] : [first.id]);
}

/** What of an earlier choice can still be chosen after the list was read anew. */
export function stillChosen(
  chosen: ReadonlySet<string>,
  calendars: readonly CalendarChoice[],
): ReadonlySet<string> {
  return new Set(
    selectable(calendars)
      .map(({ id }) => id)
      .filter((id) => chosen.has(id)),
  );
}

export function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** One click chooses all; when all are chosen, none. */
export function toggledAll(
  chosen: ReadonlySet<string>,
  calendars: readonly CalendarChoice[],
): ReadonlySet<string> {
  const free = selectable(calendars);
  return new Set(chosen.size === free.length ? [] : free.map(({ id }) => id));
}
