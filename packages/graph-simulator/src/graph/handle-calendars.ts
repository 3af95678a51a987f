/** The calendars of a mailbox: list, get, create, rename, delete. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { changeKeyOf } from '../mailbox/change-key.ts';
import { calendarId } from '../mailbox/ids.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { CALENDAR_COLORS, type SimCalendar } from '../mailbox/types.ts';
import { hashHex } from '../world/seeded.ts';
import type { GraphAnswer } from './answer.ts';
import { filterBy } from './filter.ts';
import { CALENDAR_PATHS } from './filterable-paths.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';
import { collection, entity } from './paged-list.ts';
import { presentCalendar, presentCopy } from './present-calendar.ts';
import { copiesOf } from '../sharing/open-calendar.ts';
import { applySelect, selectedNames } from './select.ts';

const CALENDAR_TYPE = 'microsoft.graph.calendar';

const calendarBody = Compile(
  Type.Object({
    name: Type.Optional(Type.String({ minLength: 1 })),
    color: Type.Optional(Type.Enum(CALENDAR_COLORS)),
  }),
);

/** @throws GraphError 400 for what is no calendar. */
export function readCalendarBody(request: GraphRequest): {
  readonly name?: string;
  readonly color?: SimCalendar['color'];
} {
  if (calendarBody.Check(request.body)) return request.body;
  throw new GraphError(400, 'RequestBodyRead', 'Unable to read the calendar of the request.');
}

/** @throws GraphError 400 for what is no id, 404 for one that names nothing here. */
export function requireCalendar(mailbox: Mailbox, id: string): void {
  if (mailbox.calendar(id) !== undefined) return;
  if (!/^AA[A-Za-z0-9_=-]{40,}$/.test(id))
    throw new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
  throw new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
}

/** All of the mailbox, or those of a group. What others share is in the first. */
export function listCalendars(
  request: GraphRequest,
  mailbox: Mailbox,
  context: string,
  groupId?: string,
): GraphAnswer {
  const calendars = groupId === undefined ? mailbox.calendars() : mailbox.calendarsOf(groupId);
  const isFirst = groupId === undefined || groupId === mailbox.groups()[0]?.id;
  const shared = isFirst ? copiesOf(request.world, mailbox.user) : [];
  const shown = [...calendars.map(presentCalendar), ...shared.map((copy) => presentCopy(copy, mailbox.user))];
  const names = selectedNames(request.query.get('select'), Object.keys(shown[0] ?? {}), CALENDAR_TYPE);
  const filter = request.query.get('filter');
  const chosen = filter === undefined ? shown : filterBy(filter, shown, CALENDAR_PATHS);
  return collection(request, context, chosen, (calendar) => applySelect(calendar, names));
}

export function getCalendar(
  request: GraphRequest,
  mailbox: Mailbox,
  id: string,
  context: string,
): GraphAnswer {
  requireCalendar(mailbox, id);
  const calendar = mailbox.calendar(id);
  const shown = calendar === undefined ? {} : presentCalendar(calendar);
  const names = selectedNames(request.query.get('select'), Object.keys(shown), CALENDAR_TYPE);
  return entity(request, `${context}/$entity`, applySelect(shown, names));
}

export function postCalendar(
  request: GraphRequest,
  mailbox: Mailbox,
  context: string,
  groupId?: string,
): GraphAnswer {
  const { name, color = 'auto' } = readCalendarBody(request);
  if (name === undefined)
    throw new GraphError(
      400,
      'ErrorInvalidRequest',
      "The property 'name' is required when creating a calendar.",
    );
  if (mailbox.calendars().some((calendar) => calendar.name === name))
    throw new GraphError(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
  const { user } = mailbox;
  const calendar = {
    id: calendarId(user, hashHex(mailbox.nextCreationSeed(), 12)),
    name,
    color,
    hexColor: '',
    isDefault: false,
    canEdit: true,
    canShare: true,
    isRemovable: true,
    ownerName: user.displayName,
    ownerAddress: user.mail,
    changeKey: changeKeyOf(user, mailbox.takeChange()),
    ...(groupId === undefined ? {} : { groupId }),
  };
  mailbox.addCalendar(calendar);
  return entity(request, `${context}/$entity`, presentCalendar(calendar), 201);
}

export function patchCalendar(
  request: GraphRequest,
  mailbox: Mailbox,
  id: string,
  context: string,
): GraphAnswer {
  requireCalendar(mailbox, id);
  const { name, color } = readCalendarBody(request);
  mailbox.changeCalendar(id, {
    ...(name === undefined ? {} : { name }),
    ...(color === undefined ? {} : { color }),
    changeKey: changeKeyOf(mailbox.user, mailbox.takeChange()),
  });
  return getCalendar(request, mailbox, id, context);
}

export function deleteCalendar(mailbox: Mailbox, id: string): GraphAnswer {
  requireCalendar(mailbox, id);
  if (mailbox.calendar(id)?.isRemovable !== true)
    throw new GraphError(400, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.');
  mailbox.removeCalendar(id);
  return { status: 204 };
}
