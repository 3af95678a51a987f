/** What the operations on sharing do. */
import { InputError } from '../http/check-input.ts';
import { ORGANIZATION_PERMISSION, ORGANIZATION_ROLES } from '../sharing/calendar-roles.ts';
import { hasOrganization } from '../sharing/open-calendar.ts';
import { shareCalendar } from '../sharing/share-calendar.ts';
import type { SimWorld } from '../world/world.ts';
import { calendarOf, requireMailbox, said } from './find-in-world.ts';
import { SHARE_OPERATIONS } from './share-operations.ts';
import { take } from './take.ts';

const EVERYBODY = 'organization';

export function createShareHandlers(world: SimWorld) {
  return {
    shareCalendar: take(SHARE_OPERATIONS.shareCalendar, ({ user, calendar: name, with: whom, role }) => {
      const mailbox = requireMailbox(world, user);
      const calendar = calendarOf(mailbox, name);
      if (whom === EVERYBODY) {
        if (!ORGANIZATION_ROLES.includes(role))
          throw new InputError(`role '${role}' is for one person, not for everybody.`);
        if (!hasOrganization(world, mailbox.user))
          throw new InputError(`user '${user}' is in no organization.`);
        world.shares.setOrganizationRole(calendar.id, role);
        return { calendarId: calendar.id, permissionId: ORGANIZATION_PERMISSION, sharedCalendarId: null };
      }
      const address = world.findUser(whom)?.mail ?? whom;
      if (!address.includes('@')) throw new InputError(`with '${whom}' is no address and nobody here.`);
      const share = said('role', () =>
        shareCalendar(world, mailbox, calendar, { name: address, address }, role),
      );
      return {
        calendarId: calendar.id,
        permissionId: share.id,
        sharedCalendarId: share.copy?.id ?? null,
      };
    }),
    unshareCalendar: take(SHARE_OPERATIONS.unshareCalendar, ({ user, calendar: name, with: whom }) => {
      const mailbox = requireMailbox(world, user);
      const calendar = calendarOf(mailbox, name);
      const address = (world.findUser(whom)?.mail ?? whom).toLowerCase();
      const share = world.shares
        .ofCalendar(calendar.id)
        .find(({ person }) => person.address.toLowerCase() === address);
      if (share === undefined)
        throw new InputError(`calendar '${calendar.name}' is not shared with '${whom}'.`);
      world.shares.unshare(share);
      return { ok: true } as const;
    }),
  };
}
