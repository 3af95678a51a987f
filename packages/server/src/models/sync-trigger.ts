/** Why a round runs; the same words stand as `cause` in the change log. */
export const syncTriggers = [
  'connect',
  'notification',
  'followup',
  'poll',
  'safety_net',
  'manual',
  'token_lost',
  'window_roll',
  'weekly',
] as const;

export type SyncTrigger = (typeof syncTriggers)[number];

/** One walk of a delta query: from nothing, or from the last deltaLink. */
export type RoundKind = 'baseline' | 'delta';
