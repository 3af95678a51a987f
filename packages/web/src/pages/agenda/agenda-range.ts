import type { EventRange } from '../../api/events.ts';
import { today, viewerZone } from '../../platform/clock.ts';
import type { EventsSearch } from '../../platform/search.ts';

/** How many days the agenda shows at a time. */
export const STEP_DAYS = 14;

/** What the agenda of an address shows: two weeks from its date, or from today; more of them when asked. */
export function agendaRange({ date }: Pick<EventsSearch, 'date'>, steps = 1): EventRange {
  const from = date === undefined ? today() : Temporal.PlainDate.from(date);
  return { from, until: from.add({ days: STEP_DAYS * steps }), zone: viewerZone() };
}
