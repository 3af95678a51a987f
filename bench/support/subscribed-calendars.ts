/** Many calendars with a living subscription each, as rows: what a notification meets, without a mailbox behind it. */
import { hashClientState } from '@calmirror/server/notifications/client-state';
import { systemClock } from '@calmirror/server/platform/clock';
import { newId } from '@calmirror/server/platform/ids';
import type { Db } from '@calmirror/server/models/db';

import {
  addConnection,
  addMailbox,
  addPerson,
  DAY,
  OUR_URL,
} from '../../packages/server/test/support/push-fixture.ts';

export interface Subscribed {
  readonly connectionId: string;
  readonly subscriptionId: string;
  readonly secret: string;
}

export async function subscribedCalendars(db: Db, count: number): Promise<Subscribed[]> {
  const clock = systemClock();
  const mailbox = await addMailbox(db, clock);
  const person = await addPerson(db, clock, mailbox);
  const made: Subscribed[] = [];
  for (let n = 0; n < count; n += 1) {
    const connectionId = await addConnection(db, clock, { mailbox, person }, { calendar: `calendar ${n}` });
    made.push({ connectionId, subscriptionId: newId(), secret: `secret ${n}` });
  }
  await db
    .insertInto('webhook_subscription')
    .values(
      made.map((each, n) => ({
        id: newId(),
        calendar_connection_id: each.connectionId,
        mailbox_id: mailbox.id,
        account_id: person.accountId,
        external_calendar_id: `calendar ${n}`,
        subscription_id: each.subscriptionId,
        resource_path: 'users/x/events',
        notification_url: OUR_URL,
        client_state: hashClientState(each.secret),
        expiration_date_time: new Date(clock.now() + DAY),
        last_notification_at: null,
        last_patch_at: null,
        patch_wanted_at: null,
        delete_wanted_at: null,
        is_active: true,
        health: 'live' as const,
        health_reason: null,
        next_check_at: new Date(clock.now() + DAY),
        rung_at: null,
        created_at: clock.date(),
        updated_at: clock.date(),
      })),
    )
    .execute();
  return made;
}
