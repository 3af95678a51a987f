/**
 * What the list of an account's calendars, read again, says of those that are mirrored, and of those that
 * are not. Pure. A calendar that is missing is not judged here: its own round asks, and is told.
 */
import type { ConnectionStatus } from '../models/connection-status.ts';

import type { StoredCalendar } from './oauth-session-store.ts';

/** What is shown of a calendar and is followed. */
export type ShownCalendar = Pick<
  StoredCalendar,
  'name' | 'color' | 'hexColor' | 'ownerName' | 'ownerAddress' | 'canEdit' | 'isDefault'
>;

export interface MirroredCalendar extends ShownCalendar {
  readonly id: string;
  readonly externalCalendarId: string;
  readonly status: ConnectionStatus;
}

export interface ListVerdict {
  /** Connections that are shown otherwise than they are. */
  readonly changed: readonly { readonly connectionId: string; readonly calendar: StoredCalendar }[];
  /** Stopped, though Graph has them: gone, or in a mailbox that could not be read. */
  readonly back: readonly { readonly connectionId: string; readonly calendar: StoredCalendar }[];
  /** Forbidden, or refused our token: being listed says nothing of whether they may be read. */
  readonly refused: readonly { readonly connectionId: string; readonly calendar: StoredCalendar }[];
  /** Synced so far and not listed: their next round is wanted now. */
  readonly missing: readonly string[];
  /** Never shown to anybody, and not connected. */
  readonly fresh: readonly StoredCalendar[];
  /** Of the list, everything that is known from now on. */
  readonly known: readonly string[];
}

/** Nobody asks for these but the look: should they get another id meanwhile, no round is told. */
const stopped: readonly ConnectionStatus[] = ['gone', 'unsupported', 'forbidden', 'reauth_required'];

const followed = ['name', 'color', 'hexColor', 'ownerName', 'ownerAddress', 'canEdit', 'isDefault'] as const;

/** @param known null: no list was kept yet, so that nothing is new */
export function judgeCalendarList(
  listed: readonly StoredCalendar[],
  mirrored: readonly MirroredCalendar[],
  known: readonly string[] | null,
): ListVerdict {
  const taken = new Set(mirrored.map(({ externalCalendarId }) => externalCalendarId));
  const moved = movedCalendars(listed, mirrored, taken);
  const found = mirrored.flatMap((connection) => {
    const calendar =
      listed.find(({ id }) => id === connection.externalCalendarId) ?? moved.get(connection.id);
    return calendar === undefined ? [] : [{ connection, calendar }];
  });
  const named = (...statuses: readonly ConnectionStatus[]) =>
    found.filter(({ connection }) => statuses.includes(connection.status));
  const isListed = new Set(found.map(({ connection }) => connection.id));
  const shown = new Set(known);
  return {
    changed: named('connecting', 'active', 'paused', ...stopped)
      .filter(({ connection, calendar }) => followed.some((field) => connection[field] !== calendar[field]))
      .map(({ connection, calendar }) => ({ connectionId: connection.id, calendar })),
    back: named('gone', 'unsupported').map(({ connection, calendar }) => ({
      connectionId: connection.id,
      calendar,
    })),
    refused: named('forbidden', 'reauth_required').map(({ connection, calendar }) => ({
      connectionId: connection.id,
      calendar,
    })),
    missing: mirrored
      .filter(({ id, status }) => status === 'active' && !isListed.has(id))
      .map(({ id }) => id),
    fresh: known === null ? [] : listed.filter(({ id }) => !shown.has(id) && !taken.has(id)),
    known: listed.map(({ id }) => id),
  };
}

/** By connection. A calendar that may be either of two is neither: it is offered as a new one. */
function movedCalendars(
  listed: readonly StoredCalendar[],
  mirrored: readonly MirroredCalendar[],
  taken: ReadonlySet<string>,
): ReadonlyMap<string, StoredCalendar> {
  const alike = mirrored.flatMap((connection) => {
    const isLost = stopped.includes(connection.status);
    const calendar = isLost ? sameCalendar(listed, connection, taken) : undefined;
    return calendar === undefined ? [] : [[connection.id, calendar] as const];
  });
  const claims = Map.groupBy(alike, ([, { id }]) => id);
  return new Map(alike.filter(([, { id }]) => claims.get(id)?.length === 1));
}

/**
 * The same calendar under another id, which Graph is known to give (microsoft-graph-docs 11296, 5580): of
 * the same name and owner, the only such one, and nobody's yet.
 */
export function sameCalendar<Calendar extends Pick<StoredCalendar, 'id' | 'name' | 'ownerAddress'>>(
  listed: readonly Calendar[],
  lost: Pick<StoredCalendar, 'name' | 'ownerAddress'>,
  taken: ReadonlySet<string>,
): Calendar | undefined {
  const owner = lost.ownerAddress?.toLowerCase() ?? null;
  const alike = listed.filter(
    ({ id, name, ownerAddress }) =>
      !taken.has(id) && name === lost.name && (ownerAddress?.toLowerCase() ?? null) === owner,
  );
  return alike.length === 1 ? alike[0] : undefined;
}
