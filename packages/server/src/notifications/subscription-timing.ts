/**
 * The arithmetic of a subscription's life. Pure: milliseconds in, milliseconds out.
 * Graph gives Outlook events at most 10,080 minutes and silently raises anything under 45
 * (subscription resource type); what counts is the expiry it granted, never the one we asked for.
 */
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Never two lifecycle calls for one subscription within this time (change-notifications-lifecycle-events). */
export const PATCH_PAUSE_MS = 10 * MINUTE_MS;
/** The token that goes with a subscription lives about an hour; after that notifications pause and may be lost. */
export const AUTHORISED_FOR_MS = HOUR_MS;
/** After our own downtime, what was not patched for this long is patched. */
export const REAUTHORISE_AFTER_MS = 45 * MINUTE_MS;
/** What expires within this time is renewed by the 12-hour job. */
export const EXPIRING_WITHIN_MS = 24 * HOUR_MS;
/** Renewals found by one run of that job are spread over the time to its next run. */
export const RENEWAL_SPREAD_MS = 12 * HOUR_MS;
/** A row's own last call, should the 12-hour job not have come to it. */
const LAST_CALL_MS = 6 * HOUR_MS;
/** Late notifications are retried by Graph for up to this long (change-notifications-delivery-webhooks). */
export const LATE_NOTIFICATIONS_MS = 4 * HOUR_MS;
/** No subscription lives longer than this, whatever we know of it. */
export const LONGEST_LIFE_MS = 7 * 24 * HOUR_MS;

const BACK_OFF_BASE_MS = 5_000;
const BACK_OFF_CAP_MS = HOUR_MS;

export interface LifeOfSubscription {
  readonly createdAt: number;
  /** null: Graph has not granted it yet. */
  readonly expiresAt: number | null;
  readonly lastPatchAt: number | null;
  readonly patchWantedAt: number | null;
  readonly failures: number;
  readonly nextCheckAt: number | null;
}

/** When this subscription must be PATCHed next; Infinity where there is nothing to renew. */
export function patchDueAt(life: LifeOfSubscription): number {
  if (life.expiresAt === null) return Infinity;
  const authorisedAt = life.lastPatchAt ?? life.createdAt;
  const granted = Math.max(0, life.expiresAt - authorisedAt);
  const renewal = life.expiresAt - Math.min(LAST_CALL_MS, granted / 3);
  const wanted = Math.min(renewal, life.patchWantedAt ?? Infinity);
  const allowed = life.lastPatchAt === null ? -Infinity : life.lastPatchAt + PATCH_PAUSE_MS;
  const backedOff = life.failures > 0 ? (life.nextCheckAt ?? -Infinity) : -Infinity;
  return Math.max(wanted, allowed, backedOff);
}

/** When a subscription that was just PATCHed is looked at next. */
export function wakeAfterPatch(patch: { readonly patchedAt: Date; readonly expiresAt: Date }): Date {
  const { patchedAt, expiresAt } = patch;
  const life = { createdAt: patchedAt.getTime(), expiresAt: expiresAt.getTime() };
  const rest = { lastPatchAt: patchedAt.getTime(), patchWantedAt: null, failures: 0, nextCheckAt: null };
  return new Date(Math.min(patchDueAt({ ...life, ...rest }), expiresAt.getTime()));
}

/** Notifications may have been lost while the token had lapsed: a round is wanted after the PATCH. */
export function mayHaveLapsed(
  life: Pick<LifeOfSubscription, 'createdAt' | 'lastPatchAt'>,
  now: number,
): boolean {
  return now - (life.lastPatchAt ?? life.createdAt) > AUTHORISED_FOR_MS;
}

/**
 * When to try again after a failure. Exponential with jitter, at most an hour; Retry-After is the floor.
 * `failures` counts this one, `jitter` is in [0, 1).
 */
export function tryAgainAt(failure: {
  now: number;
  failures: number;
  jitter: number;
  retryAfterMs?: number | undefined;
}): number {
  const ceiling = Math.min(BACK_OFF_CAP_MS, BACK_OFF_BASE_MS * 2 ** Math.min(failure.failures - 1, 20));
  const wait = ceiling * (0.5 + failure.jitter / 2);
  return failure.now + Math.round(Math.max(wait, failure.retryAfterMs ?? 0));
}
