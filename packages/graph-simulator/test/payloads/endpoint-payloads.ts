/** Payloads of `calendar/` that are calendars, groups, permissions and settings. */
import type { PayloadRows } from './payload-row.ts';
import { ALEX } from './payload-world.ts';

const BETA = 'beta only';

export const ENDPOINT_PAYLOADS: PayloadRows = {
  'calendar-default-two-providers': { produce: async (world) => [await world.ask('/me/calendar')] },
  'calendar-groups-list': { reason: 'calendar groups are not simulated' },
  'calendar-permissions-list': { reason: 'permissions of calendars are not simulated' },
  'calendar-permission-updated': { reason: 'permissions of calendars are not simulated' },
  'calendar-shared-seen-by-delegate-beta': { reason: 'shared calendars are not simulated' },
  'calendar-shared-seen-by-owner-beta': {
    produce: async (world) => [await world.ask('/me/calendar', { user: ALEX })],
    lacks: { '/isShared': BETA, '/isSharedWithMe': BETA },
  },
  'calendars-list': {
    produce: async (world) => [await world.ask('/me/calendars')],
    lacks: { '/value[]/@odata.id': 'an annotation of the full metadata, which nobody asks for here' },
  },
  'mailbox-settings': { reason: 'settings of a mailbox are not simulated' },
  'supported-time-zones-iana': { reason: 'supportedTimeZones is not simulated' },
  'supported-time-zones-windows': { reason: 'supportedTimeZones is not simulated' },
  'translate-exchange-ids-response': { reason: 'translateExchangeIds is not simulated' },
};
