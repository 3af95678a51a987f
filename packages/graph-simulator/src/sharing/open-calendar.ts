/**
 * Who may open which calendar of somebody else, and as what: what was said of the person, or else of
 * everybody in the organization. The role that the organization has by itself, freeBusyRead in the primary
 * calendar, is for looking up when somebody is free and opens nothing.
 * Source: Microsoft Graph, "Share or delegate a calendar in Outlook"; calendar facts 7.4.
 */
import type { SimCalendar } from '../mailbox/types.ts';
import type { SimUser } from '../world/types.ts';
import type { SimWorld } from '../world/world.ts';
import { type CalendarRights, type CalendarRole, rightsOf } from './calendar-roles.ts';
import type { Share, SharedCopy } from './share-book.ts';

export function hasOrganization(world: SimWorld, { tenantId }: SimUser): boolean {
  return world.tenants.some(({ id, kind }) => id === tenantId && kind === 'work');
}

/** Undefined where the organization is no sharee of the calendar. Personal accounts have none. */
export function organizationRoleOf(
  world: SimWorld,
  owner: SimUser,
  { id, isDefault }: SimCalendar,
): CalendarRole | undefined {
  if (!hasOrganization(world, owner)) return undefined;
  return world.shares.organizationRole(id) ?? (isDefault ? 'freeBusyRead' : undefined);
}

/** Of an address that may have no mailbox here. */
export function isInsideOrganization(world: SimWorld, owner: SimUser, address: string): boolean {
  const tenant = world.tenants.find(({ id }) => id === owner.tenantId);
  return tenant?.kind === 'work' && address.toLowerCase().endsWith(`@${tenant.domain}`);
}

/** Undefined for who may not open the calendar. */
export function rightsIn(
  world: SimWorld,
  owner: SimUser,
  calendar: SimCalendar,
  reader: SimUser,
): CalendarRights | undefined {
  const own = world.shares.ofCalendar(calendar.id).find(({ userId }) => userId === reader.id);
  if (own !== undefined) return rightsOf(own.role);
  if (reader.tenantId !== owner.tenantId) return undefined;
  const role = organizationRoleOf(world, owner, calendar) ?? 'none';
  return role === 'freeBusyRead' ? undefined : rightsOf(role);
}

/** A calendar of somebody else in the reader's own list. */
export interface OpenedCopy {
  readonly share: Share;
  readonly copy: SharedCopy;
  readonly owner: SimUser;
  readonly calendar: SimCalendar;
  readonly rights: CalendarRights;
}

function opened(world: SimWorld, share: Share): OpenedCopy | undefined {
  const { copy } = share;
  const rights = rightsOf(share.role);
  const owner = world.findUser(share.ownerId);
  if (copy === null || rights === undefined || owner === undefined) return undefined;
  const calendar = world.mailbox(owner.id).calendar(share.calendarId);
  return calendar === undefined ? undefined : { share, copy, owner, calendar, rights };
}

/** In the order of sharing; none where the switch has them missing. */
export function copiesOf(world: SimWorld, reader: SimUser): OpenedCopy[] {
  if (world.switches.current.sharedCalendars === 'missing') return [];
  return world.shares
    .with(reader.id)
    .map((share) => opened(world, share))
    .filter((copy) => copy !== undefined);
}
