/**
 * What to do about the subscription that Graph says already exists. Pure.
 * Source: 409 "Subscription Id <> already exists for the requested combination"
 * (change-notifications-delivery-webhooks).
 */
export type ConflictVerdict =
  /** Ours and alive: PATCH it and go on with it. */
  | 'reuse'
  /** Ours, but its secret or its address is lost: delete it, create anew. */
  | 'replace'
  /** Gone meanwhile: create anew. */
  | 'create-anew'
  /** Another installation with our app registration watches this calendar: leave it alone. */
  | 'leave';

export function judgeConflict(existing: {
  /** undefined: Graph knows none by this id. */
  readonly notificationUrl: string | null | undefined;
  /** We have a row with this id and the hash of its secret. */
  readonly known: boolean;
  readonly ourNotificationUrl: string;
}): ConflictVerdict {
  if (existing.notificationUrl === undefined) return 'create-anew';
  const hasOurUrl = existing.notificationUrl === existing.ourNotificationUrl;
  if (existing.known) return hasOurUrl ? 'reuse' : 'replace';
  return hasOurUrl ? 'replace' : 'leave';
}
