/** The owner shares a calendar with one person, who has it in the own list at once. */
import { EditError } from '../mailbox/edit-error.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { SimCalendar, SimPerson } from '../mailbox/types.ts';
import type { SimWorld } from '../world/world.ts';
import { allowedRoles, type CalendarRole } from './calendar-roles.ts';
import { isInsideOrganization } from './open-calendar.ts';
import type { Share } from './share-book.ts';

/**
 * Replaces what the person had there. The name of somebody who has a mailbox here is known.
 * @throws EditError for a calendar that is not for sharing, for the owner, and for a role that cannot be given.
 */
export function shareCalendar(
  world: SimWorld,
  { user: owner }: Mailbox,
  calendar: SimCalendar,
  person: SimPerson,
  role: CalendarRole,
): Share {
  if (!calendar.canShare)
    throw new EditError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  const user = world.findUser(person.address);
  const isInside = isInsideOrganization(world, owner, person.address);
  if (user?.id === owner.id || !allowedRoles(calendar.isDefault, isInside).includes(role))
    throw new EditError(
      'ErrorInvalidRequest',
      `The calendar cannot be shared with '${person.address}' as '${role}'.`,
    );
  return world.shares.share({
    owner,
    calendarId: calendar.id,
    person: user === undefined ? person : { name: user.displayName, address: user.mail },
    isInside,
    role,
    user,
  });
}
