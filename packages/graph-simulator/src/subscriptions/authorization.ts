/**
 * The token behind a subscription: how long it lasts, what renews it, and when the
 * app is reminded. Pure rules on the simulator's clock; the service carries them out.
 * Source: learn.microsoft.com/graph/change-notifications-lifecycle-events.
 */
import type { SimulatorSwitches } from '../world/switches.ts';
import type { Subscription } from './subscription.ts';

const QUARTER_HOUR_MS = 15 * 60_000;
const FEW_MINUTES_MS = 5 * 60_000;
/** Of a PATCH and a reauthorize: "never within 10 minutes of each other". */
const APART_MS = 10 * 60_000;
/** Steps of a quarter of an hour before the end at which each cadence begins. */
const FIRST_STEP = { 'last-hour': 4, 'last-quarter-hour': 1 } as const;

export type AuthorizingRequest = 'patch' | 'reauthorize';

export const hasLapsed = (subscription: Subscription, now: number): boolean =>
  subscription.authorizedUntil <= now;

/** Whether the other of the two requests came less than ten minutes ago; notes this one. */
export function noteRequest(subscription: Subscription, request: AuthorizingRequest, now: number): boolean {
  const other = request === 'patch' ? subscription.reauthorizedAt : subscription.patchedAt;
  if (request === 'patch') subscription.patchedAt = now;
  else subscription.reauthorizedAt = now;
  return other !== undefined && now - other < APART_MS;
}

/** When the app is next told `reauthorizationRequired`; undefined: never. */
export function nextReminder(
  subscription: Subscription,
  now: number,
  cadence: SimulatorSwitches['reauthorizationReminders'],
): number | undefined {
  if (cadence === 'never') return undefined;
  if (cadence === 'every-few-minutes') return now + FEW_MINUTES_MS;
  const end = Math.min(subscription.authorizedUntil, subscription.expiresAt);
  const first = end - FIRST_STEP[cadence] * QUARTER_HOUR_MS;
  const passed = Math.max(0, Math.floor((now - first) / QUARTER_HOUR_MS) + 1);
  return first + passed * QUARTER_HOUR_MS;
}
