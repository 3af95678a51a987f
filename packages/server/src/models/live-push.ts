/**
 * When a calendar counts as pushed, for statements over connections and subscriptions. A subscription past its expiry is
 * deleted at Graph. One that is suspected of silence is not relied on: until a notification clears it, or it was made
 * anew, its calendars are asked as if there were none.
 */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/** Clocks differ: a notification this long before a change may be that of the change. */
export const CLOCKS_DIFFER_MS = 60_000;

/** `w` is a live subscription of the mailbox calendar that the two columns name. */
export function isPushed(
  of: { readonly mailboxId: RawBuilder<unknown>; readonly calendarId: RawBuilder<unknown> },
  now: Date,
): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select 1 from webhook_subscription w
    where w.mailbox_id = ${of.mailboxId} and w.external_calendar_id = ${of.calendarId}
      and w.is_active and w.health = 'live' and w.expiration_date_time > ${now}
      and not exists (
        select 1 from silence_suspicion f
        where f.webhook_subscription_id = w.id and f.is_silence is not false
          and (w.last_notification_at is null
            or w.last_notification_at < f.modified_at - make_interval(secs => ${CLOCKS_DIFFER_MS / 1000}))))`;
}
