import { describe, expect, it } from 'vitest';

import { newId } from '../src/platform/ids.ts';
import { wantTendingOfMoved } from '../src/notifications/due-subscriptions.ts';
import type { PushReach } from '../src/notifications/push-reach.ts';
import { addConnection, addMailbox, addPerson, handClock, HOUR, OUR_URL } from './support/push-fixture.ts';
import { testDatabase } from './support/postgres.ts';

describe('a start at another address than before', () => {
  it.each<[string, PushReach, boolean]>([
    ['the same address leaves subscriptions alone', { mode: 'push', notificationUrl: OUR_URL }, false],
    [
      'another address tends them at once',
      { mode: 'push', notificationUrl: 'https://moved.example/hook' },
      true,
    ],
    ['an address that Microsoft cannot reach tends them at once', { mode: 'poll', reason: 'no https' }, true],
  ])('%s', async (_case, reach, atOnce) => {
    await using database = await testDatabase();
    const { db } = database;
    const clock = handClock();
    const mailbox = await addMailbox(db, clock);
    const person = await addPerson(db, clock, mailbox);
    const connectionId = await addConnection(db, clock, { mailbox, person });
    const later = new Date(clock.now() + HOUR);
    await db
      .insertInto('webhook_subscription')
      .values({
        id: newId(),
        calendar_connection_id: connectionId,
        mailbox_id: mailbox.id,
        account_id: person.accountId,
        external_calendar_id: 'AAMkCalendar',
        subscription_id: newId(),
        resource_path: 'users/x/calendars/AAMkCalendar/events',
        notification_url: OUR_URL,
        client_state: 'hash',
        expiration_date_time: later,
        is_active: true,
        health: 'live',
        next_check_at: later,
        created_at: clock.date(),
        updated_at: clock.date(),
      })
      .execute();
    await wantTendingOfMoved(db, clock, reach);
    const row = await db.selectFrom('webhook_subscription').select('next_check_at').executeTakeFirstOrThrow();
    expect(row.next_check_at).toEqual(atOnce ? clock.date() : later);
  });
});
