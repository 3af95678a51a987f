/** Calendar groups: folders that a person sorts calendars into. Source: Microsoft Graph, calendarGroup. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { changeKeyOf } from '../mailbox/change-key.ts';
import { calendarId } from '../mailbox/ids.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { SimCalendarGroup } from '../mailbox/types.ts';
import { guidFrom, hashHex } from '../world/seeded.ts';
import type { GraphAnswer } from './answer.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';
import { collection, entity } from './paged-list.ts';
import type { GraphJson } from './present-event.ts';

const groupBody = Compile(Type.Object({ name: Type.String({ minLength: 1 }) }));

const presentGroup = ({ id, name, classId, changeKey }: SimCalendarGroup): GraphJson => ({
  id,
  name,
  classId,
  changeKey,
});

/** @throws GraphError 404 */
export function requireGroup(mailbox: Mailbox, id: string): SimCalendarGroup {
  const group = mailbox.groups().find((each) => each.id === id);
  if (group !== undefined) return group;
  throw new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
}

export function listGroups(request: GraphRequest, mailbox: Mailbox, context: string): GraphAnswer {
  return collection(request, context, mailbox.groups(), presentGroup);
}

export function getGroup(request: GraphRequest, group: SimCalendarGroup, context: string): GraphAnswer {
  return entity(request, `${context}/$entity`, presentGroup(group));
}

export function postGroup(request: GraphRequest, mailbox: Mailbox, context: string): GraphAnswer {
  if (!groupBody.Check(request.body))
    throw new GraphError(400, 'RequestBodyRead', 'Unable to read the calendar group of the request.');
  const { name } = request.body;
  if (mailbox.groups().some((group) => group.name === name))
    throw new GraphError(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
  const seed = mailbox.nextCreationSeed();
  const group = {
    id: calendarId(mailbox.user, hashHex(`${seed}/group`, 12)),
    name,
    classId: guidFrom(`${seed}/class`),
    changeKey: changeKeyOf(mailbox.user, mailbox.takeChange()),
  };
  mailbox.addGroup(group);
  return entity(request, `${context}/$entity`, presentGroup(group), 201);
}
