/**
 * What of an account's calendars is kept while its owner chooses. Pure.
 * A calendar whose owner is somebody else is shared: Graph takes no subscription for it
 * (learn.microsoft.com/graph/outlook-change-notifications-overview), so it is polled.
 */
import type { GraphCalendar } from '@calmirror/graph-client/wire';

import type { StoredCalendar } from './oauth-session-store.ts';

/** @param ownAddresses every address by which the mailbox's owner is known */
export function offeredCalendars(
  calendars: readonly GraphCalendar[],
  ownAddresses: readonly (string | null | undefined)[],
): StoredCalendar[] {
  const own = new Set(
    ownAddresses.filter((address) => typeof address === 'string').map((a) => a.toLowerCase()),
  );
  return calendars.map((calendar) => {
    const address = textOf(calendar.owner?.address);
    return {
      id: calendar.id,
      name: textOf(calendar.name) ?? 'Calendar',
      color: textOf(calendar.color),
      hexColor: textOf(calendar.hexColor),
      ownerName: textOf(calendar.owner?.name),
      ownerAddress: address,
      canEdit: calendar.canEdit === true,
      isDefault: calendar.isDefaultCalendar === true,
      isShared:
        address !== null &&
        own.size > 0 &&
        !own.has(address.toLowerCase()) &&
        calendar.isDefaultCalendar !== true,
    };
  });
}

function textOf(value: string | null | undefined): string | null {
  return value === undefined || value === null || value === '' ? null : value;
}
