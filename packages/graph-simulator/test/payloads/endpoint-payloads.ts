/** Payloads of `calendar/` that are calendars, groups, permissions and settings. */
import type { PayloadRows } from './payload-row.ts';
import { text } from '../helpers/graph-app.ts';
import { ADELE, ALEX, made, MEETING, type PayloadWorld } from './payload-world.ts';

const BETA = 'beta only';

const MEGAN = 'megan@contoso.example';

/** The primary calendar of Alex, to a delegate as the pages have it. */
const shareWith = ({ simulator }: PayloadWorld, whom: string) =>
  simulator.control.shareCalendar({ user: ALEX, with: whom, role: 'delegateWithPrivateEventAccess' });

export async function translated(world: PayloadWorld): Promise<unknown[]> {
  const { id } = await made(world, MEETING, ADELE);
  return [
    await world.ask('/me/translateExchangeIds', {
      method: 'POST',
      body: { inputIds: [id], sourceIdType: 'restId', targetIdType: 'restImmutableEntryId' },
      described: false,
    }),
  ];
}

export const ENDPOINT_PAYLOADS: PayloadRows = {
  'calendar-default-two-providers': { produce: async (world) => [await world.ask('/me/calendar')] },
  'calendar-groups-list': { produce: async (world) => [await world.ask('/me/calendarGroups')] },
  'calendar-permissions-list': {
    produce: async (world) => {
      await shareWith(world, MEGAN);
      return [await world.ask('/me/calendar/calendarPermissions', { user: ALEX, described: false })];
    },
  },
  'calendar-permission-updated': {
    produce: async (world) => {
      const { calendarId, permissionId } = await shareWith(world, ADELE);
      const path = `/users/${ALEX}/calendars/${calendarId}/calendarPermissions/${permissionId}`;
      const body = { role: 'write' };
      return [await world.ask(path, { method: 'PATCH', user: ALEX, body, described: false })];
    },
  },
  'calendar-shared-seen-by-delegate-beta': {
    produce: async (world) => {
      const { sharedCalendarId } = await shareWith(world, MEGAN);
      return [await world.ask(`/me/calendars/${text(sharedCalendarId)}`, { user: MEGAN })];
    },
    lacks: { '/isShared': BETA, '/isSharedWithMe': BETA },
  },
  'calendar-shared-seen-by-owner-beta': {
    produce: async (world) => [await world.ask('/me/calendar', { user: ALEX })],
    lacks: { '/isShared': BETA, '/isSharedWithMe': BETA },
  },
  'calendars-list': {
    produce: async (world) => [await world.ask('/me/calendars')],
    lacks: { '/value[]/@odata.id': 'an annotation of the full metadata, which nobody asks for here' },
  },
  'mailbox-settings': {
    produce: async (world) => [await world.ask('/me/mailboxSettings', { described: false })],
  },
  'supported-time-zones-iana': {
    produce: async (world) => [
      await world.ask(
        "/me/outlook/supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')",
        { described: false },
      ),
    ],
  },
  'supported-time-zones-windows': {
    produce: async (world) => [await world.ask('/me/outlook/supportedTimeZones', { described: false })],
  },
  'translate-exchange-ids-response': { produce: translated },
};
