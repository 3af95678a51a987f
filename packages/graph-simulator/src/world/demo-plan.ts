/**
 * What stands in a demo mailbox, as a list to read: single events, series of every
 * pattern and range, moved and deleted occurrences, all-day events, Teams meetings,
 * categories, private events, other people's meetings, zones other than the owner's.
 */
import type { DemoEvent } from './demo-event.ts';
import { HOME_PLAN } from './demo-plan-home.ts';
import { workPlan } from './demo-plan-work.ts';
import type { SimUser } from './types.ts';

export function demoPlan(owner: SimUser): DemoEvent[] {
  return [...workPlan(owner), ...HOME_PLAN];
}
