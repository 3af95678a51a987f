/** The ways in which a subscription dies, as Microsoft, its people and our operator bring them about. */
import { sql } from 'kysely';

import type { MirroredCalendar } from '../verdict.ts';
import type { PushRoom } from './push-room.ts';
import { subscriptionIdOf } from './push-rows.ts';
import type { Death } from './push-script.ts';

export async function die(
  room: PushRoom,
  death: Death,
  calendar: MirroredCalendar,
  turn: number,
): Promise<void> {
  const { control } = room.simulator;
  const { user } = calendar;
  const subscriptionId = await subscriptionIdOf(room.db, calendar.connectionId);
  const named = { user, ...(subscriptionId === undefined ? {} : { subscriptionId }) };
  switch (death) {
    case 'removed':
      await control.lifecycle({ ...named, event: 'subscriptionRemoved' });
      break;
    case 'missed':
      await control.lifecycle({ ...named, event: 'missed' });
      break;
    case 'token-lapses':
      await control.lifecycle({ ...named, event: 'reauthorizationRequired' });
      // Past the life of every token, while nobody is there to answer.
      await room.killAll();
      await room.advance(100 * 60_000);
      await room.start();
      break;
    case 'removed-silently':
      if (subscriptionId !== undefined) await removeAtGraph(room, user, subscriptionId);
      break;
    case 'address-moved':
      await room.bury();
      room.front.moveTo(`/moved-${turn}`);
      await room.start();
      break;
    case 'secret-lost':
      await sql`delete from webhook_subscription s using calendar_connection c
        where c.id = ${calendar.connectionId} and s.mailbox_id = c.mailbox_id
          and s.external_calendar_id = c.external_calendar_id`.execute(room.db);
      break;
    case 'calendar-renamed':
      await control.renewCalendarId({ user, calendar: calendar.name });
      break;
    case 'mailbox-elsewhere':
      await control.setFaults({
        rules: [
          {
            match: { pathPattern: String.raw`^/v1\.0/`, user, times: 3 },
            action: { type: 'status', status: 404, code: 'MailboxNotEnabledForRESTAPI' },
          },
        ],
      });
      break;
  }
  await room.arrived();
}

/** By an app with the same registration: nobody is told. */
async function removeAtGraph(room: PushRoom, user: string, subscriptionId: string): Promise<void> {
  const { simulator } = room;
  const { accessToken } = await simulator.control.token({ user, appId: simulator.clientId });
  await fetch(`${simulator.url}/v1.0/subscriptions/${subscriptionId}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${accessToken}` },
  });
}
