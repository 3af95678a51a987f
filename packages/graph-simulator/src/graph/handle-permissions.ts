/**
 * Whom a calendar is shared with: list, get, create, change, delete. Only its owner sees that.
 * Source: Microsoft Graph v1.0, calendarPermission and its methods; calendar facts 7.4.
 */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { SimCalendar } from '../mailbox/types.ts';
import {
  allowedRoles,
  CALENDAR_ROLES,
  type CalendarRole,
  ORGANIZATION_PERMISSION,
  ORGANIZATION_ROLES,
} from '../sharing/calendar-roles.ts';
import { organizationRoleOf } from '../sharing/open-calendar.ts';
import type { Share } from '../sharing/share-book.ts';
import { shareCalendar } from '../sharing/share-calendar.ts';
import type { GraphAnswer } from './answer.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';
import type { EventScope } from './handle-events.ts';
import { collection, entity } from './paged-list.ts';
import { accessDenied, isRead } from './require-scopes.ts';
import type { WirePermission } from './wire-types.ts';

const role = Type.Enum([...CALENDAR_ROLES]);
const patchBody = Compile(Type.Object({ role }));
const postBody = Compile(
  Type.Object({
    role,
    emailAddress: Type.Object({
      address: Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$' }),
      name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
  }),
);

function unreadable(): GraphError {
  return new GraphError(400, 'RequestBodyRead', 'Unable to read the calendar permission of the request.');
}

function presentShare(share: Share, calendar: SimCalendar): WirePermission {
  return {
    id: share.id,
    isRemovable: true,
    isInsideOrganization: share.isInside,
    role: share.role,
    allowedRoles: allowedRoles(calendar.isDefault, share.isInside),
    emailAddress: { name: share.person.name, address: share.person.address },
  };
}

function presentOrganization(organizationRole: CalendarRole): WirePermission {
  return {
    id: ORGANIZATION_PERMISSION,
    isRemovable: false,
    isInsideOrganization: true,
    role: organizationRole,
    allowedRoles: ORGANIZATION_ROLES,
    emailAddress: { name: 'My Organization' },
  };
}

function permissionsOf({ world }: GraphRequest, scope: EventScope, calendar: SimCalendar): WirePermission[] {
  const organization = organizationRoleOf(world, scope.mailbox.user, calendar);
  return [
    ...world.shares.ofCalendar(calendar.id).map((share) => presentShare(share, calendar)),
    ...(organization === undefined ? [] : [presentOrganization(organization)]),
  ];
}

function requireAllowed(permission: WirePermission, wanted: CalendarRole): void {
  if (permission.allowedRoles.includes(wanted)) return;
  throw new GraphError(
    400,
    'ErrorInvalidRequest',
    `The role '${wanted}' is not among the roles that are allowed here.`,
  );
}

/** `rest` is what stands behind `calendarPermissions`. @throws GraphError 400, 403, 404, EditError */
export function answerPermissions(
  request: GraphRequest,
  scope: EventScope,
  [id, ...beyond]: readonly string[],
): GraphAnswer {
  const { world, method } = request;
  const calendar = scope.mailbox.calendar(scope.calendarId);
  if (beyond.length > 0 || calendar === undefined)
    throw new GraphError(400, 'BadRequest', `Resource not found for the segment '${beyond[0] ?? ''}'.`);
  const isOwner = scope.view.rights === undefined;
  if (!isOwner && !isRead(request)) throw accessDenied();
  const known = isOwner ? permissionsOf(request, scope, calendar) : [];
  const context = `${scope.context}/calendarPermissions`;
  if (id === undefined) {
    if (method !== 'POST') return collection(request, context, known, (permission) => permission);
    if (!postBody.Check(request.body)) throw unreadable();
    const { emailAddress } = request.body;
    const person = { name: emailAddress.name ?? emailAddress.address, address: emailAddress.address };
    const share = shareCalendar(world, scope.mailbox, calendar, person, request.body.role);
    return entity(request, `${context}/$entity`, presentShare(share, calendar));
  }
  const found = known.find((permission) => permission.id === id);
  if (found === undefined)
    throw new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  const share = world.shares.ofCalendar(calendar.id).find((each) => each.id === id);
  if (method === 'DELETE') {
    if (share === undefined)
      throw new GraphError(400, 'ErrorInvalidRequest', 'This permission cannot be removed.');
    world.shares.unshare(share);
    return { status: 204 };
  }
  let shown = found;
  if (method === 'PATCH') {
    if (!patchBody.Check(request.body)) throw unreadable();
    const wanted = request.body.role;
    requireAllowed(found, wanted);
    if (share === undefined) world.shares.setOrganizationRole(calendar.id, wanted);
    else world.shares.changeRole(share, wanted);
    shown = { ...found, role: wanted };
  }
  return entity(request, `${context}/$entity`, shown);
}
